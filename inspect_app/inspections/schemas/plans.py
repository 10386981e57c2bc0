"""How plans and closures are written in and out, by machines and by the form with its presets."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from inspect_app.core.fields import Day, Flag, Schema, Text
from inspect_app.inspections.rules import (
    CAUSES,
    GRACE_WORKING_DAYS,
    HANDS,
    HORIZON_DAYS,
    KINDS,
    MOST_BEFORE,
    MOST_EVERY,
    MOST_GRACE,
    MOST_HORIZON,
    SHIFTS,
)
from inspect_app.inspections.rules.rule_text import MOST_TEXT, WEEKDAYS, monthly, weekly
from inspect_app.inspections.schemas.wire import page_of

_MOST_INTERVAL = 52
Needed = list[tuple[str, str]]


class PlanIn(Schema):
    """A plan to be made: every so many working days, or a rule of RFC 5545."""

    name = Text(required=True, most=120)
    kind = fields.String(load_default="patrol", validate=validate.OneOf(list(KINDS)))
    template_id = Text(required=True, most=36)
    every = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, MOST_EVERY))
    rule = Text(load_default=None, allow_none=True, most=MOST_TEXT)
    shift = fields.String(load_default="next", validate=validate.OneOf(list(SHIFTS)))
    months = fields.List(
        fields.Integer(validate=validate.Range(1, 12)), load_default=list, validate=validate.Length(0, 12)
    )
    opens_before = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, MOST_BEFORE))
    grace = fields.Integer(load_default=GRACE_WORKING_DAYS, validate=validate.Range(0, MOST_GRACE))
    hands = fields.String(load_default="one", validate=validate.OneOf(list(HANDS)))
    people_ids = fields.List(Text(most=36), load_default=list, validate=validate.Length(0, 20))
    tuned = Flag(load_default=False)
    horizon_days = fields.Integer(load_default=HORIZON_DAYS, validate=validate.Range(1, MOST_HORIZON))
    since = Day(required=True)
    until = Day(load_default=None, allow_none=True)
    assignee_id = Text(load_default=None, allow_none=True, most=36)
    party_id = Text(load_default=None, allow_none=True, most=36)


class PlanInProject(PlanIn):
    project_id = Text(required=True, most=36)


class PlanChange(PlanIn):
    """What may be changed of a plan: everything but its kind and its first day."""

    class Meta:
        exclude = ("kind", "since")

    active = Flag(load_default=False)


class PlanOut(PlanInProject):
    id = fields.String(required=True)
    active = fields.Boolean(required=True)
    people_ids: Any = fields.Function(lambda plan: [each.id for each in plan.people])
    tuned_every = fields.Integer(allow_none=True)


PlanPage = page_of(PlanOut)


class _Presets(Schema):
    """The part of a plan's form that says how often."""

    rhythm = fields.String(
        load_default="every", validate=validate.OneOf(["every", "weekly", "monthly", "rule"])
    )
    weekdays = fields.List(fields.String(validate=validate.OneOf(list(WEEKDAYS))), load_default=list)
    weeks = fields.Integer(load_default=1, validate=validate.Range(1, _MOST_INTERVAL))
    month_day = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 31))
    month_step = fields.Integer(load_default=1, validate=validate.Range(1, _MOST_INTERVAL))

    @validates_schema
    def _has_its_preset(self, data: Mapping[str, Any], **_rest: Any) -> None:
        needed = {"every": "every", "weekly": "weekdays", "monthly": "month_day", "rule": "rule"}[
            data["rhythm"]
        ]
        if not data.get(needed):
            raise ValidationError({needed: [("必填", "needed")]})

    @post_load
    def _as_rule(self, data: dict[str, Any], **_rest: Any) -> dict[str, Any]:
        names = ("rhythm", "weekdays", "weeks", "month_day", "month_step")
        rhythm, weekdays, weeks, month_day, month_step = (data.pop(name) for name in names)
        if rhythm != "every":
            data["every"] = None
        if rhythm == "weekly":
            data["rule"] = weekly(weekdays, weeks)
        elif rhythm == "monthly":
            data["rule"] = monthly(month_day, month_step)
        elif rhythm == "every":
            data["rule"] = None
        return data


class PlanForm(_Presets, PlanIn):
    """The form that makes a plan."""


class PlanChangeForm(_Presets, PlanChange):
    """The form that changes a plan."""


class ClosureIn(Schema):
    """A closure of a site."""

    since = Day(required=True)
    until = Day(required=True)
    reason = Text(required=True, most=200)


class NothingIn(Schema):
    """A form that asks nothing."""


class ExplainIn(Schema):
    """Why a visit was late or missed."""

    cause = fields.String(required=True, validate=validate.OneOf(list(CAUSES)))
    note = Text(load_default="", most=1000)
