"""How people, parties, roles and log-ins are written in and out."""

from typing import Any

from marshmallow import fields, validate

from inspect_app.core.fields import Schema, Text
from inspect_app.core.permits import ROLES, Actor, may
from inspect_app.core.tables_out import Column, Table, worded
from inspect_app.identity import queries
from inspect_app.identity.models import Person
from inspect_app.identity.queries import Held
from inspect_app.identity.rules import PARTY_KINDS

PARTIES = Table("parties", "单位", "Parties", (
    Column("名称", "Name", "name"), Column("类别", "Kind", worded("kind", PARTY_KINDS)),
    Column("统一社会信用代码", "Credit code", "code"), Column("区划", "Division", "region"),
))  # fmt: skip
PEOPLE = Table("people", "人员", "People", (
    Column("姓名", "Name", "name", personal=True), Column("账号", "Account", "account", personal=True),
    Column("停用", "Closed", "closed_at"),
    Column("单位与角色（中）", "Party and role (zh)", lambda row: _roles(row, 0)),
    Column("单位与角色（英）", "Party and role (en)", lambda row: _roles(row, 1)),
))  # fmt: skip
#: what may be done to a standing role
_ON_A_ROLE = ("narrow", "end")


def _roles(person: Person, language: int) -> str:
    held = [each for each in person.memberships if each.ended_at is None]
    return "; ".join(f"{each.party.name} · {ROLES[each.role][language]}" for each in held)


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
    code = fields.String(allow_none=True)
    region = fields.String()


class PartyPage(Schema):
    """A page of organisations."""

    rows = fields.List(fields.Nested(PartyOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class NarrowIn(Schema):
    """What a role is narrowed to: a project, or a division by its code."""

    project_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 36))
    region = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9]{2,12}\Z"))


class MembershipIn(NarrowIn):
    """A role at a party, for all of the party or narrowed."""

    party_id = fields.String(required=True, validate=validate.Length(1, 36))
    role = fields.String(required=True, validate=validate.OneOf(list(ROLES)))


class PersonIn(MembershipIn):
    """A new account with its first role."""

    account = fields.String(required=True, validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]{1,58}\Z"))
    name = Text(required=True, most=60)
    phone = Text(load_default="", most=40)
    password = fields.String(required=True, validate=validate.Length(1, 200))


class PersonOut(Schema):
    """Someone with an account."""

    id = fields.String()
    account = fields.String()
    name = fields.String()
    phone = fields.String()
    created_at = fields.DateTime()
    closed_at = fields.DateTime(allow_none=True)


class PersonPage(Schema):
    """A page of people."""

    rows = fields.List(fields.Nested(PersonOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class MembershipOut(Schema):
    """A role held at a party."""

    id = fields.String()
    person_id = fields.String()
    party_id = fields.String()
    party = fields.String(attribute="party.name")
    role = fields.String()
    project_id = fields.String(allow_none=True)
    region = fields.String(allow_none=True)
    created_at = fields.DateTime()
    ended_at = fields.DateTime(allow_none=True)


class HeldOut(MembershipOut):
    """A role as its history tells it, and what may be done to it."""

    project = fields.String(allow_none=True)
    given_by = fields.String(allow_none=True)
    ended_by = fields.String(allow_none=True)
    moves = fields.List(fields.String())


class PersonWhole(PersonOut):
    """A person with the roles held now and before."""

    memberships = fields.List(fields.Nested(HeldOut))


def verbs_on(actor: Actor, one: Held) -> list[str]:
    """Return what this person may do to a role: nothing to one that has been taken back."""
    if one.membership.ended_at is not None:
        return []
    return [name for name in _ON_A_ROLE if may(actor, f"membership.{name}", [one.reach])]


def written_out(actor: Actor, person: Person) -> dict[str, Any]:
    """Return a person as PersonWhole writes it: the roles as their history tells them."""
    rows = [
        {
            **{name: getattr(each.membership, name) for name in MembershipOut().fields},
            **{name: getattr(each, name) for name in ("project", "given_by", "ended_by")},
            "moves": verbs_on(actor, each),
        }
        for each in queries.held(actor, person)
    ]
    return {**{name: getattr(person, name) for name in PersonOut().fields}, "memberships": rows}


class GrantOut(Schema):
    """A role held at a party."""

    role = fields.String()
    party_id = fields.String()
    project_id = fields.String(allow_none=True)
    region = fields.String(allow_none=True)


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


class AppIn(Schema):
    """An app to connect: what its person calls it, and once more the password."""

    label = Text(required=True, most=60)
    password = fields.String(required=True, validate=validate.Length(1, 200))


class EndCodeIn(Schema):
    """The password, to turn the second factor off."""

    password = fields.String(required=True, validate=validate.Length(1, 200))
