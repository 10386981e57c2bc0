"""How limits are written in and out, and how one is tried on the past."""

from datetime import UTC, date, datetime
from typing import Any

from marshmallow import fields, post_load, validate

from inspect_app.core.fields import Flag, Schema, Text, Whole
from inspect_app.readings.rules.activities import ACTIVITIES
from inspect_app.readings.rules.derived import MEASURES
from inspect_app.readings.rules.limits import BY_KEY, CHINA, INSPECTED_BY, STAGES
from inspect_app.readings.rules.quantities import QUANTITIES

SEVERITIES = {"general": ("一般", "General"), "serious": ("较重", "Serious"), "major": ("重大", "Major")}
MOST_DAYS = 90


class ConditionIn(Schema):
    """A further condition of a joint limit; `near`: of the same device, else of any device of the project."""

    quantity = fields.String(required=True, validate=validate.OneOf(list(QUANTITIES)))
    value = fields.Float(required=True)
    above = Flag(load_default=True)
    inclusive = Flag(load_default=False)
    near = Flag(load_default=True)


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
    duration_s = Whole(load_default=0)
    window_s = Whole(load_default=0)
    measure = fields.String(load_default="value", validate=validate.OneOf(list(MEASURES)))
    per_s = Whole(load_default=0)
    times = Whole(load_default=0)
    conditions = fields.List(fields.Nested(ConditionIn), load_default=list, validate=validate.Length(0, 4))
    stage = fields.String(load_default="", validate=validate.OneOf(["", *STAGES]))
    activity = fields.String(load_default="", validate=validate.OneOf(["", *ACTIVITIES]))
    max_gap_s = Whole(load_default=7200)
    severity = fields.String(load_default="general", validate=validate.OneOf(list(SEVERITIES)))
    opens_defect = Flag(load_default=False)
    inspect_template_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))
    inspect_role = fields.String(load_default="", validate=validate.OneOf(list(INSPECTED_BY)))
    inspect_hours = Whole(load_default=24)
    basis = Text(required=True, most=200)


class LimitForm(LimitIn):
    """The same from a form, where the side is chosen by name."""

    above = Flag(dump_only=True)
    conditions = fields.List(fields.Nested(ConditionIn), dump_only=True)
    side = fields.String(load_default="above", validate=validate.OneOf(["above", "below"]))
    other_quantity = fields.String(load_default="", validate=validate.OneOf(["", *QUANTITIES]))
    other_side = fields.String(load_default="above", validate=validate.OneOf(["above", "below"]))
    other_value = fields.Float(load_default=0, allow_none=True)
    other_near = Flag(load_default=False)
    join = fields.String(load_default="all", validate=validate.OneOf(["all", "any"]))

    @post_load
    def sided(self, values: dict[str, Any], **_more: Any) -> dict[str, Any]:
        """Put sides and the one further condition as the action reads them."""
        names = ("other_quantity", "other_side", "other_value", "other_near", "join")
        quantity, side, value, near, join = (values.pop(name) for name in names)
        found = {"above": values.pop("side") == "above", **values}
        if values["measure"] == "met":
            other = {"quantity": quantity, "value": value or 0.0, "above": side == "above", "near": near}
            found["conditions"], found["times"] = [{**other, "inclusive": False}], 1 if join == "any" else 2
        return found


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
    measure = fields.String()
    per_s = fields.Integer()
    times = fields.Integer()
    conditions = fields.List(fields.Nested(ConditionIn), allow_none=True)
    stage = fields.String()
    activity = fields.String()
    severity = fields.String()
    opens_defect = fields.Boolean()
    inspect_template_id = fields.String(allow_none=True)
    inspect_role = fields.String()
    inspect_hours = fields.Integer()
    basis = fields.String()
    verified = fields.Boolean()
    zh = fields.String()
    en = fields.String()
    since = fields.AwareDateTime()
    until = fields.AwareDateTime(allow_none=True)


class TriedIn(LimitIn):
    """A limit to be tried on what was measured in the last `days`."""

    zh = Text(load_default="", most=120)
    basis = Text(load_default="", most=200)
    days = Whole(load_default=30, validate=validate.Range(1, MOST_DAYS))


class EpisodeOut(Schema):
    """An episode as it would have been; `to` null: not over at the end."""

    start = fields.Function(lambda one: _iso(one.began_ms), data_key="from", metadata={"type": "string"})
    end = fields.Function(
        lambda one: _iso(one.ended_ms), data_key="to", metadata={"type": ["string", "null"]}
    )
    ended_by = fields.String()
    peak = fields.Float()


class TriedChannelOut(Schema):
    """What a limit would have done on one channel from `from` to `to`, and on how many times on which day.

    `complete` false: its data are too many for one try, and only the part between these moments was judged.
    """

    channel_id = fields.Integer(attribute="channel.id")
    device = fields.String(attribute="channel.device.name")
    start = fields.Function(lambda one: _iso(one.from_ms), data_key="from", metadata={"type": "string"})
    end = fields.Function(lambda one: _iso(one.to_ms), data_key="to", metadata={"type": "string"})
    complete = fields.Boolean()
    count = fields.Function(lambda one: len(one.episodes), metadata={"type": "integer"})
    over_seconds = fields.Function(lambda one: one.over_ms / 1000, metadata={"type": "number"})
    days = fields.Function(
        lambda one: [{"on": f"{local_day(day)}", "count": count} for day, count in one.days.items()],
        metadata={"type": "array"},
    )
    episodes = fields.List(fields.Nested(EpisodeOut))


class TriedOut(Schema):
    """What a limit would have done in the last `days`, by channel."""

    days = fields.Integer()
    count = fields.Integer()
    complete = fields.Boolean()
    channels = fields.List(fields.Nested(TriedChannelOut))


def _iso(ms: int | None) -> str | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).isoformat()


def local_day(ms: int) -> date:
    """Return the day in China of a moment in ms."""
    return datetime.fromtimestamp(ms / 1000, CHINA).date()
