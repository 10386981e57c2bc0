"""Acts on defects: raise one, take its moves, ask for something, give it on, climb the ladder, send a link."""

from inspect_app.defects.actions.climbing import climb, clock_of, told_party
from inspect_app.defects.actions.giving_on import delegate, split
from inspect_app.defects.actions.linking import address_of, end_links, issue_link, read_by_link, serializer
from inspect_app.defects.actions.moving import move
from inspect_app.defects.actions.overdue import mark_overdue
from inspect_app.defects.actions.photos import Layers
from inspect_app.defects.actions.raising import Kin, raise_defect
from inspect_app.defects.actions.requesting import ask_more_time, decide, hand_in_plan

__all__ = [
    "Kin", "Layers", "address_of", "ask_more_time", "climb", "clock_of", "decide", "delegate", "end_links",
    "hand_in_plan", "issue_link", "mark_overdue", "move", "raise_defect", "read_by_link", "serializer", "split",
    "told_party",
]  # fmt: skip
