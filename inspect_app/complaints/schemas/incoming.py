"""How complaints are written in: by residents, and by those who handle them."""

from marshmallow import ValidationError, fields, validate, validates

from inspect_app.complaints.queries import STATES
from inspect_app.complaints.queries.photos import PHOTO_STATES
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.clocks import PAUSES
from inspect_app.complaints.rules.life import CALLER_SOURCES, MOST_PHOTOS, MOST_WORDS
from inspect_app.complaints.rules.privacy import PURPOSES
from inspect_app.complaints.rules.surveys import ANSWERS
from inspect_app.core.fields import Flag, Photos, Schema, Text
from inspect_app.core.sounds import MOST_SECONDS

_KEY = validate.Length(0, 36)
_CATEGORY = validate.OneOf(list(CATEGORIES))


class TellIn(Schema):
    """The second screen: what is wrong."""

    category = fields.String(required=True, validate=_CATEGORY)
    words = Text(load_default="", most=MOST_WORDS)
    seconds = fields.Integer(load_default=1, validate=validate.Range(1, MOST_SECONDS))
    silent = Flag(load_default=False)
    spot = Text(load_default="", most=120)
    photos = Photos(load_default=list, most=MOST_PHOTOS)
    drop = Flag(load_default=False)


class ContactIn(Schema):
    """The third screen: how to reach the resident."""

    phone = Text(load_default="", most=20)
    visit_consent = Flag(load_default=False)


class CallerIn(ContactIn):
    """The third screen where somebody at a desk writes it down: how it came in, and that it was read back."""

    source = fields.String(required=True, validate=validate.OneOf(CALLER_SOURCES))
    read_back = Flag(load_default=False)

    @validates("read_back")
    def must_be_read_back(self, value: bool, **_kwargs: object) -> None:
        """Refuse what the caller has not heard once more."""
        if not value:
            raise ValidationError([("请先念给居民听，确认无误", "read it back to the resident first")])


class FileIn(Schema):
    """A complaint in one message; `once` is a random key of the sender, so that sending twice files one."""

    site = Text(required=True, most=40)
    element_id = fields.String(load_default=None, allow_none=True, validate=_KEY)
    category = fields.String(required=True, validate=_CATEGORY)
    words = Text(required=True, most=MOST_WORDS)
    spot = Text(load_default="", most=120)
    phone = Text(load_default="", most=20)
    visit_consent = Flag(load_default=False)
    once = fields.String(load_default=None, validate=validate.Regexp(r"[0-9A-Za-z-]{22,64}\Z"))


class FollowIn(Schema):
    """What opens a complaint to its resident."""

    number = Text(required=True, most=20)
    code = Text(required=True, most=60)


class CodeIn(Schema):
    """The resident's code."""

    code = Text(load_default="", most=60)


class FilterIn(Schema):
    """What a list is narrowed to; without `state`, whatever still needs work."""

    state = fields.String(load_default="unfinished", validate=validate.OneOf(STATES))
    project_id = fields.String(load_default="", validate=_KEY)
    words = Text(load_default="", most=80)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class PhotoFilterIn(Schema):
    """Which photos: those nobody has decided on, or all."""

    state = fields.String(load_default="undecided", validate=validate.OneOf(PHOTO_STATES))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class AssignIn(Schema):
    """The party a complaint is passed to, and why."""

    party_id = fields.String(required=True, validate=validate.Length(1, 36))
    reason = Text(required=True, most=1000)


class ReasonIn(Schema):
    """Why something is done."""

    reason = Text(required=True, most=1000)


class PauseIn(Schema):
    """Why the clock is stopped, and a word to it that the resident reads."""

    reason = fields.String(required=True, validate=validate.OneOf(list(PAUSES)))
    note = Text(load_default="", most=500)


class CallIn(Schema):
    """What a resident said on the phone."""

    answer = fields.String(required=True, validate=validate.OneOf((*ANSWERS, "absent")))
    note = Text(load_default="", most=1000)


class LookIn(Schema):
    """What a look at something hidden is for."""

    purpose = fields.String(required=True, validate=validate.OneOf(list(PURPOSES)))


class NoteIn(Schema):
    """A word to the resident, or a remark among colleagues."""

    words = Text(required=True, most=2000)


class NearIn(Schema):
    """Where somebody stands, and what is wrong there."""

    site = Text(required=True, most=40)
    element_id = fields.String(load_default="", validate=_KEY)
    category = fields.String(load_default=None, validate=_CATEGORY)


class JoinIn(Schema):
    """A neighbour that joins a known case; `once` as when filing."""

    phone = Text(load_default="", most=20)
    once = fields.String(load_default=None, validate=validate.Regexp(r"[0-9A-Za-z-]{22,64}\Z"))


class ImportIn(Schema):
    """A hotline's file: checked first, then taken over; `kept` is what was checked."""

    step = fields.String(load_default="preview", validate=validate.OneOf(("preview", "take")))
    kept = fields.String(load_default="")
