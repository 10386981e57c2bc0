"""Input fields of our own and marshmallow's refusals in both languages."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from marshmallow import Schema as AnySchema
from marshmallow import ValidationError, fields, validate

from inspect_app.core.workflow import Field, Move

CHINA = ZoneInfo("Asia/Shanghai")
SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_PHOTOS = 20
# marshmallow's own English sentences, as patterns, with ours in Chinese.
_CHINESE = [
    (re.compile(pattern), zh)
    for pattern, zh in (
        (r"Missing data for required field\.", "必填"),
        (r"Field may not be null\.", "不能为空"),
        (r"Unknown field\.", "没有这个字段"),
        (r"Not a valid string\.", "应为文字"),
        (r"Not a valid (?:integer|number)\.", "应为数字"),
        (r"Not a valid boolean\.", "应为是或否"),
        (r"Not a valid date\.", "应为日期，如 2026-05-01"),
        (r"Not a valid datetime\.", "应为时间，如 2026-05-01T08:00:00+08:00"),
        (r"Not a valid list\.", "应为列表"),
        (r"Not a valid mapping type\.", "应为对象"),
        (r"Not a valid UUID\.", "应为 UUID 编号"),
        (r"Invalid input type\.", "内容类型不对"),
        (r"Must be one of: (.+)\.", r"应为其中之一：\1"),
        (r"Shorter than minimum length (\d+)\.", r"至少 \1 个字符"),
        (r"Longer than maximum length (\d+)\.", r"最多 \1 个字符"),
        (r"Length must be between (\d+) and (\d+)\.", r"长度应在 \1 到 \2 之间"),
        (r"Must be greater than or equal to (.+?) and less than or equal to (.+?)\.?", r"应在 \1 到 \2 之间"),
        (r"Must be greater than or equal to (.+?)\.?", r"不能小于 \1"),
        (r"Must be less than or equal to (.+?)\.?", r"不能大于 \1"),
        (r"Must be greater than (.+?)\.?", r"应大于 \1"),
        (r"Special numeric values .*", "应为普通数字"),
        (r"String does not match expected pattern\.", "格式不对"),
        (r"Number too large\.", "数字过大"),
    )
]


def in_chinese(sentence: str) -> str:
    """Return marshmallow's sentence in Chinese (an unknown one says that the form is wrong)."""
    for pattern, zh in _CHINESE:
        found = pattern.fullmatch(sentence)
        if found:
            return found.expand(zh)
    return sentence if not sentence.isascii() else "格式不对"


def by_field(messages: Any, path: str = "") -> dict[str, list[Any]]:
    """Flatten marshmallow's nested messages to `answers.0.item -> [(zh, en), …]`."""
    if isinstance(messages, Mapping):
        found: dict[str, list[Any]] = {}
        for key, below in messages.items():
            name = f"{path}.{key}" if path else str(key)
            found.update(by_field(below, path if key in ("_schema", "json", "query", "form") else name))
        return found
    listed = messages if isinstance(messages, list) else [messages]
    return {path or "body": [m if isinstance(m, tuple) else (in_chinese(str(m)), str(m)) for m in listed]}


class Schema(AnySchema):
    """What every schema is made of: never changed once made, so a copy of it is itself.

    What is said of an endpoint is copied for each of its decorators, and every field would be copied with it.
    """

    def __deepcopy__(self, _memo: object) -> "Schema":
        return self

    @classmethod
    def from_dict(cls, fields: dict[str, Any], *, name: str = "GeneratedSchema") -> "type[Schema]":
        """Return a schema of these fields, made from this one."""
        return cast("type[Schema]", super().from_dict(fields, name=name))


class PageIn(Schema):
    """Which page of a list."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class Flag(fields.Boolean):
    """Yes or no, as JSON writes them: a text such as "off" is refused, for it may mean either."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return bool(super()._deserialize(value, attr, data, **kwargs))


class Whole(fields.Integer):
    """A whole number: 2.5 is refused, not cut."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid", input=value)
        return int(super()._deserialize(value, attr, data, **kwargs))


class Figure(fields.Float):
    """A number as JSON writes it: text is refused, as it is from a tablet over MQTT."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, str):
            raise self.make_error("invalid", input=value)
        return float(super()._deserialize(value, attr, data, **kwargs))


class Day(fields.Date):
    """A day people may mean: those at the ends of the calendar have no day before or after to reckon with."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        day: date = super()._deserialize(value, attr, data, **kwargs)
        if not 1900 <= day.year <= 2100:
            raise ValidationError([("年份应在 1900 到 2100 之间", "the year must be 1900 to 2100")])
        return day


class Moment(fields.AwareDateTime):
    """A moment; one without a zone (a browser's date-time box) is meant in Asia/Shanghai."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=CHINA, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not 2000 <= moment.year <= 2100:
            raise ValidationError([("年份应在 2000 到 2100 之间", "the year must be 2000 to 2100")])
        return moment


class Text(fields.String):
    """Text trimmed at both ends; required text may not be blank; control characters are refused."""

    def __init__(self, *, most: int = 2000, **kwargs: Any) -> None:
        least = 1 if kwargs.get("required") else 0
        super().__init__(validate=validate.Length(least, most), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if any(
            (ord(c) < 32 and c not in "\n\r\t") or 0xD800 <= ord(c) <= 0xDFFF or c == "\x7f" for c in text
        ):
            raise ValidationError([("含有不可见的控制字符", "has control characters")])
        return text


class Photos(fields.List[str]):
    """Photos already received, as their SHA-256 names; a web form's uploads are stored first."""

    def __init__(self, *, least: int = 0, most: int = MOST_PHOTOS, **kwargs: Any) -> None:
        name = fields.String(validate=validate.Regexp(SHA256))
        super().__init__(name, validate=validate.Length(least, most), **kwargs)


def move_schema(kind: str, move: Move) -> type[Schema]:
    """Return the input schema of a move, from the fields it declares."""
    name = "".join(part.title() for part in f"{kind}-{move.name}-in".replace("_", "-").split("-"))
    return Schema.from_dict({each.name: _field(each) for each in move.fields}, name=name)


def _field(each: Field) -> fields.Field[Any]:
    kwargs: dict[str, Any] = {
        "required": each.required,
        "metadata": {"description": f"{each.zh} / {each.en}"},
    }
    if not each.required:
        kwargs["load_default"] = None if each.kind != "photos" else list
        kwargs["allow_none"] = True
    makers: dict[str, Any] = {
        "text": lambda: Text(most=200, **kwargs),
        "textarea": lambda: Text(most=4000, **kwargs),
        "password": lambda: Text(most=200, **kwargs),
        "number": lambda: fields.Float(**kwargs),
        "date": lambda: Day(**kwargs),
        "datetime": lambda: Moment(**kwargs),
        "photos": lambda: Photos(least=1 if each.required else 0, **kwargs),
        "choice": lambda: fields.String(
            validate=validate.OneOf([value for value, _zh, _en in each.choices]), **kwargs
        ),
    }
    made: fields.Field[Any] = makers[each.kind]()
    return made
