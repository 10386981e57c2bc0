"""Reads JSON that can mean one thing only: UTF-8, no key twice, no NaN; the same for every door."""

import json
from typing import Any, NoReturn

from inspect_app.core.errors import Problem, field_problem

_DEPTH = ("数字过长或嵌套层数过多", "a number is too long or it is nested too deeply")
_ENCODING = ("应为不带 BOM 的 UTF-8", "must be UTF-8 without a byte order mark")


def read(data: bytes) -> Any:
    """Return the value; Problem for what is no JSON, or would be read as one thing here and another there."""
    try:
        text = data.decode()
    except UnicodeDecodeError as wrong:
        raise Problem("unreadable", reason=_ENCODING) from wrong
    if text.startswith("\ufeff"):
        raise Problem("unreadable", reason=_ENCODING)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as wrong:
        raise Problem("unreadable", reason=f"JSON: {str(wrong)[:80]}") from wrong
    except (ValueError, RecursionError) as wrong:
        raise Problem("unreadable", reason=_DEPTH) from wrong


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # A parser keeps the last of two equal keys; which one the sender meant nobody knows.
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _value in pairs:
            if name in seen:
                raise field_problem(name[:32], "重复的字段", "comes twice")
            seen.add(name)
    return found


def _no_constant(name: str) -> NoReturn:
    raise Problem("unreadable", reason=(f"{name} 不是 JSON 数字", f"{name} is no JSON number"))
