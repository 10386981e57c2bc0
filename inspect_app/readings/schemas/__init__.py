"""How devices, readings, limits, alarms and dead letters are written in and out."""

from datetime import UTC, datetime

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Moment, PageIn, Schema, Text
from inspect_app.core.permits import may
from inspect_app.readings.models import Alarm
from inspect_app.readings.rules.curve import LEAST_POINTS, MOST_POINTS
from inspect_app.readings.rules.grades import GRADES
from inspect_app.readings.schemas.devices import DeviceIn as DeviceIn
from inspect_app.readings.schemas.devices import DeviceNew as DeviceNew
from inspect_app.readings.schemas.devices import DeviceOut as DeviceOut
from inspect_app.readings.schemas.letters import LetterOut as LetterOut
from inspect_app.readings.schemas.letters import LettersIn as LettersIn
from inspect_app.readings.schemas.letters import LetterWhole as LetterWhole
from inspect_app.readings.schemas.limits import SEVERITIES as SEVERITIES
from inspect_app.readings.schemas.limits import LimitForm as LimitForm
from inspect_app.readings.schemas.limits import LimitIn as LimitIn
from inspect_app.readings.schemas.limits import LimitOut as LimitOut
from inspect_app.readings.schemas.limits import TriedIn as TriedIn
from inspect_app.readings.schemas.limits import TriedOut as TriedOut
from inspect_app.readings.schemas.limits import local_day as local_day
from inspect_app.readings.schemas.profiles import ChosenIn as ChosenIn
from inspect_app.readings.schemas.profiles import ProfileForm as ProfileForm
from inspect_app.readings.schemas.profiles import ProfileIn as ProfileIn
from inspect_app.readings.schemas.profiles import ProfileOut as ProfileOut
from inspect_app.readings.schemas.tables import ALARMS as ALARMS
from inspect_app.readings.schemas.tables import DEVICES as DEVICES
from inspect_app.readings.schemas.tables import LETTERS as LETTERS
from inspect_app.readings.schemas.tables import MONTHS as MONTHS
from inspect_app.readings.schemas.tables import PROFILES as PROFILES

ALARM_STATES = ("all", "open", "unseen")


def moment(ms: int | None) -> datetime | None:
    """Return a moment stored in ms."""
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)


class NothingIn(Schema):
    """A form with no more than its button."""


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
    grade = fields.String(validate=validate.OneOf([*GRADES]))
    reasons = fields.List(fields.String())


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
    """How long the stream stays open, and of which device alone it tells ("": of all)."""

    device_id = fields.String(load_default="", validate=validate.Length(0, 36))
    seconds = fields.Integer(load_default=180, validate=validate.Range(1, 300))


class AlarmsIn(PageIn):
    """Which alarms."""

    project_id = fields.String(load_default="", validate=validate.Length(0, 36))
    state = fields.String(load_default="all", validate=validate.OneOf(ALARM_STATES))


class AcknowledgeIn(Schema):
    """What was done about an alarm."""

    note = Text(load_default="", most=2000)


class ConfirmIn(Schema):
    """What was found on site of an alarm in doubt."""

    note = Text(required=True, most=2000)


def _open_to(alarm: Alarm) -> list[str]:
    if alarm.withdrawn_at is not None:
        return []
    waits = {"acknowledge": alarm.acknowledged_at is None, "confirm": alarm.doubted}
    return [name for name, open_ in waits.items() if open_ and may(web.actor(), f"alarm.{name}", alarm)]


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
    measure = fields.String()
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
    doubt = fields.String()
    confirmed_at = fields.AwareDateTime(allow_none=True)
    confirmed_by = fields.String(allow_none=True)
    moves = fields.Function(_open_to, metadata={"type": "array"})


def _iso(ms: int | None) -> str | None:
    found = moment(ms) if ms is not None and ms >= 0 else None
    return found.isoformat() if found else None


def _page_of(row: type[Schema]) -> type[Schema]:
    rows = {"rows": fields.List(fields.Nested(row))}
    numbers = {name: fields.Integer() for name in ("number", "pages", "total")}
    return Schema.from_dict({**rows, **numbers}, name=row.__name__.replace("Out", "Page"))


DevicePage, AlarmPage, LetterPage = _page_of(DeviceOut), _page_of(AlarmOut), _page_of(LetterOut)
