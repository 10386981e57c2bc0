"""Acts on votes: the roll kept and frozen, votes drafted and moved, ballots cast, codes printed."""

from inspect_app.votes.actions.casting import cast, code_of, opened, print_codes, slip_number
from inspect_app.votes.actions.keeping import import_roll, put, remove, see
from inspect_app.votes.actions.voting import draft, move

__all__ = [
    "cast", "code_of", "draft", "import_roll", "move", "opened", "print_codes", "put", "remove", "see", "slip_number",
]  # fmt: skip
