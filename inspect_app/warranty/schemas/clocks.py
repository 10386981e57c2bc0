"""How clocks and answers about coverage are written out."""

from marshmallow import fields, validate

from inspect_app.core.fields import Day, Schema, Text
from inspect_app.warranty.rules import CLASSES

_CODES = validate.OneOf(list(CLASSES))


class CoverIn(Schema):
    """What is asked: an element (none: the whole project), the day, and the class of the fault where known."""

    element_id = fields.String(load_default=None, validate=validate.Length(0, 36))
    on = Day(load_default=None)
    code = fields.String(load_default=None, validate=_CODES)


class CoverOut(Schema):
    """Whether it is covered, until when, by which rule, and which party is accountable."""

    status = fields.String(
        validate=validate.OneOf(["running", "ended", "before_acceptance", "revoked", "no_term"])
    )
    covered = fields.Boolean()
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    basis = fields.String()
    verified = fields.Boolean()
    code = fields.String()
    place = fields.String()
    exact = fields.Boolean()
    party = fields.String(attribute="party.name")
    phone = fields.String(attribute="party.phone")
    certificate = fields.String()


class ClockOut(Schema):
    """The warranty of one element."""

    id = fields.String()
    element_id = fields.String()
    element = fields.String(attribute="element.path")
    code = fields.String(validate=_CODES)
    starts_on = fields.Date()
    ends_on = fields.Date(attribute="last_day", allow_none=True)
    amount = fields.Integer()
    basis = fields.String()
    verified = fields.Boolean()
    party_id = fields.String()
    party = fields.String(attribute="party.name")
    certificate_id = fields.String()


class AgreeIn(Schema):
    """A longer term, or a later first day, that the parties agreed on in a paper handed in."""

    code = fields.String(required=True, validate=_CODES)
    amount = fields.Integer(required=True, validate=validate.Range(1, 100))
    document_id = fields.String(required=True, validate=validate.Length(1, 36))
    element_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))
    begins_on = Day(load_default=None, allow_none=True)
    note = Text(load_default="", most=1000)


class AgreementOut(Schema):
    """A longer term agreed on."""

    id = fields.String()
    code = fields.String(validate=_CODES)
    amount = fields.Integer()
    element_id = fields.String(allow_none=True)
    begins_on = fields.Date(allow_none=True)
    document_id = fields.String()
    note = fields.String()
    at = fields.AwareDateTime()
    by_name = fields.String()
