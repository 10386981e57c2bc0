"""How rolls, votes and ballots are written in."""

from marshmallow import fields, validate

from inspect_app.core.fields import Day, Flag, Moment, Photos, Schema, Text
from inspect_app.votes.queries import STATES
from inspect_app.votes.rules.law import CHOICES, OWN_CHOICES, RULES, SUBJECTS
from inspect_app.votes.rules.life import PURPOSES

_KEY = validate.Length(0, 36)
_ID = validate.Length(1, 36)
#: a question that is not there has no subject, no rule and no choice
_NO_SUBJECT, _NO_RULE = validate.OneOf(["", *SUBJECTS]), validate.OneOf(["", *RULES])
_NO_CHOICE, _NO_OWN_CHOICE = validate.OneOf(["", *CHOICES]), validate.OneOf(["", *OWN_CHOICES])
_ONCE = validate.Regexp(r"[0-9A-Za-z-]{22,64}\Z")


class FilterIn(Schema):
    """Which votes."""

    state = fields.String(load_default="all", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class RollFilterIn(Schema):
    """Whose roll."""

    project_id = fields.String(load_default="", validate=_KEY)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class HouseholdForm(Schema):
    """A household of the building tree: its area in square metres as text, its owner."""

    element_id = fields.String(required=True, validate=_ID)
    area = Text(required=True, most=20)
    owner_name = Text(load_default="", most=120)
    phone = Text(load_default="", most=20)
    owner_no = Text(load_default="", most=40)
    unsold = Flag(load_default=False)


class HouseholdIn(HouseholdForm):
    """A household of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class ImportIn(Schema):
    """A step of taking a file over; `kept` carries what was checked, sealed."""

    step = fields.String(load_default="preview", validate=validate.OneOf(["preview", "take"]))
    kept = fields.String(load_default="", validate=validate.Length(0, 1_500_000))


class SeeIn(Schema):
    """What a look at an owner's name and phone is for."""

    purpose = fields.String(required=True, validate=validate.OneOf(list(PURPOSES)))


class ReasonIn(Schema):
    """Why."""

    reason = Text(required=True, most=200)


class VoteForm(Schema):
    """The questions to the owners and how each is decided; a further one is there once its title or words are."""

    subject = fields.String(required=True, validate=validate.OneOf(list(SUBJECTS)))
    title = Text(required=True, most=120)
    words = Text(required=True, most=4000)
    rule = fields.String(required=True, validate=validate.OneOf(list(RULES)))
    secret = Flag(load_default=False)
    changeable = Flag(load_default=False)
    by_phone = Flag(load_default=False)
    notice_on = Day(required=True)
    closes_at = Moment(required=True)
    subject_2 = fields.String(load_default="", validate=_NO_SUBJECT)
    title_2 = Text(load_default="", most=120)
    words_2 = Text(load_default="", most=4000)
    rule_2 = fields.String(load_default="", validate=_NO_RULE)
    subject_3 = fields.String(load_default="", validate=_NO_SUBJECT)
    title_3 = Text(load_default="", most=120)
    words_3 = Text(load_default="", most=4000)
    rule_3 = fields.String(load_default="", validate=_NO_RULE)
    subject_4 = fields.String(load_default="", validate=_NO_SUBJECT)
    title_4 = Text(load_default="", most=120)
    words_4 = Text(load_default="", most=4000)
    rule_4 = fields.String(load_default="", validate=_NO_RULE)
    subject_5 = fields.String(load_default="", validate=_NO_SUBJECT)
    title_5 = Text(load_default="", most=120)
    words_5 = Text(load_default="", most=4000)
    rule_5 = fields.String(load_default="", validate=_NO_RULE)


class VoteIn(VoteForm):
    """A question to the owners of the project named."""

    project_id = fields.String(required=True, validate=_ID)


class LookForm(Schema):
    """Whose paper ballot is looked at."""

    voter = fields.Integer(required=True, validate=validate.Range(1, 1_000_000))


class CodesForm(Schema):
    """How the codes go out: on slips to be cut apart, or to the phones on the roll."""

    way = fields.String(load_default="print", validate=validate.OneOf(["print", "phone"]))


class PaperForm(Schema):
    """A paper ballot as it was read, with its photo, who of joint owners voted, a proxy; a `reason` corrects an entry."""

    voter = fields.Integer(required=True, validate=validate.Range(1, 1_000_000))
    choice = fields.String(required=True, validate=validate.OneOf(list(CHOICES)))
    choice_2 = fields.String(load_default="", validate=_NO_CHOICE)
    choice_3 = fields.String(load_default="", validate=_NO_CHOICE)
    choice_4 = fields.String(load_default="", validate=_NO_CHOICE)
    choice_5 = fields.String(load_default="", validate=_NO_CHOICE)
    reason = Text(load_default="", most=200)
    photos = Photos(required=True, least=1, most=4)
    who = Text(load_default="", most=60)
    proxy = Text(load_default="", most=60)
    authority = Photos(load_default=list, most=4)
    once = fields.String(required=True, validate=_ONCE)


class SlipIn(Schema):
    """What opens a vote to its voter."""

    number = Text(required=True, most=30)
    code = Text(required=True, most=60)


class ChoiceForm(Schema):
    """A choice; `once` is a random key of the sender, so that sending twice is one ballot."""

    choice = fields.String(required=True, validate=validate.OneOf(OWN_CHOICES))
    choice_2 = fields.String(load_default="", validate=_NO_OWN_CHOICE)
    choice_3 = fields.String(load_default="", validate=_NO_OWN_CHOICE)
    choice_4 = fields.String(load_default="", validate=_NO_OWN_CHOICE)
    choice_5 = fields.String(load_default="", validate=_NO_OWN_CHOICE)
    who = Text(load_default="", most=60)
    once = fields.String(required=True, validate=_ONCE)


class CastIn(SlipIn):
    """A ballot in one message."""

    choice = fields.String(required=True, validate=validate.OneOf(OWN_CHOICES))
    choice_2 = fields.String(load_default="", validate=_NO_OWN_CHOICE)
    choice_3 = fields.String(load_default="", validate=_NO_OWN_CHOICE)
    choice_4 = fields.String(load_default="", validate=_NO_OWN_CHOICE)
    choice_5 = fields.String(load_default="", validate=_NO_OWN_CHOICE)
    who = Text(load_default="", most=60)
    once = fields.String(required=True, validate=_ONCE)
