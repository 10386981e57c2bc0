"""How a filled checklist is written in and out, and the checklist as a web form."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from inspect_app.checklists.rules import OUTCOMES, SEVERITIES
from inspect_app.checklists.rules.scoring import as_data
from inspect_app.core.fields import SHA256, Figure, Moment, Photos, Schema, Text
from inspect_app.core.ids import UUID_TEXT
from inspect_app.core.sounds import MOST_SECONDS
from inspect_app.inspections.rules import inputs
from inspect_app.inspections.rules.extras import MOST_EXTRAS
from inspect_app.inspections.rules.scored import scored
from inspect_app.inspections.schemas.extras import ExtraIn
from inspect_app.inspections.schemas.fill_log import FillLogIn
from inspect_app.inspections.schemas.layers import LayerIn
from inspect_app.inspections.schemas.wire import (
    KEY,
    Values,
    Whole,
    a_moment,
    matching,
    nullable,
    page_of,
    plain,
)
from inspect_app.projects.rules import PIN_SCALE


class PlaceIn(Schema):
    """Where the tablet was: degrees of WGS-84, accuracy in metres."""

    lat = Figure(required=True, validate=validate.Range(-90, 90))
    lon = Figure(required=True, validate=validate.Range(-180, 180))
    accuracy = Figure(load_default=None, allow_none=True, validate=validate.Range(0, 1_000_000))


class CountedIn(Schema):
    """How many were looked at, and how many of them failed."""

    checked = Whole(required=True)
    failed = Whole(required=True)


class PinIn(Schema):
    """Where on a drawing: thousandths of its width from the left, of its height from the top."""

    sheet = fields.String(required=True, validate=matching(UUID_TEXT))
    x = Whole(required=True, most=PIN_SCALE)
    y = Whole(required=True, most=PIN_SCALE)


class VoiceIn(Schema):
    """A spoken note that has been received, and its seconds."""

    sha256 = fields.String(required=True, validate=matching(SHA256))
    seconds = Whole(required=True, least=1, most=MOST_SECONDS)


class AnswerIn(Schema):
    """What was found at one item, perhaps at one element."""

    item = fields.String(required=True, validate=matching(KEY))
    outcome = nullable(validate.OneOf(list(OUTCOMES)))
    values = Values(load_default=None, allow_none=True)
    counted = fields.Nested(CountedIn, load_default=None, allow_none=True)
    image = nullable(matching(SHA256))
    pin = fields.Nested(PinIn, load_default=None, allow_none=True)
    voice = fields.Nested(VoiceIn, load_default=None, allow_none=True)
    layers = fields.List(
        fields.Nested(LayerIn), load_default=None, allow_none=True, validate=validate.Length(1, 50)
    )
    text = nullable(plain(4000))
    photos = fields.List(
        fields.String(validate=matching(SHA256)), load_default=list, validate=validate.Length(0, 50)
    )
    severity = nullable(validate.OneOf(list(SEVERITIES)))
    note = nullable(plain(4000))
    element = nullable(matching(UUID_TEXT))


class SignatureIn(Schema):
    """Who signed with which image, or why they refused to."""

    role = fields.String(required=True, validate=plain(100, 1))
    name = fields.String(required=True, validate=plain(100, 1))
    image = nullable(matching(SHA256))
    refused = nullable(plain(4000))


class SubmissionIn(Schema):
    """A filled checklist; `id` is made by its sender, so that sending it again is the same submission."""

    id = fields.String(required=True, validate=matching(UUID_TEXT))
    visit = fields.String(required=True, validate=matching(UUID_TEXT))
    template = fields.String(required=True, validate=matching(SHA256))
    started_at = fields.String(required=True, validate=a_moment)
    finished_at = fields.String(required=True, validate=a_moment)
    place = fields.Nested(PlaceIn, load_default=None, allow_none=True)
    log = fields.Nested(FillLogIn, load_default=None, allow_none=True)
    extras = fields.List(
        fields.Nested(ExtraIn), load_default=None, allow_none=True, validate=validate.Length(1, MOST_EXTRAS)
    )
    answers = fields.List(fields.Nested(AnswerIn), required=True, validate=validate.Length(1, 2000))
    signatures = fields.List(fields.Nested(SignatureIn), load_default=list, validate=validate.Length(0, 32))


#: the signed word that a content is kept under an id since a moment
ReceiptOut = Schema.from_dict(
    {name: fields.String(required=True) for name in ("id", "status", "content", "signature", "at")},
    name="ReceiptOut",
)


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
    score = fields.Function(
        lambda one: (found := scored(one.visit.template_version.content, one.body)) and as_data(found),
        metadata={"type": ["object", "null"], "description": "评分及计算过程 / the score with its working"},
    )


SubmissionPage = page_of(
    SubmissionOut, ("id", "visit_id", "verdict", "content", "person_name", "received_at")
)


def form_schema(content: Mapping[str, Any], rounds: Mapping[str, int] | None = None) -> type[Schema]:
    """Return the web form of a checklist: the inputs `<field>-<key>` of each of its items, `…@<n>` in a round."""
    made: dict[str, Any] = {
        "id": fields.String(required=True, validate=matching(UUID_TEXT)),
        "started_at": fields.String(required=True, validate=a_moment),
        "finished_at": fields.String(load_default=None, validate=a_moment),
        "element": Text(load_default=None, most=400),
    }
    rounds = rounds or {}
    for end, item in inputs(content, rounds):
        made |= {f"{name}-{end}": field for name, field in _inputs(item["kind"]).items()}
    for section in content["sections"]:
        if section.get("repeat"):
            for number in range(1, rounds.get(section["key"], 1) + 1):
                made[f"round-{section['key']}@{number}"] = Text(load_default=None, most=400)
    for role in content.get("signatures", []):
        made[f"sign-{role}"] = Text(load_default=None, most=60)
        made[f"refused-{role}"] = Text(load_default=None, most=400)
    return Schema.from_dict(made, name="ChecklistForm")


def _inputs(kind: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: fields.String(load_default=None, validate=validate.OneOf(list(known)))
        for name, known in (("outcome", OUTCOMES), ("severity", SEVERITIES))
    }
    for name, most in (("text", 4000), ("note", 4000), ("element", 400)):
        made[name] = Text(load_default=None, most=most)
    made["photos"] = Photos(load_default=list)
    if kind in ("measured", "timed"):
        made["values"] = fields.List(fields.String(validate=plain(40)), load_default=list)
    if kind == "timed":
        made["times"] = fields.List(fields.String(validate=plain(40)), load_default=list)
        made["device"] = fields.String(load_default=None, validate=matching(KEY))
        made["from"], made["to"] = Moment(load_default=None), Moment(load_default=None)
    if kind == "counted":
        for name in ("checked", "failed"):
            made[name] = fields.Integer(load_default=None, validate=validate.Range(0, 1_000_000))
    if kind == "signature":
        made["image"] = Photos(load_default=list)
    return made
