"""How disputes are written in."""

from marshmallow import fields, validate

from inspect_app.core.fields import Moment, Photos, Schema, Text
from inspect_app.disputes.models import PIECES
from inspect_app.disputes.queries import STATES
from inspect_app.disputes.rules.life import ANSWERS, MOST_PHOTOS, MOST_WORDS, PAYERS
from inspect_app.disputes.rules.opening import SOURCES


class FilterIn(Schema):
    """Which disputes; without `state`, those that have not ended."""

    state = fields.String(load_default="unfinished", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=validate.Length(0, 36))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class OpenForm(Schema):
    """What is disputed, and what the applicant wants; the other side reads both."""

    claim = Text(required=True, most=MOST_WORDS)
    wish = Text(required=True, most=MOST_WORDS)


class OpenIn(OpenForm):
    """A request for mediation of a case."""

    source_kind = fields.String(required=True, validate=validate.OneOf(list(SOURCES)))
    source_id = fields.String(required=True, validate=validate.Length(1, 36))


class EvidenceIn(Schema):
    """A piece of the record, by kind and id; or, of kind `own`, photos and what they show."""

    kind = fields.String(required=True, validate=validate.OneOf(list(PIECES)))
    thing_id = fields.String(load_default="", validate=validate.Length(0, 36))
    why = Text(load_default="", most=1000)
    photos = Photos(load_default=list, most=MOST_PHOTOS)


class SignIn(Schema):
    """The name of whoever signs, and which draft they have read."""

    name = Text(required=True, most=60)
    draft = fields.Integer(required=True, validate=validate.Range(1, 10_000))


class SignForIn(SignIn):
    """A signature on paper: which side's, whose name, a picture of it."""

    side = fields.String(required=True, validate=validate.OneOf(["applicant", "respondent"]))
    photos = Photos(required=True, least=1, most=MOST_PHOTOS)


class CallIn(Schema):
    """A meeting: when and where."""

    meet_at = Moment(required=True)
    where = Text(required=True, most=200)


class TimeIn(Schema):
    """Whether a side can come at the time it read; if not, why, or when it can."""

    answer = fields.String(required=True, validate=validate.OneOf(list(ANSWERS)))
    meet_at = Moment(required=True)
    why = Text(load_default="", most=500)


class BookIn(Schema):
    """An expert appraisal: who looks, by which qualification, at what question, when, who pays."""

    expert = Text(required=True, most=200)
    qualification = Text(required=True, most=200)
    question = Text(required=True, most=1000)
    payer = fields.String(required=True, validate=validate.OneOf(list(PAYERS)))
    meet_at = Moment(required=True)


class CodeIn(Schema):
    """Number and code of the own case."""

    number = Text(required=True, most=20)
    code = Text(required=True, most=60)


class OwnOpenIn(CodeIn, OpenForm):
    """A resident's request for mediation."""


class OwnSignIn(CodeIn, SignIn):
    """A resident's signature."""


class OwnEvidenceIn(CodeIn, EvidenceIn):
    """A resident's piece of evidence."""


class TimeOfIn(TimeIn):
    """What a resident says of the time of a meeting or an appraisal, by its id."""

    thing_id = fields.String(required=True, validate=validate.Length(1, 36))


class OwnTimeIn(CodeIn, TimeOfIn):
    """The same, with number and code."""
