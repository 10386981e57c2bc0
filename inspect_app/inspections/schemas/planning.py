"""How visits are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core.fields import Day, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.web import actor
from inspect_app.inspections.queries import FACTS, STATES
from inspect_app.inspections.rules import KINDS
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
    opens_on = fields.Date(allow_none=True)
    closes_on = fields.Date(allow_none=True)
    timing = fields.String(allow_none=True)
    cause = fields.String(allow_none=True)
    full = fields.Boolean()
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
    plan_id = fields.String(load_default="", validate=validate.Length(0, 40))
    person_id = fields.String(load_default="", validate=validate.Length(0, 40))
    fact = fields.String(load_default="", validate=validate.OneOf(["", *FACTS]))


class VisitIn(Schema):
    """One visit to be arranged outside any plan."""

    template_id = Text(required=True, most=36)
    kind = fields.String(load_default="spot", validate=validate.OneOf(list(KINDS)))
    due_on = Day(required=True)
    assignee_id = Text(load_default=None, allow_none=True, most=36)
    party_id = Text(load_default=None, allow_none=True, most=36)


class VisitInProject(VisitIn):
    project_id = Text(required=True, most=36)
