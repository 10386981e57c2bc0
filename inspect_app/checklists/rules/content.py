"""The content of a checklist: its shape, the faults of one, its key, and its items in order."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from inspect_app.checklists.rules.scoring.declared import ITEM_FIELDS, check_points, check_scoring
from inspect_app.core.canonical import content_hash

ITEM_KINDS: Final[dict[str, tuple[str, str]]] = {
    "judged": ("判定", "Judged"),
    "measured": ("实测", "Measured"),
    "text": ("文字", "Text"),
    "choice": ("选择", "Choice"),
    "photo": ("照片", "Photo"),
}
SEVERITIES: Final[dict[str, tuple[str, str]]] = {
    "general": ("一般", "General"),
    "serious": ("较重", "Serious"),
    "major": ("重大", "Major"),
}
PHOTO_RULES: Final[dict[str, tuple[str, str]]] = {
    "never": ("不要求照片", "No photo asked"),
    "on_fail": ("不合格须拍照", "Photo when it fails"),
    "always": ("必须拍照", "Photo always"),
}
SIGNERS: Final[dict[str, tuple[str, str]]] = {
    "inspector": ("检查人员", "Inspector"),
    "contractor": ("施工单位", "Contractor"),
    "supervisor": ("监理单位", "Supervisor"),
    "owner": ("建设单位", "Owner"),
    "resident": ("居民代表", "Residents' observer"),
}
DEFECTS: Final = ("quality", "hazard")
OUTCOMES: Final = ("pass", "fail", "na")
MOST_ITEMS: Final = 400
MOST_POINTS: Final = 500
KEY: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_TOP = {"zh", "en", "sections", "signatures", "defect", "basis", "scoring"}
_SECTION = {"key", "zh", "en", "items"}
_ITEM = {
    "key", "zh", "en", "kind", "clause", "severity", "norm", "plus", "minus", "unit", "points", "least_rate",
    "photo", "veto", "choices", "defect", "hint_zh", "hint_en", *ITEM_FIELDS,
}  # fmt: skip
_MEASURE = ("norm", "plus", "minus", "unit", "points", "least_rate")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a content: where (`sections.0.items.2.norm`) and which rule, in two languages."""

    path: str
    zh: str
    en: str


Say = Callable[[str, str, str], None]


def content_id(content: Mapping[str, Any]) -> str:
    """Return the key of a content: the SHA-256 of its canonical bytes, so that the text is its own name."""
    return content_hash(dict(content))


def items(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the items of a sound content in reading order."""
    for section in content["sections"]:
        yield from section["items"]


def items_by_key(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the items of a sound content by their key."""
    return {each["key"]: each for each in items(content)}


def check_content(content: object) -> list[Fault]:
    """Return every fault of a checklist's content, each with its path and rule; none: it may be published."""
    found: list[Fault] = []

    def say(path: str, zh: str, en: str) -> None:
        found.append(Fault(path, zh, en))

    if not isinstance(content, Mapping):
        return [Fault("", "应为对象", "must be an object")]
    _known(content, _TOP, "", say)
    _words(content, "", say)
    _text(content, "basis", "", say, most=500, required=False)
    _one_of(content, "defect", DEFECTS, "", say, required=False)
    _signatures(content.get("signatures", []), say)
    keys: set[str] = set()
    for path, section in _listed(content, "sections", "", say):
        _section(section, path, keys, say)
    if len(keys) > MOST_ITEMS:
        say("sections", f"最多 {MOST_ITEMS} 个检查项", f"at most {MOST_ITEMS} items")
    check_scoring(content, say)
    return found


def _section(section: Mapping[str, Any], path: str, keys: set[str], say: Say) -> None:
    _known(section, _SECTION, path, say)
    _key(section, path, set(), say)
    _words(section, path, say)
    for below, item in _listed(section, "items", path, say):
        _known(item, _ITEM, below, say)
        _key(item, below, keys, say)
        _words(item, below, say)
        _item(item, below, say)


def _item(item: Mapping[str, Any], path: str, say: Say) -> None:
    _one_of(item, "kind", ITEM_KINDS, path, say)
    _one_of(item, "severity", SEVERITIES, path, say)
    _one_of(item, "photo", PHOTO_RULES, path, say, required=False)
    _one_of(item, "defect", DEFECTS, path, say, required=False)
    _text(item, "clause", path, say, most=300, required=item.get("kind") in ("judged", "measured", "choice"))
    for name in ("hint_zh", "hint_en"):
        _text(item, name, path, say, most=500, required=False)
    check_points(item, path, say)
    if not isinstance(item.get("veto", False), bool):
        say(f"{path}.veto", "应为 true 或 false", "must be true or false")
    if item.get("kind") == "photo" and item.get("photo", "always") != "always":
        say(f"{path}.photo", "拍照项的照片规则只能是 always", "a photo item always asks for its photo")
    if item.get("kind") == "measured":
        _measure(item, path, say)
    else:
        for name in _MEASURE:
            if item.get(name) is not None:
                say(f"{path}.{name}", "只用于实测项", "only for measured items")
    if item.get("kind") == "choice":
        _choices(item, path, say)
    elif "choices" in item:
        say(f"{path}.choices", "只用于选择项", "only for choice items")


def _measure(item: Mapping[str, Any], path: str, say: Say) -> None:
    if not _number(item.get("norm")):
        say(f"{path}.norm", "实测项须有数值标准值", "a measured item needs a number as its norm")
    for name in ("plus", "minus"):
        value = item.get(name)
        if value is not None and not (_number(value) and value >= 0):
            say(
                f"{path}.{name}",
                "应为不小于 0 的数，或 null 表示不限",
                "a number from 0, or null for no limit",
            )
    if item.get("plus") is None and item.get("minus") is None:
        say(f"{path}.plus", "plus 与 minus 至少给出一个", "at least one of plus and minus must be given")
    _text(item, "unit", path, say, most=20)
    points = item.get("points", 1)
    if type(points) is not int or not 1 <= points <= MOST_POINTS:
        say(f"{path}.points", f"应为 1 到 {MOST_POINTS} 的整数", f"a whole number from 1 to {MOST_POINTS}")
    rate = item.get("least_rate", 1)
    if not (_number(rate) and 0 < rate <= 1):
        say(f"{path}.least_rate", "应大于 0 且不大于 1", "above 0 and at most 1")


def _choices(item: Mapping[str, Any], path: str, say: Say) -> None:
    keys: set[str] = set()
    for below, choice in _listed(item, "choices", path, say):
        _known(choice, {"key", "zh", "en", "outcome"}, below, say)
        _key(choice, below, keys, say)
        _words(choice, below, say)
        _one_of(choice, "outcome", OUTCOMES, below, say)


def _signatures(signers: object, say: Say) -> None:
    if not isinstance(signers, list) or any(
        not isinstance(each, str) or each not in SIGNERS for each in signers
    ):
        say("signatures", f"应为列表，取自 {'、'.join(SIGNERS)}", f"a list of {', '.join(SIGNERS)}")
    elif len(set(signers)) != len(signers):
        say("signatures", "同一角色只能列一次", "each role only once")


def _listed(
    parent: Mapping[str, Any], name: str, path: str, say: Say
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    where = f"{path}.{name}" if path else name
    listed = parent.get(name)
    if not isinstance(listed, list) or not listed:
        say(where, "应为非空列表", "must be a list with at least one entry")
        return
    for index, each in enumerate(listed):
        if isinstance(each, Mapping):
            yield f"{where}.{index}", each
        else:
            say(f"{where}.{index}", "应为对象", "must be an object")


def _known(thing: Mapping[str, Any], names: set[str], path: str, say: Say) -> None:
    for name in thing:
        if name not in names:
            say(f"{path}.{name}".lstrip("."), "没有这个字段", "no such field")


def _key(thing: Mapping[str, Any], path: str, seen: set[str], say: Say) -> None:
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


def _words(thing: Mapping[str, Any], path: str, say: Say) -> None:
    for name in ("zh", "en"):
        _text(thing, name, path, say, most=300)


def _text(
    thing: Mapping[str, Any], name: str, path: str, say: Say, *, most: int, required: bool = True
) -> None:
    value = thing.get(name)
    where = f"{path}.{name}".lstrip(".")
    if value is None or value == "":
        if required:
            say(where, "必填", "required")
    elif not isinstance(value, str) or not value.strip() or any(ord(char) < 32 for char in value):
        say(where, "应为不含控制字符的文字", "must be text without control characters")
    elif any(0xD800 <= ord(char) <= 0xDFFF for char in value) or len(value) > most:
        say(where, f"最多 {most} 个字符", f"at most {most} characters")


def _one_of(
    thing: Mapping[str, Any], name: str, allowed: Any, path: str, say: Say, *, required: bool = True
) -> None:
    value = thing.get(name)
    if value is None and not required:
        return
    if not isinstance(value, str) or value not in allowed:
        say(f"{path}.{name}".lstrip("."), f"应为 {'、'.join(allowed)} 之一", f"one of {', '.join(allowed)}")


def _number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= 1e12
