"""How a correction is written out: what counts, what was told, and what was decided."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import fields, validate

from inspect_app.core.fields import PageIn, Schema
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.core.web import actor
from inspect_app.readings.queries.corrections import counting, first_told
from inspect_app.readings.rules.quantities import FLAGS, QUANTITIES
from inspect_app.readings.rules.righting import CORRECTION

STATES = ("told", "accepted", "refused")


def _moment(name: str) -> Any:
    return lambda one: datetime.fromtimestamp(getattr(one, name) / 1000, UTC)


def _iso(name: str) -> Any:
    read = _moment(name)
    return fields.Function(
        lambda one: read(one).isoformat(), metadata={"type": "string", "format": "date-time"}
    )


CORRECTIONS = Table("corrections", "更正", "Corrections", (
    Column("设备", "Device", "channel.device.name"), Column("监测量", "Quantity", worded("channel.quantity", QUANTITIES)),
    Column("时间", "Moment", _moment("at_ms")), Column("有效数值", "Value that counts", lambda one: one.counts[0]),
    Column("后报数值", "Told later", "value"), Column("单位", "Unit", "channel.unit"),
    Column("标记", "Flag", worded("flag", FLAGS)), Column("收到", "Received", _moment("received_ms")),
    Column("状态", "State", lived(CORRECTION)), Column("决定人", "Decided by", "decided_by_name"),
    Column("决定时间", "Decided at", "decided_at"), Column("理由", "Reason", "reason"),
))  # fmt: skip


def _first(one: Any) -> float | None:
    found = first_told(one)
    return None if found is None else found.value


class CorrectionsIn(PageIn):
    """Which corrections: of a state, or all."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES]))


class CorrectionRow(Schema):
    """What was told again of a moment with another value, and what was decided about it."""

    id = fields.String()
    channel_id = fields.Integer()
    device = fields.String(attribute="channel.device.name")
    quantity = fields.String(attribute="channel.quantity")
    unit = fields.String(attribute="channel.unit")
    at = _iso("at_ms")
    value = fields.Float()
    flag = fields.String()
    received_at = _iso("received_ms")
    state = fields.String()
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by = fields.String(attribute="decided_by_name")
    reason = fields.String()


class CorrectionOut(CorrectionRow):
    """A correction with the value that counts now, the one told first where it is another, and the open moves."""

    counts = fields.Function(lambda one: counting(one)[0], metadata={"type": ["number", "null"]})
    counts_flag = fields.Function(lambda one: counting(one)[1], metadata={"type": "string"})
    first = fields.Function(_first, metadata={"type": ["number", "null"]})
    moves = fields.Function(
        lambda one: [each.name for each in open_moves(actor(), one)], metadata={"type": "array"}
    )


CorrectionPage = Schema.from_dict(
    {
        "rows": fields.List(fields.Nested(CorrectionRow)),
        **{name: fields.Integer() for name in ("number", "pages", "total")},
    },
    name="CorrectionPage",
)
