"""What is asked of whoever enters a paper, proposes for the blacklist, or supposes something."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from inspect_app.core.fields import Day, Photos, Schema, Text
from inspect_app.credit.rules.blacklist import GROUNDS
from inspect_app.credit.rules.catalogue import BEHAVIOURS, BY_HAND

_ID = validate.Length(1, 36)


class EnterIn(Schema):
    """A behaviour that a paper shows."""

    party_id = fields.String(required=True, validate=_ID)
    event = fields.String(required=True, validate=validate.OneOf(BY_HAND))
    occurred_on = Day(required=True)
    document = Text(required=True, most=80)
    document_on = Day(required=True)
    issuer = Text(required=True, most=120)
    penalty_months = fields.Integer(load_default=0, validate=validate.Range(0, 120))
    photos = Photos(least=1, required=True)


class EnterProjectIn(EnterIn):
    """The same, with its project."""

    project_id = fields.String(required=True, validate=_ID)


class SetAsideIn(Schema):
    """Why an accident puts nobody on the blacklist."""

    reason = Text(required=True, most=2000)


class BlacklistIn(Schema):
    """The ground and the document that put a party on the blacklist."""

    party_id = fields.String(required=True, validate=_ID)
    ground = fields.String(required=True, validate=validate.OneOf(list(GROUNDS)))
    document = Text(required=True, most=80)
    document_on = Day(required=True)
    issuer = Text(required=True, most=120)
    facts = Text(required=True, most=4000)


class BlacklistProjectIn(BlacklistIn):
    """The same, with its project."""

    project_id = fields.String(required=True, validate=_ID)


class Ids(fields.String):
    """Ids with commas between."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found = [each.strip() for each in str(super()._deserialize(value, attr, data, **kwargs)).split(",")]
        if len(found) > 200:
            raise ValidationError([("最多 200 条", "at most 200")])
        return tuple(each for each in found if each)


class WhatIfIn(Schema):
    """What is supposed: the day looked at, entries that are not there, the day tickets are closed, what is added."""

    on = Day(load_default=None, allow_none=True)
    without = Ids(load_default=())
    closed_on = Day(load_default=None, allow_none=True)
    code = fields.String(load_default="", validate=validate.OneOf(["", *BEHAVIOURS]))
    days = fields.Integer(load_default=0, validate=validate.Range(0, 3650))
    times = fields.Integer(load_default=1, validate=validate.Range(1, 100))


class RulesIn(Schema):
    """The division whose catalogue is asked for; that of the whole country without one."""

    region = fields.String(load_default="", validate=validate.Regexp(r"^(\d{2}|\d{4}|\d{6})?$"))


class PublicIn(Schema):
    """A word of the firm's name, and a page."""

    q = Text(load_default="", most=60)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))
