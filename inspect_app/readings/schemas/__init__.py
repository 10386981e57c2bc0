"""How devices, readings, limits, alarms and dead letters are written in and out."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import fields, post_load, validate

from inspect_app.core import web
from inspect_app.core.fields import Flag, Moment, PageIn, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import may
from inspect_app.readings.models import Alarm
from inspect_app.readings.rules.curve import LEAST_POINTS, MOST_POINTS
from inspect_app.readings.rules.limits import BY_KEY
from inspect_app.readings.rules.lives import DEVICE_KINDS, LETTER
from inspect_app.readings.rules.quantities import QUANTITIES
from inspect_app.readings.schemas.tables import ALARMS as ALARMS
from inspect_app.readings.schemas.tables import DEVICES as DEVICES
from inspect_app.readings.schemas.tables import LETTERS as LETTERS

SEVERITIES = {"general": ("一般", "General"), "serious": ("较重", "Serious"), "major": ("重大", "Major")}
ALARM_STATES = ("all", "open", "unseen")
LETTER_STATES = tuple(each.name for each in LETTER.states)
_MOST_HEX = 4096


def moment(ms: int | None) -> datetime | None:
    """Return a moment stored in ms."""
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)


def _moves(thing: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), thing)]


class NothingIn(Schema):
    """A form with no more than its button."""


class DeviceIn(Schema):
    """A new device; its name is the level of its topics."""

    name = Text(required=True, most=40)
    kind = fields.String(required=True, validate=validate.OneOf(list(DEVICE_KINDS)))
    label = Text(load_default="", most=120)
    person_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))


class ChannelOut(Schema):
    """A channel and its newest value; `missing` says that none came for too long."""

    id = fields.Integer(attribute="channel.id")
    device_id = fields.String(attribute="channel.device_id")
    device = fields.String(attribute="channel.device.name")
    quantity = fields.String(attribute="channel.quantity")
    unit = fields.String(attribute="channel.unit")
    at = fields.Function(lambda one: _iso(one.head.at_ms), metadata={"type": ["string", "null"]})
    value = fields.Float(attribute="head.value", allow_none=True)
    flag = fields.String(attribute="head.flag")
    missing = fields.Boolean()


class DeviceOut(Schema):
    """A device."""

    id = fields.String()
    project_id = fields.String()
    name = fields.String()
    kind = fields.String()
    label = fields.String()
    state = fields.String()
    username = fields.Function(lambda one: f"{one.project.site}_{one.name}", metadata={"type": "string"})
    registered_at = fields.AwareDateTime()
    last_seen_at = fields.AwareDateTime(allow_none=True)
    moves = fields.Function(_moves, metadata={"type": "array"})


class DeviceNew(Schema):
    """A device with its secret, which is told this once."""

    device = fields.Nested(DeviceOut)
    secret = fields.String()


class RecordedOut(Schema):
    """What became of a message: rows new, rows there already, those of them told with another value."""

    new = fields.Integer()
    same = fields.Integer()
    differing = fields.Integer()


class SeriesIn(Schema):
    """The stretch of a curve: from–to, or the last `hours`; at most so many points."""

    start = Moment(load_default=None, data_key="from")
    end = Moment(load_default=None, data_key="to")
    hours = fields.Float(load_default=24, validate=validate.Range(0.01, 24 * 3660))
    points = fields.Integer(load_default=1000, validate=validate.Range(LEAST_POINTS, MOST_POINTS))


class StreamIn(Schema):
    """How long the stream stays open."""

    seconds = fields.Integer(load_default=180, validate=validate.Range(1, 300))


class LimitIn(Schema):
    """A limit for a project from now on; with `key` it takes the place of that rule."""

    key = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(BY_KEY)))
    quantity = fields.String(required=True, validate=validate.OneOf(list(QUANTITIES)))
    zh = Text(required=True, most=120)
    en = Text(load_default="", most=120)
    value = fields.Float(required=True)
    clear_value = fields.Float(load_default=None, allow_none=True)
    above = Flag(load_default=True)
    inclusive = Flag(load_default=False)
    duration_s = fields.Integer(load_default=0)
    window_s = fields.Integer(load_default=0)
    max_gap_s = fields.Integer(load_default=7200)
    severity = fields.String(load_default="general", validate=validate.OneOf(list(SEVERITIES)))
    opens_defect = Flag(load_default=False)
    basis = Text(required=True, most=200)


class LimitForm(LimitIn):
    """The same from a form, where the side is chosen by name."""

    above = Flag(dump_only=True)
    side = fields.String(load_default="above", validate=validate.OneOf(["above", "below"]))

    @post_load
    def sided(self, values: dict[str, Any], **_more: Any) -> dict[str, Any]:
        """Put the side as the action reads it."""
        return {"above": values.pop("side") == "above", **values}


class LimitOut(Schema):
    """A limit that somebody set, or a rule of the regulations (`id` is then its key)."""

    id = fields.String()
    key = fields.String(allow_none=True)
    quantity = fields.String()
    value = fields.Float()
    clear_value = fields.Float()
    above = fields.Boolean()
    inclusive = fields.Boolean()
    duration_s = fields.Integer()
    window_s = fields.Integer()
    severity = fields.String()
    opens_defect = fields.Boolean()
    basis = fields.String()
    verified = fields.Boolean()
    zh = fields.String()
    en = fields.String()
    since = fields.AwareDateTime()
    until = fields.AwareDateTime(allow_none=True)


class AlarmsIn(PageIn):
    """Which alarms."""

    project_id = fields.String(load_default="", validate=validate.Length(0, 36))
    state = fields.String(load_default="all", validate=validate.OneOf(ALARM_STATES))


class AcknowledgeIn(Schema):
    """What was done about an alarm."""

    note = Text(load_default="", most=2000)


def _may_acknowledge(alarm: Alarm) -> list[str]:
    open_yet = alarm.acknowledged_at is None and alarm.withdrawn_at is None
    return ["acknowledge"] if open_yet and may(web.actor(), "alarm.acknowledge", alarm) else []


class AlarmOut(Schema):
    """An alarm: a machine clears it (`cleared_at`), a person acknowledges it: two independent facts."""

    id = fields.String()
    project_id = fields.String()
    channel_id = fields.Integer()
    device = fields.String(attribute="channel.device.name")
    quantity = fields.String(attribute="channel.quantity")
    unit = fields.String(attribute="channel.unit")
    limit_id = fields.String()
    limit_value = fields.Float()
    zh = fields.String()
    en = fields.String()
    basis = fields.String()
    severity = fields.String()
    began_at = fields.Function(lambda one: _iso(one.began_ms), metadata={"type": "string"})
    cleared_at = fields.Function(lambda one: _iso(one.cleared_ms), metadata={"type": ["string", "null"]})
    ended_by = fields.String()
    peak = fields.Float()
    peak_at = fields.Function(lambda one: _iso(one.peak_ms), metadata={"type": ["string", "null"]})
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    acknowledged_by = fields.String(allow_none=True)
    acknowledged_note = fields.String(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    moves = fields.Function(_may_acknowledge, metadata={"type": "array"})


def _iso(ms: int | None) -> str | None:
    found = moment(ms) if ms is not None and ms >= 0 else None
    return found.isoformat() if found else None


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


def _page_of(row: type[Schema]) -> type[Schema]:
    rows = {"rows": fields.List(fields.Nested(row))}
    numbers = {name: fields.Integer() for name in ("number", "pages", "total")}
    return Schema.from_dict({**rows, **numbers}, name=row.__name__.replace("Out", "Page"))


DevicePage, AlarmPage, LetterPage = _page_of(DeviceOut), _page_of(AlarmOut), _page_of(LetterOut)
