"""The kinds of items, and which fields each kind has, must have and may not have."""

from collections.abc import Mapping
from typing import Any, Final

from inspect_app.checklists.rules.shape import (
    Say,
    amount,
    flag,
    known,
    listed,
    number,
    one_of,
    text,
    unique_key,
    whole,
    words,
)

ITEM_KINDS: Final[dict[str, tuple[str, str]]] = {
    "judged": ("判定", "Judged"),
    "measured": ("实测", "Measured"),
    "counted": ("计数", "Counted"),
    "timed": ("计时试验", "Timed test"),
    "text": ("文字", "Text"),
    "choice": ("选择", "Choice"),
    "photo": ("照片", "Photo"),
    "signature": ("签名", "Signature"),
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
GRADES: Final[dict[str, tuple[str, str]]] = {
    "dominant": ("主控项目", "Dominant item"),
    "general": ("一般项目", "General item"),
}
DEFECTS: Final = ("quality", "hazard")
#: how many of those looked at may fail, by a published plan instead of a number of the checklist's own
COUNT_PLANS: Final[dict[str, tuple[str, str]]] = {
    "gb50300": ("GB 50300-2013 第 5.0.1 条、附录 D", "GB 50300-2013 5.0.1 and appendix D"),
}
OUTCOMES: Final = ("pass", "fail", "na")
MOST_POINTS: Final = 500
MOST_COUNTED: Final = 1_000_000
#: a timed test lasts at most two weeks (a heating trial run is the longest of them)
MOST_SECONDS: Final = 14 * 86_400
#: kinds that name the clause they are judged by
NEED_CLAUSE: Final = ("judged", "measured", "choice", "counted", "timed")
EVERY_ITEM: Final = (
    "key", "zh", "en", "kind", "clause", "severity", "photo", "veto", "defect", "hint_zh", "hint_en", "when",
    "guarantee", "grade", "full", "weight",
)  # fmt: skip
_MEASURED: Final = ("norm", "plus", "minus", "unit", "points", "least_rate")
_COUNTED: Final = ("accept", "plan", "least", "unit")
_TIMED: Final = ("quantity", "unit", "seconds", "start_least", "drop_most")
#: kind -> the fields only some kinds have
OWN: Final[dict[str, tuple[str, ...]]] = {
    "measured": _MEASURED, "choice": ("choices",), "counted": _COUNTED, "timed": _TIMED,
}  # fmt: skip
_ITEM: Final = {*EVERY_ITEM, *_MEASURED, *_COUNTED, *_TIMED, "choices"}


def check_item(item: Mapping[str, Any], path: str, keys: set[str], say: Say) -> None:
    """Say every fault of one item; `keys` are those of the items before it."""
    known(item, _ITEM, path, say)
    unique_key(item, path, keys, say)
    words(item, path, say)
    one_of(item, "kind", ITEM_KINDS, path, say)
    one_of(item, "severity", SEVERITIES, path, say)
    one_of(item, "photo", PHOTO_RULES, path, say, required=False)
    one_of(item, "defect", DEFECTS, path, say, required=False)
    one_of(item, "grade", GRADES, path, say, required=False)
    text(item, "clause", path, say, most=300, required=item.get("kind") in NEED_CLAUSE)
    for name in ("hint_zh", "hint_en"):
        text(item, name, path, say, most=500, required=False)
    for name in ("veto", "guarantee"):
        flag(item, name, path, say)
    for name in ("full", "weight"):
        amount(item, name, path, say, above=True)
    if item.get("kind") == "photo" and item.get("photo", "always") != "always":
        say(f"{path}.photo", "拍照项的照片规则只能是 always", "a photo item always asks for its photo")
    _foreign(item, path, say)
    kind = item.get("kind")
    if isinstance(kind, str) and kind in _CHECKS:
        _CHECKS[kind](item, path, say)


def _foreign(item: Mapping[str, Any], path: str, say: Say) -> None:
    kind = item.get("kind")
    mine = OWN.get(kind, ()) if isinstance(kind, str) else ()
    for name in sorted({name for names in OWN.values() for name in names}.difference(mine)):
        # A field of another kind left empty does no harm; an empty list of choices stands for something meant.
        if item.get(name) is not None or (name == "choices" and name in item):
            owners = [ITEM_KINDS[each] for each, names in OWN.items() if name in names]
            zh, en = "、".join(each[0] for each in owners), ", ".join(each[1].lower() for each in owners)
            say(f"{path}.{name}", f"只用于{zh}项", f"only for {en} items")


def _measured(item: Mapping[str, Any], path: str, say: Say) -> None:
    if not number(item.get("norm")):
        say(f"{path}.norm", "实测项须有数值标准值", "a measured item needs a number as its norm")
    for name in ("plus", "minus"):
        value = item.get(name)
        if value is not None and not (number(value) and value >= 0):
            say(
                f"{path}.{name}",
                "应为不小于 0 的数，或 null 表示不限",
                "a number from 0, or null for no limit",
            )
    if item.get("plus") is None and item.get("minus") is None:
        say(f"{path}.plus", "plus 与 minus 至少给出一个", "at least one of plus and minus must be given")
    text(item, "unit", path, say, most=20)
    whole({"points": 1, **item}, "points", path, say, least=1, most=MOST_POINTS, required=True)
    rate = item.get("least_rate", 1)
    if not (number(rate) and 0 < rate <= 1):
        say(f"{path}.least_rate", "应大于 0 且不大于 1", "above 0 and at most 1")


def _counted(item: Mapping[str, Any], path: str, say: Say) -> None:
    whole(item, "accept", path, say, least=0, most=MOST_COUNTED)
    whole(item, "least", path, say, least=1, most=MOST_COUNTED)
    one_of(item, "plan", COUNT_PLANS, path, say, required=False)
    text(item, "unit", path, say, most=20, required=False)
    if (item.get("accept") is None) == (item.get("plan") is None):
        say(
            f"{path}.accept",
            "accept 与 plan 须且只能给出一个",
            "exactly one of accept and plan must be given",
        )
    if item.get("plan") is not None and item.get("grade") is None:
        say(f"{path}.grade", "按附录 D 计数须注明主控或一般项目", "a plan needs the grade of the item")


def _timed(item: Mapping[str, Any], path: str, say: Say) -> None:
    text(item, "quantity", path, say, most=40)
    text(item, "unit", path, say, most=20)
    whole(item, "seconds", path, say, least=1, most=MOST_SECONDS, required=True)
    amount(item, "start_least", path, say, required=True)
    amount(item, "drop_most", path, say, required=True)


def _choices(item: Mapping[str, Any], path: str, say: Say) -> None:
    keys: set[str] = set()
    for below, choice in listed(item, "choices", path, say):
        known(choice, {"key", "zh", "en", "outcome"}, below, say)
        unique_key(choice, below, keys, say)
        words(choice, below, say)
        one_of(choice, "outcome", OUTCOMES, below, say)


_CHECKS: Final = {"measured": _measured, "counted": _counted, "timed": _timed, "choice": _choices}
