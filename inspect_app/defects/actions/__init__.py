"""Acts on defects: raise one, take its moves, mark it overdue once."""

from inspect_app.defects.actions.moving import move
from inspect_app.defects.actions.overdue import mark_overdue
from inspect_app.defects.actions.photos import Layers
from inspect_app.defects.actions.raising import raise_defect

__all__ = ["Layers", "mark_overdue", "move", "raise_defect"]
