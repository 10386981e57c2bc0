"""How disputes are written out."""

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Schema
from inspect_app.core.files import signed_url
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import may
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.disputes.models import PIECES, DisputeEvidence
from inspect_app.disputes.queries import Piece, evidence, meetings, photos_of, pieces, standing
from inspect_app.disputes.rules.life import FINDINGS, OWN_MOVES, PAYERS, PRESENT, SIDES, WORKFLOW
from inspect_app.disputes.rules.opening import SOURCES

#: what is told of a piece that is not in the room yet
PICKED = ("kind", "thing_id", "title", "facts", "photos")
_STATES = [each.name for each in WORKFLOW.states]


DISPUTES = Table("disputes", "纠纷调解", "Disputes", (
    Column("编号", "Number", "number"), Column("来源", "Source", worded("source_kind", SOURCES)),
    Column("来源编号", "Number of the source", "source_number"), Column("状态", "State", lived(WORKFLOW)),
    Column("轮到", "Turn", worded("turn", SIDES)),
    Column("申请方", "Applicant", lambda row: row.applicant.name if row.applicant else ("居民", "A resident")),
    Column("被申请方", "Respondent", "respondent.name"), Column("调解", "Mediator", "mediator.name"),
    Column("期限", "Due", "due_on"), Column("项目", "Project", "project.name"), Column("位置", "Place", "place", personal=True),
))  # fmt: skip


def _moves(thing: Any) -> list[str]:
    return [each.name for each in open_moves(web.actor(), thing)]


def _photos(one: DisputeEvidence | Piece) -> Sequence[str]:
    return photos_of(one) if isinstance(one, DisputeEvidence) else one.photos


class PieceOut(Schema):
    """A piece of evidence as it read when it came in, or a piece of the record that may be brought in."""

    kind = fields.String(validate=validate.OneOf(list(PIECES)))
    thing_id = fields.Function(
        lambda one: getattr(one, "thing_id", "") or one.id, metadata={"type": "string"}
    )
    title = fields.String()
    facts = fields.List(fields.List(fields.String()))
    photos = fields.Function(
        lambda one: [signed_url(each, "public") for each in _photos(one)], metadata={"type": "array"}
    )
    side = fields.String(validate=validate.OneOf(list(SIDES)))
    why = fields.String()
    content = fields.String()
    at = fields.AwareDateTime()


class MediationOut(Schema):
    """A meeting, and the moves open to the caller."""

    id = fields.String()
    dispute_id = fields.String()
    meet_at = fields.AwareDateTime()
    where = fields.String()
    state = fields.String()
    present = fields.String(allow_none=True, validate=validate.OneOf(list(PRESENT)))
    minutes = fields.String()
    moves = fields.Function(_moves, metadata={"type": "array"})


class AppraisalOut(Schema):
    """An expert appraisal, and the moves open to the caller."""

    id = fields.String()
    dispute_id = fields.String()
    expert = fields.String()
    qualification = fields.String()
    question = fields.String()
    payer = fields.String(validate=validate.OneOf(list(PAYERS)))
    meet_at = fields.AwareDateTime()
    state = fields.String()
    finding = fields.String(allow_none=True, validate=validate.OneOf(list(FINDINGS)))
    opinion = fields.String()
    moves = fields.Function(_moves, metadata={"type": "array"})


class DisputeOut(Schema):
    """A dispute, and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    project = fields.String(attribute="project.name")
    place = fields.String()
    source_kind = fields.String(validate=validate.OneOf(list(SOURCES)))
    source_id = fields.String()
    source_number = fields.String()
    applicant = fields.String(attribute="applicant_name")
    applicant_id = fields.String(allow_none=True)
    respondent = fields.String(attribute="respondent.name")
    respondent_id = fields.String()
    mediator = fields.String(attribute="mediator.name")
    mediator_id = fields.String()
    accountable = fields.String(attribute="accountable.name", dump_default=None, allow_none=True)
    turn = fields.String(allow_none=True, validate=validate.OneOf(list(SIDES)))
    claim = fields.String()
    wish = fields.String()
    answer = fields.String()
    state = fields.String(validate=validate.OneOf(_STATES))
    due_on = fields.Date(allow_none=True)
    asked_at = fields.AwareDateTime()
    accepted_at = fields.AwareDateTime(allow_none=True)
    mediate_by = fields.Date(allow_none=True)
    drafts = fields.Integer()
    terms = fields.String()
    perform_by = fields.Date(allow_none=True)
    signed = fields.Function(lambda one: sorted(one.signed), metadata={"type": "array"})
    agreed_at = fields.AwareDateTime(allow_none=True)
    confirm_by = fields.Date(allow_none=True)
    court = fields.String()
    ruling = fields.String()
    confirmed_on = fields.Date(allow_none=True)
    visit_on = fields.Date(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()
    moves = fields.Function(_moves, metadata={"type": "array"})


def _with_answers(rows: Sequence[Any], schema: Schema) -> list[dict[str, Any]]:
    """Write meetings or appraisals out with what each side said of the time that stands."""
    said = standing(rows)
    return [
        {**schema.dump(each), "answers": {side: {"answer": one.answer, "why": one.why} for side, one in said[each.id].items()}}
        for each in rows
    ]  # fmt: skip


class DisputeWhole(DisputeOut):
    """A dispute with its evidence, meetings and appraisals."""

    evidence = fields.Function(
        lambda one: PieceOut(many=True).dump(evidence(one.id)), metadata={"type": "array"}
    )
    meetings = fields.Function(
        lambda one: _with_answers(meetings(one.id)[0], MediationOut()), metadata={"type": "array"}
    )
    appraisals = fields.Function(
        lambda one: _with_answers(meetings(one.id)[1], AppraisalOut()), metadata={"type": "array"}
    )


class OwnDispute(DisputeWhole):
    """A dispute as its resident has it: what of the record the resident may bring in, and which acts are open."""

    class Meta:
        """Keys are of no use to somebody without an account."""

        exclude = ("project_id", "source_id", "applicant_id", "respondent_id", "mediator_id")

    moves = fields.Function(
        lambda one: [each for each in _moves(one) if each in OWN_MOVES], metadata={"type": "array"}
    )
    may_sign = fields.Function(
        lambda one: may(web.actor(), "dispute.sign", one), metadata={"type": "boolean"}
    )
    record = fields.Function(
        lambda one: PieceOut(many=True, only=PICKED).dump(pieces(web.actor(), one)),
        metadata={"type": "array"},
    )


class DisputePage(Schema):
    """A page of disputes."""

    rows = fields.List(fields.Nested(DisputeOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class RecordOut(Schema):
    """What of the record the caller may bring in."""

    pieces = fields.List(fields.Nested(PieceOut(only=PICKED)))
