"""How dead letters are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import PageIn, Schema
from inspect_app.core.moves import open_moves
from inspect_app.readings.rules.lives import LETTER

LETTER_STATES = tuple(each.name for each in LETTER.states)
_MOST_HEX = 4096


def _moves(thing: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), thing)]


class LettersIn(PageIn):
    """Which dead letters."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *LETTER_STATES]))


class LetterOut(Schema):
    """A message that could not be taken."""

    id = fields.String()
    received_at = fields.AwareDateTime()
    last_at = fields.AwareDateTime()
    times = fields.Integer()
    topic = fields.String()
    reason = fields.String()
    detail = fields.String()
    size = fields.Function(lambda one: len(one.payload), metadata={"type": "integer"})
    state = fields.String()
    moves = fields.Function(_moves, metadata={"type": "array"})


class LetterWhole(LetterOut):
    """A dead letter with its first bytes in hex and as text."""

    hex = fields.Function(lambda one: one.payload[:_MOST_HEX].hex(), metadata={"type": "string"})
    text = fields.Function(
        lambda one: one.payload[:_MOST_HEX].decode(errors="replace"), metadata={"type": "string"}
    )
