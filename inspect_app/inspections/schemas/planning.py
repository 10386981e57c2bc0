"""How plans and visits are written in and out."""

from typing import Any

from marshmallow import Schema, fields, validate

from inspect_app.core.fields import Day, Flag, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.web import actor
from inspect_app.inspections.queries import STATES
from inspect_app.inspections.rules import HORIZON_DAYS, KINDS, MOST_EVERY, MOST_HORIZON
from inspect_app.inspections.schemas.wire import page_of


class VisitOut(Schema):
    """A visit, with the moves open to whoever asks."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    kind = fields.String(required=True)
    due_on = fields.Date(required=True)
    project_id = fields.String(required=True)
    project = fields.String(attribute="project.name")
    plan_id = fields.String(allow_none=True)
    template = fields.String(attribute="template_version_id", required=True)
    assignee_id = fields.String(allow_none=True)
    assignee = fields.String(attribute="assignee.name")
    submission_id = fields.String(attribute="submission.id")
    moves = fields.Function(lambda visit: [each.name for each in open_moves(actor(), visit)])


class VisitWhole(VisitOut):
    """A visit with all a tablet needs to make it without a network: the checklist and the elements."""

    content: Any = fields.Dict(attribute="template_version.content")
    elements = fields.Function(
        lambda visit: [
            {"id": each.id, "path": each.path, "kind": each.kind} for each in visit.project.elements
        ]
    )


VisitPage = page_of(VisitOut)


class VisitsIn(Schema):
    """What a list of visits is narrowed to."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))
    state = fields.String(load_default="all", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=validate.Length(0, 40))
    mine = fields.Boolean(load_default=False)


class PlanIn(Schema):
    """A plan to be made."""

    name = Text(required=True, most=120)
    kind = fields.String(load_default="patrol", validate=validate.OneOf(list(KINDS)))
    template_id = Text(required=True, most=36)
    every = fields.Integer(required=True, validate=validate.Range(1, MOST_EVERY))
    horizon_days = fields.Integer(load_default=HORIZON_DAYS, validate=validate.Range(1, MOST_HORIZON))
    since = Day(required=True)
    until = Day(load_default=None, allow_none=True)
    assignee_id = Text(load_default=None, allow_none=True, most=36)
    party_id = Text(load_default=None, allow_none=True, most=36)


class PlanInProject(PlanIn):
    project_id = Text(required=True, most=36)


class PlanChange(PlanIn):
    """What a plan's form changes: everything but its kind and its first day."""

    class Meta:
        exclude = ("kind", "since")

    active = Flag(load_default=False)


class PlanOut(PlanInProject):
    id = fields.String(required=True)
    active = fields.Boolean(required=True)


PlanPage = page_of(PlanOut)


class VisitIn(Schema):
    """One visit to be arranged outside any plan."""

    template_id = Text(required=True, most=36)
    kind = fields.String(load_default="spot", validate=validate.OneOf(list(KINDS)))
    due_on = Day(required=True)
    assignee_id = Text(load_default=None, allow_none=True, most=36)
    party_id = Text(load_default=None, allow_none=True, most=36)


class VisitInProject(VisitIn):
    project_id = Text(required=True, most=36)
