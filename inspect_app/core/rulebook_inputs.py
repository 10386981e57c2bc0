"""An input of a rule: its words, its JSON Schema, and how a value that somebody typed or sent is read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from inspect_app.core.errors import Problem, field_problem

Words = tuple[str, str]
KINDS: Final = ("integer", "number", "text", "date", "moment", "choice", "flag", "numbers", "flags", "rows")
_TYPES: Final[dict[str, dict[str, Any]]] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "text": {"type": "string", "maxLength": 200},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "choice": {"type": "string"},
    "flag": {"type": "boolean"},
    "numbers": {"type": "array", "items": {"type": "number"}, "maxItems": 1000},
    "flags": {"type": "array", "items": {"type": "boolean"}, "maxItems": 1000},
    "rows": {"type": "array", "maxItems": 1000},
}
MOST_ROWS: Final = 1000
_SAID_YES: Final = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True, slots=True)
class Input:
    """One thing a rule wants to know. `choices` are (value, zh, en); `rows` are the columns of a small table."""

    name: str
    kind: str
    zh: str
    en: str
    required: bool = True
    default: Any = None
    least: float | None = None
    most: float | None = None
    unit: Words = ("", "")
    choices: tuple[tuple[str, str, str], ...] = ()
    rows: tuple["Input", ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        found = dict(_TYPES[self.kind])
        found |= {"title": self.en, "description": f"{self.zh}{self.unit[0] and f'（{self.unit[0]}）'}"}
        if self.choices:
            found["enum"] = [value for value, _zh, _en in self.choices]
        if self.least is not None:
            found["minimum"] = self.least
        if self.most is not None:
            found["maximum"] = self.most
        if self.default is not None:
            found["default"] = self.default
        if self.kind == "rows":
            found["items"] = {
                "type": "object",
                "properties": {each.name: each.schema() for each in self.rows},
                "required": [each.name for each in self.rows if each.required],
                "additionalProperties": False,
            }
        return found

    def read(self, held: Any, path: str = "") -> Any:
        """Return the value of what was sent; Problem names the field and the rule it breaks.

        Text from a form is read like JSON: "12" is a number, "1, 2.5" are numbers, "true" is a flag.
        """
        where = path or self.name
        value = getattr(self, f"_{self.kind}")(held, where)
        if self.choices and value not in {each[0] for each in self.choices}:
            listed = "、".join(each[0] for each in self.choices)
            raise field_problem(where, f"应为以下之一：{listed}", f"one of {listed.replace('、', ', ')}")
        for each in value if isinstance(value, list) else (value,):
            self._bounded(each, where)
        return value

    def _bounded(self, value: Any, where: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return
        if self.least is not None and value < self.least:
            raise field_problem(where, f"不小于 {self.least:g}", f"at least {self.least:g}")
        if self.most is not None and value > self.most:
            raise field_problem(where, f"不大于 {self.most:g}", f"at most {self.most:g}")

    def _integer(self, held: Any, where: str) -> int:
        value = self._number(held, where)
        if value != int(value):
            raise field_problem(where, "应为整数", "must be a whole number")
        return int(value)

    def _number(self, held: Any, where: str) -> int | float:
        if isinstance(held, str):
            try:
                held = float(Decimal(held.strip().replace(",", ".")))
            except (InvalidOperation, OverflowError):
                held = None
        if isinstance(held, bool) or not isinstance(held, int | float) or not _within(held):
            raise field_problem(where, "应为数字", "must be a number")
        return int(held) if held == int(held) else held

    def _text(self, held: Any, where: str) -> str:
        if not isinstance(held, str) or len(held) > 200 or any(ord(each) < 32 for each in held):
            raise field_problem(where, "应为不超过 200 个字符的文字", "text of at most 200 characters")
        return held.strip()

    _choice = _text

    def _date(self, held: Any, where: str) -> date:
        try:
            value = date.fromisoformat(held.strip())
        except (AttributeError, ValueError):
            value = None
        if value is None or not 1950 <= value.year <= 2150:
            raise field_problem(where, "应为日期，如 2026-05-01", "a day such as 2026-05-01")
        return value

    def _moment(self, held: Any, where: str) -> datetime:
        try:
            value = datetime.fromisoformat(held.strip())
        except (AttributeError, ValueError):
            value = None
        if value is None or value.tzinfo is None or not 1950 <= value.year <= 2150:
            raise field_problem(
                where,
                "应为带时区的时间，如 2026-05-01T08:00:00+08:00",
                "a moment with its offset, such as 2026-05-01T08:00:00+08:00",
            )
        return value

    def _flag(self, held: Any, where: str) -> bool:
        if isinstance(held, str):
            held = _SAID_YES.get(held.strip().lower())
        if not isinstance(held, bool):
            raise field_problem(where, "应为 true 或 false", "true or false")
        return held

    def _numbers(self, held: Any, where: str) -> list[int | float]:
        return [self._number(each, where) for each in _listed(held, where)]

    def _flags(self, held: Any, where: str) -> list[bool]:
        return [self._flag(each, where) for each in _listed(held, where)]

    def _rows(self, held: Any, where: str) -> list[dict[str, Any]]:
        if not isinstance(held, list) or len(held) > MOST_ROWS:
            raise field_problem(
                where, f"应为列表，最多 {MOST_ROWS} 行", f"a list of at most {MOST_ROWS} rows"
            )
        return [self._row(each, f"{where}.{n}") for n, each in enumerate(held)]

    def _row(self, held: Any, where: str) -> dict[str, Any]:
        if not isinstance(held, Mapping):
            raise field_problem(where, "应为对象", "must be an object")
        errors: dict[str, list[Any]] = {
            f"{where}.{name}": [("没有这个输入项", "no such input")]
            for name in held
            if name not in {each.name for each in self.rows}
        }
        row = {}
        for each in self.rows:
            value = held.get(each.name)
            if value is None or value == "":
                row[each.name] = each.default
                if each.required:
                    errors[f"{where}.{each.name}"] = [("必填", "required")]
            else:
                row[each.name] = each.read(value, f"{where}.{each.name}")
        if errors:
            raise Problem("bad-input", errors=errors)
        return row


def _within(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= 1e15


def _listed(held: Any, where: str) -> list[Any]:
    if isinstance(held, str):
        held = [
            each for each in held.replace("，", ",").replace("、", ",").replace(" ", ",").split(",") if each
        ]
    if not isinstance(held, list) or len(held) > MOST_ROWS:
        raise field_problem(where, f"应为列表，最多 {MOST_ROWS} 项", f"a list of at most {MOST_ROWS}")
    return held
