"""Acts on votes: the roll kept and frozen, votes drafted and moved, ballots cast, codes printed."""

from inspect_app.votes.actions.casting import By, cast, code_of, opened, print_codes, send_codes, slip_number
from inspect_app.votes.actions.checking import see_paper
from inspect_app.votes.actions.drafting import draft, edit
from inspect_app.votes.actions.forgetting import forget
from inspect_app.votes.actions.keeping import import_roll, put, remove, see
from inspect_app.votes.actions.voting import close_due, move, not_voted

__all__ = [
    "By", "cast", "close_due", "code_of", "draft", "edit", "forget", "import_roll", "move", "not_voted", "opened",
    "print_codes", "put", "remove", "see", "see_paper", "send_codes", "slip_number",
]  # fmt: skip
