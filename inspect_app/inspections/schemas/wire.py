"""Checks of what tablets write, and pages of rows."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate

from inspect_app.core.fields import Figure, Schema
from inspect_app.inspections.rules import moment_of

# RFC 3339 as tablets write it; what it means is judged by moment_of.
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def plain(most: int, least: int = 0) -> list[Any]:
    """Return the checks of a text that is kept exactly as it came (its bytes are hashed)."""
    return [validate.Length(least, most), storable]


def storable(text: str) -> None:
    if any(char == "\0" or 0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise ValidationError([("含有无法保存的字符", "has characters that cannot be stored")])


def a_moment(text: str) -> None:
    try:
        sound = _RFC3339.fullmatch(text) and 2000 <= moment_of(text).year <= 2100
    except ValueError:
        sound = False
    if not sound:
        raise ValidationError([("应为带时区的时间，如 2026-05-11T10:00:00Z", "a moment with its offset")])


def matching(pattern: re.Pattern[str]) -> Any:
    def check(text: str) -> None:
        if not pattern.fullmatch(text):
            raise ValidationError("String does not match expected pattern.")

    return check


def page_of(row: type[Schema], only: tuple[str, ...] | None = None) -> type[Schema]:
    one: dict[str, Any] = {
        "rows": fields.List(fields.Nested(row(only=only))),
        "page": fields.Integer(attribute="number"),
    }
    counts = {name: fields.Integer() for name in ("total", "pages")}
    return Schema.from_dict({**one, **counts}, name=row.__name__.replace("Out", "Page"))


def nullable(checks: Any) -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=checks)


class Whole(fields.Integer):
    """A whole number as JSON writes it, from 0 to a million or to less."""

    def __init__(self, *, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        # As a tablet's message is read: no text, no truth values, and no 3.0 for 3.
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return int(super()._deserialize(value, attr, data, **kwargs))


_PLAIN = fields.List(Figure(), validate=validate.Length(0, 500))
_OVER_TIME = fields.List(fields.Tuple((Figure(), Figure())), validate=validate.Length(0, 500))


def _pairs(value: list[Any]) -> list[Any]:
    return list(_OVER_TIME.deserialize(value) or [])


class SpanIn(Schema):
    """A stretch of a sensor's readings."""

    device = fields.String(required=True, validate=matching(re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")))


# `from` is a word of the language.
Span = SpanIn.from_dict(
    {name: fields.String(required=True, validate=a_moment) for name in ("from", "to")}, name="SpanIn"
)


class Values(fields.Field):
    """Values as measured, values over time ([seconds, value]), or a stretch of a sensor's readings."""

    def __init__(self, **kwargs: Any) -> None:
        number = {"type": "number"}
        pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
        span = {
            "type": "object", "required": ["from", "to", "device"], "additionalProperties": False,
            "properties": {name: {"type": "string"} for name in ("from", "to", "device")},
        }  # fmt: skip
        lists = [{"type": "array", "maxItems": 500, "items": each} for each in (number, pair)]
        super().__init__(metadata={"anyOf": [*lists, span]}, **kwargs)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if isinstance(value, dict):
            return Span().load(value)
        if isinstance(value, list) and value and all(isinstance(each, list) for each in value):
            return [[float(at), float(found)] for at, found in _pairs(value)]
        return _PLAIN.deserialize(value)
