"""How the fields of a checklist's content are looked at one by one: texts, keys, numbers, lists, each with its path."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

KEY: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a content: where (`sections.0.items.2.norm`) and which rule, in two languages."""

    path: str
    zh: str
    en: str


Say = Callable[[str, str, str], None]


def listed(
    parent: Mapping[str, Any], name: str, path: str, say: Say
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield path and entry of a list of objects that may not be empty."""
    where = f"{path}.{name}" if path else name
    found = parent.get(name)
    if not isinstance(found, list) or not found:
        say(where, "应为非空列表", "must be a list with at least one entry")
        return
    for index, each in enumerate(found):
        if isinstance(each, Mapping):
            yield f"{where}.{index}", each
        else:
            say(f"{where}.{index}", "应为对象", "must be an object")


def known(thing: Mapping[str, Any], names: Iterable[str], path: str, say: Say) -> None:
    """Refuse every field that is not among the names."""
    for name in thing:
        if name not in names:
            say(f"{path}.{name}".lstrip("."), "没有这个字段", "no such field")


def unique_key(thing: Mapping[str, Any], path: str, seen: set[str], say: Say) -> None:
    """Refuse a `key` that is none, or that was seen before; keep it as seen."""
    key = thing.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        say(
            f"{path}.key",
            "小写字母、数字、点、短横线，最多 64 位",
            "small letters, digits, . _ -; at most 64",
        )
    elif key in seen:
        say(f"{path}.key", f"“{key}”重复", f"{key} comes twice")
    else:
        seen.add(key)


def words(thing: Mapping[str, Any], path: str, say: Say) -> None:
    """Ask for the words in both languages."""
    for name in ("zh", "en"):
        text(thing, name, path, say, most=300)


def text(
    thing: Mapping[str, Any], name: str, path: str, say: Say, *, most: int, required: bool = True
) -> None:
    """Ask for a text that can be kept, of at most so many characters."""
    value = thing.get(name)
    where = f"{path}.{name}".lstrip(".")
    if value is None or value == "":
        if required:
            say(where, "必填", "required")
    elif not isinstance(value, str) or not value.strip() or any(ord(char) < 32 for char in value):
        say(where, "应为不含控制字符的文字", "must be text without control characters")
    elif any(0xD800 <= ord(char) <= 0xDFFF for char in value) or len(value) > most:
        say(where, f"最多 {most} 个字符", f"at most {most} characters")


def one_of(
    thing: Mapping[str, Any], name: str, allowed: Any, path: str, say: Say, *, required: bool = True
) -> None:
    """Ask for one of some words."""
    value = thing.get(name)
    if value is None and not required:
        return
    if not isinstance(value, str) or value not in allowed:
        say(f"{path}.{name}".lstrip("."), f"应为 {'、'.join(allowed)} 之一", f"one of {', '.join(allowed)}")


def flag(thing: Mapping[str, Any], name: str, path: str, say: Say) -> None:
    """Ask for true or false where something is given."""
    if not isinstance(thing.get(name, False), bool):
        say(f"{path}.{name}", "应为 true 或 false", "must be true or false")


def amount(
    thing: Mapping[str, Any], name: str, path: str, say: Say, *, above: bool = False, required: bool = False
) -> None:
    """Ask for a number from 0 (or above it), where one is given or required."""
    value = thing.get(name)
    if value is None and not required:
        return
    if not number(value) or value < 0 or (above and value == 0):  # type: ignore[operator]  # it is a number
        zh, en = (
            ("应为大于 0 的数", "a number above 0") if above else ("应为不小于 0 的数", "a number from 0")
        )
        say(f"{path}.{name}", zh, en)


def whole(
    thing: Mapping[str, Any], name: str, path: str, say: Say, *, least: int, most: int, required: bool = False
) -> None:
    """Ask for a whole number within bounds, where one is given or required."""
    value = thing.get(name)
    if value is None and not required:
        return
    if type(value) is not int or not least <= value <= most:
        say(f"{path}.{name}", f"应为 {least} 到 {most} 的整数", f"a whole number from {least} to {most}")


def number(value: object) -> bool:
    """Return whether a value is a number that can be kept and counted with."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= 1e12
