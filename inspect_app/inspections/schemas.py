"""How plans, visits and submissions are written in and out, and the checklist as a web form."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from inspect_app.checklists.rules import OUTCOMES, SEVERITIES, items
from inspect_app.core.fields import SHA256, Day, Figure, Flag, Photos, Text
from inspect_app.core.ids import UUID_TEXT
from inspect_app.core.moves import open_moves
from inspect_app.core.web import actor
from inspect_app.inspections.queries import STATES
from inspect_app.inspections.rules import HORIZON_DAYS, KINDS, MOST_EVERY, MOST_HORIZON, moment_of

# RFC 3339 as tablets write it; what it means is judged by moment_of.
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def _plain(most: int, least: int = 0) -> list[Any]:
    """Return the checks of a text that is kept exactly as it came (its bytes are hashed)."""
    return [validate.Length(least, most), _storable]


def _storable(text: str) -> None:
    if any(char == "\0" or 0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise ValidationError([("含有无法保存的字符", "has characters that cannot be stored")])


def _moment(text: str) -> None:
    try:
        sound = _RFC3339.fullmatch(text) and 2000 <= moment_of(text).year <= 2100
    except ValueError:
        sound = False
    if not sound:
        raise ValidationError([("应为带时区的时间，如 2026-05-11T10:00:00Z", "a moment with its offset")])


def _matching(pattern: re.Pattern[str]) -> Any:
    def check(text: str) -> None:
        if not pattern.fullmatch(text):
            raise ValidationError("String does not match expected pattern.")

    return check


def _page_of(row: type[Schema], only: tuple[str, ...] | None = None) -> type[Schema]:
    one: dict[str, Any] = {
        "rows": fields.List(fields.Nested(row(only=only))),
        "page": fields.Integer(attribute="number"),
    }
    counts = {name: fields.Integer() for name in ("total", "pages")}
    return Schema.from_dict({**one, **counts}, name=row.__name__.replace("Out", "Page"))


def _null(checks: Any) -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=checks)


class PlaceIn(Schema):
    """Where the tablet was: degrees of WGS-84, accuracy in metres."""

    lat = Figure(required=True, validate=validate.Range(-90, 90))
    lon = Figure(required=True, validate=validate.Range(-180, 180))
    accuracy = Figure(load_default=None, allow_none=True, validate=validate.Range(0, 1_000_000))


class AnswerIn(Schema):
    """What was found at one item, perhaps at one element."""

    item = fields.String(required=True, validate=_matching(_KEY))
    outcome = _null(validate.OneOf(list(OUTCOMES)))
    values = fields.List(Figure(), load_default=None, allow_none=True, validate=validate.Length(0, 500))
    text = _null(_plain(4000))
    photos = fields.List(
        fields.String(validate=_matching(SHA256)), load_default=list, validate=validate.Length(0, 50)
    )
    severity = _null(validate.OneOf(list(SEVERITIES)))
    note = _null(_plain(4000))
    element = _null(_matching(UUID_TEXT))


class SignatureIn(Schema):
    """Who signed with which image, or why they refused to."""

    role = fields.String(required=True, validate=_plain(100, 1))
    name = fields.String(required=True, validate=_plain(100, 1))
    image = _null(_matching(SHA256))
    refused = _null(_plain(4000))


class SubmissionIn(Schema):
    """A filled checklist; `id` is made by its sender, so that sending it again is the same submission."""

    id = fields.String(required=True, validate=_matching(UUID_TEXT))
    visit = fields.String(required=True, validate=_matching(UUID_TEXT))
    template = fields.String(required=True, validate=_matching(SHA256))
    started_at = fields.String(required=True, validate=_moment)
    finished_at = fields.String(required=True, validate=_moment)
    place = fields.Nested(PlaceIn, load_default=None, allow_none=True)
    answers = fields.List(fields.Nested(AnswerIn), required=True, validate=validate.Length(1, 2000))
    signatures = fields.List(fields.Nested(SignatureIn), load_default=list, validate=validate.Length(0, 32))


#: the signed word that a content is kept under an id since a moment
ReceiptOut = Schema.from_dict(
    {name: fields.String(required=True) for name in ("id", "status", "content", "signature", "at")},
    name="ReceiptOut",
)


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


VisitPage = _page_of(VisitOut)


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


PlanPage = _page_of(PlanOut)


class VisitIn(Schema):
    """One visit to be arranged outside any plan."""

    template_id = Text(required=True, most=36)
    kind = fields.String(load_default="spot", validate=validate.OneOf(list(KINDS)))
    due_on = Day(required=True)
    assignee_id = Text(load_default=None, allow_none=True, most=36)
    party_id = Text(load_default=None, allow_none=True, most=36)


class VisitInProject(VisitIn):
    project_id = Text(required=True, most=36)


class OutcomeOut(Schema):
    item = fields.String(attribute="item_key")
    outcome = fields.String()
    claimed = fields.String(allow_none=True)
    element = fields.String(attribute="element_id", allow_none=True)


class SubmissionOut(Schema):
    """A submission as it came, with what the server found and its receipt."""

    id = fields.String(required=True)
    visit_id = fields.String(required=True)
    verdict = fields.String(required=True)
    content = fields.String(required=True)
    person_name = fields.String()
    received_at = fields.AwareDateTime()
    signature = fields.String()
    body: Any = fields.Dict()
    answers = fields.List(fields.Nested(OutcomeOut))


SubmissionPage = _page_of(
    SubmissionOut, ("id", "visit_id", "verdict", "content", "person_name", "received_at")
)


def form_schema(content: Mapping[str, Any]) -> type[Schema]:
    """Return the web form of a checklist: the inputs `<field>-<key>` of each of its items."""
    made: dict[str, Any] = {
        "id": fields.String(required=True, validate=_matching(UUID_TEXT)),
        "started_at": fields.String(required=True, validate=_moment),
        "finished_at": fields.String(load_default=None, validate=_moment),
        "element": Text(load_default=None, most=400),
    }
    for key, kind in ((each["key"], each["kind"]) for each in items(content)):
        for name, known in (("outcome", OUTCOMES), ("severity", SEVERITIES)):
            made[f"{name}-{key}"] = fields.String(load_default=None, validate=validate.OneOf(list(known)))
        for name, most in (("text", 4000), ("note", 4000), ("element", 400)):
            made[f"{name}-{key}"] = Text(load_default=None, most=most)
        made[f"photos-{key}"] = Photos(load_default=list)
        if kind == "measured":
            made[f"values-{key}"] = fields.List(fields.String(validate=_plain(40)), load_default=list)
    for role in content.get("signatures", []):
        made[f"sign-{role}"] = Text(load_default=None, most=60)
        made[f"refused-{role}"] = Text(load_default=None, most=400)
    return Schema.from_dict(made, name="ChecklistForm")
