"""How rolls, votes and results are written out; whatever tells of an owner goes out masked."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Schema
from inspect_app.core.moves import open_moves
from inspect_app.votes.queries import progress, results
from inspect_app.votes.rules.law import square_metres
from inspect_app.votes.rules.life import WORKFLOW
from inspect_app.votes.rules.roll import masked_name, masked_phone


class ReceiptOut(Schema):
    """The receipt of a ballot, kept nowhere: its SHA-256 stands in the published tally file."""

    vote = fields.String()
    receipt = fields.String()
    hash = fields.String()


class HouseholdOut(Schema):
    """A household on the roll, its owner masked."""

    id = fields.String()
    project_id = fields.String()
    element_id = fields.String()
    place = fields.String(attribute="element.path")
    area = fields.Function(lambda row: square_metres(row.area), metadata={"type": "string"})
    owner_name = fields.Function(lambda row: masked_name(row.owner_name), metadata={"type": "string"})
    phone = fields.Function(lambda row: masked_phone(row.phone), metadata={"type": "string"})
    owner_no = fields.String()
    unsold = fields.Boolean()


class OwnerOut(Schema):
    """An owner's name and phone, after a look that was written down."""

    owner_name = fields.String()
    phone = fields.String()


class RollPage(Schema):
    """A page of the roll."""

    rows = fields.List(fields.Nested(HouseholdOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class ProgressOut(Schema):
    """How many have voted so far."""

    heads = fields.Integer()
    area = fields.Integer()
    roll_heads = fields.Integer()
    roll_area = fields.Integer()


class FigureOut(Schema):
    """One of the four figures of a count; areas in hundredths of a square metre."""

    key = fields.String()
    part = fields.Integer()
    whole = fields.Integer()
    needed = fields.Function(lambda one: str(one.needed), metadata={"type": "string"})
    more_than = fields.Boolean()
    met = fields.Boolean()


class QuestionOut(Schema):
    """A question on the ballot and the rule that decides it."""

    place = fields.Integer(attribute="number")
    subject = fields.String()
    title = fields.String()
    words = fields.String()
    rule = fields.String()


class CountedOut(Schema):
    """The count of one question."""

    place = fields.Integer(attribute="asked.number")
    met = fields.Boolean()
    figures = fields.List(fields.Nested(FigureOut))


class VoteOut(Schema):
    """A vote, and the moves open to the caller."""

    id = fields.String()
    number = fields.String()
    project_id = fields.String()
    subject = fields.String()
    title = fields.String()
    words = fields.String()
    rule = fields.String()
    questions = fields.List(fields.Nested(QuestionOut), attribute="asked")
    secret = fields.Boolean()
    changeable = fields.Boolean()
    by_phone = fields.Boolean()
    notice_on = fields.Date()
    closes_at = fields.AwareDateTime()
    state = fields.String(validate=validate.OneOf([each.name for each in WORKFLOW.states]))
    opened_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    published_at = fields.AwareDateTime(allow_none=True)
    voided_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String()
    tally_hash = fields.String()
    version = fields.Integer()
    moves = fields.Function(
        lambda vote: [each.name for each in open_moves(web.actor(), vote)], metadata={"type": "array"}
    )


class VoteWhole(VoteOut):
    """A vote with how far it is, and once counted its figures."""

    progress = fields.Function(lambda vote: ProgressOut().dump(progress(vote)), metadata={"type": "object"})
    figures = fields.Function(
        lambda vote: FigureOut(many=True).dump(next((each.figures for each in results(vote)), ())),
        metadata={"type": "array"},
    )
    results = fields.Function(
        lambda vote: CountedOut(many=True).dump(results(vote)), metadata={"type": "array"}
    )


class VotePage(Schema):
    """A page of votes."""

    rows = fields.List(fields.Nested(VoteOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class ResultOut(Schema):
    """A published result: the tally file, its hash, and what it says when counted again."""

    tally = fields.Raw(metadata={"type": "object"})
    hash = fields.String()
    decided: Any = fields.Raw(metadata={"type": "object"})
