"""How the log of a checklist's filling is written in and out."""

from marshmallow import fields, validate

from inspect_app.core.fields import Figure, Schema
from inspect_app.core.ids import UUID_TEXT
from inspect_app.inspections.rules.fill_log import (
    MOST_CHANGES,
    MOST_FIXES,
    MOST_ITEMS,
    MOST_JUMPS,
    MOST_SECONDS,
    PLACES,
)
from inspect_app.inspections.schemas.wire import KEY, Whole, matching, plain


def _seconds() -> Whole:
    """Return whole seconds after the start; before it where a clock was set back."""
    return Whole(required=True, least=-MOST_SECONDS, most=MOST_SECONDS)


def _maybe(pattern: object) -> fields.String:
    return fields.String(required=True, allow_none=True, validate=matching(pattern))  # type: ignore[arg-type]


class LoggedItemIn(Schema):
    """One item at one place: when it was first answered, how long it was looked at, how often changed later."""

    item = fields.String(required=True, validate=matching(KEY))
    element = _maybe(UUID_TEXT)
    at = _seconds()
    spent = Whole(required=True)
    changed = Whole(required=True)


class LoggedFixIn(Schema):
    """Where the browser said it was: degrees of WGS-84, accuracy in metres."""

    at = _seconds()
    lat = Figure(required=True, validate=validate.Range(-90, 90))
    lon = Figure(required=True, validate=validate.Range(-180, 180))
    accuracy = Figure(required=True, allow_none=True, validate=validate.Range(0, 100_000_000))


class LoggedChangeIn(Schema):
    """What was changed after somebody had signed, and why: an answer, or a signature taken back."""

    at = _seconds()
    item = _maybe(KEY)
    element = _maybe(UUID_TEXT)
    role = fields.String(required=True, allow_none=True, validate=plain(100, 1))
    reason = fields.String(required=True, validate=plain(400, 1))


class LoggedJumpIn(Schema):
    """That the tablet's clock jumped, and by how many seconds."""

    at = _seconds()
    by = _seconds()


class FillLogIn(Schema):
    """The log as the tablet kept it; `cut` counts the entries left out because there were too many."""

    place = fields.String(required=True, validate=validate.OneOf(list(PLACES)))
    items = fields.List(fields.Nested(LoggedItemIn), required=True, validate=validate.Length(0, MOST_ITEMS))
    fixes = fields.List(fields.Nested(LoggedFixIn), required=True, validate=validate.Length(0, MOST_FIXES))
    changes = fields.List(
        fields.Nested(LoggedChangeIn), required=True, validate=validate.Length(0, MOST_CHANGES)
    )
    clock = fields.List(fields.Nested(LoggedJumpIn), required=True, validate=validate.Length(0, MOST_JUMPS))
    cut = Whole(required=True)


class MarkOut(Schema):
    """Something to ask about, with its reason."""

    kind = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class FillLogOut(Schema):
    """The log of a checklist's filling, its SHA-256 as it stands in the signed content, and what may be asked."""

    id = fields.String(required=True)
    sha256 = fields.String(required=True)
    log = fields.Dict(required=True)
    marks = fields.List(fields.Nested(MarkOut), required=True)
