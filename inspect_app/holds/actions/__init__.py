"""Acts on hold points: set one, answer its notice, record silence, take its moves."""

from inspect_app.holds.actions.answering import answer, silence
from inspect_app.holds.actions.moving import move
from inspect_app.holds.actions.setting import add, choices_of

__all__ = ["add", "answer", "choices_of", "move", "silence"]
