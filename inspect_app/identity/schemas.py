"""How people, parties and log-ins are written in and out."""

from marshmallow import Schema, fields, validate

from inspect_app.core.fields import Text
from inspect_app.core.permits import ROLES
from inspect_app.identity.rules import PARTY_KINDS


class LogInIn(Schema):
    """A log-in: account, password and, where it is on, the one-time code."""

    account = Text(required=True, most=60)
    password = fields.String(required=True, validate=validate.Length(1, 200))
    code = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9]{6}\Z"))


class TokenOut(Schema):
    """A bearer token, shown this once."""

    token = fields.String()


class PartyIn(Schema):
    """A new organisation."""

    kind = fields.String(required=True, validate=validate.OneOf(list(PARTY_KINDS)))
    name = Text(required=True, most=120)
    code = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9A-Z]{18}\Z"))
    region = fields.String(load_default="", validate=validate.Regexp(r"([0-9]{6}([0-9]{3}){0,2})?\Z"))
    phone = Text(load_default="", most=40)


class PartyOut(Schema):
    """An organisation."""

    id = fields.String()
    kind = fields.String()
    name = fields.String()
    code = fields.String()
    region = fields.String()


class PartyPage(Schema):
    """A page of organisations."""

    rows = fields.List(fields.Nested(PartyOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class PersonIn(Schema):
    """A new account with its first membership."""

    account = fields.String(required=True, validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]{1,58}\Z"))
    name = Text(required=True, most=60)
    phone = Text(load_default="", most=40)
    password = fields.String(required=True, validate=validate.Length(1, 200))
    party_id = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(list(ROLES)))
    region = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9]{2,12}\Z"))


class GrantOut(Schema):
    """A role held at a party."""

    role = fields.String()
    party_id = fields.String()
    project_id = fields.String()
    region = fields.String()


class MeOut(Schema):
    """Who the caller is."""

    kind = fields.String()
    id = fields.String()
    name = fields.String()
    grants = fields.List(fields.Nested(GrantOut))


class PasswordIn(Schema):
    """A change of one's own password."""

    old = fields.String(required=True, validate=validate.Length(1, 200))
    new = fields.String(required=True, validate=validate.Length(1, 200))


class CodeIn(Schema):
    """The first one-time code, proving the phone has the secret."""

    code = fields.String(required=True, validate=validate.Regexp(r"[0-9]{6}\Z"))


class EndCodeIn(Schema):
    """The password, to turn the second factor off."""

    password = fields.String(required=True, validate=validate.Length(1, 200))
