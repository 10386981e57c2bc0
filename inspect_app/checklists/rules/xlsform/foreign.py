"""Questions of forms made elsewhere as items of a checklist: what each type of XLSForm becomes, and what it cannot."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from inspect_app.checklists.rules.kinds import OUTCOMES
from inspect_app.checklists.rules.xlsform.cells import OWN_CHOICE, Read, Row, Words

#: rows that say who, when and with what a form was filled in: that is always kept
PASSED_OVER: Final = (
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
    "background-audio", "start-geopoint",
)  # fmt: skip
_NUMBERS: Final = ("integer", "int", "decimal", "range")
_AS_TEXT: Final = ("date", "time", "datetime", "barcode")
_OUTCOMES: Final[dict[str, str]] = {
    **dict.fromkeys(("pass", "yes", "y", "ok", "good", "true", "合格", "是", "符合"), "pass"),
    **dict.fromkeys(("fail", "no", "n", "bad", "false", "不合格", "否", "不符合"), "fail"),
    **dict.fromkeys(("na", "n_a", "n/a", "not_applicable", "不适用", "无此项"), "na"),
}
_BOUND: Final = re.compile(r"\.\s*(>=|<=)\s*(-?\d{1,12}(?:\.\d{1,9})?)")
_UNFIT: Final = re.compile(r"[^a-z0-9._-]+")

Said = tuple[str, Words]


@dataclass(slots=True)
class Question:
    """An item made of a row: its fields (None: nothing of ours), what its answers are called here, and what is to be said."""

    item: dict[str, Any] | None
    answers: dict[str, str] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)


def key_of(name: str, taken: Mapping[str, object] | set[str], word: str) -> str:
    """Return a key made of a question's name that is not taken yet."""
    plain = _UNFIT.sub("-", name.strip().lower()).strip("-._")[:56] or word
    return next(key for n in range(1, 10_000) if (key := plain if n == 1 else f"{plain}-{n}") not in taken)


def question(row: Row, words: Sequence[str], lists: Mapping[str, Sequence[Read]]) -> Question:
    """Return what a row of the sheet `survey` becomes; `words` is its type, word by word, small letters first."""
    kind = words[0]
    if kind == "select_one":
        return _select(row, words, lists)
    if kind in _NUMBERS:
        return _number(row)
    if kind in ("image", "photo"):
        signs = "signature" in row.get("appearance", "").split()
        return _kept({"kind": "signature" if signs else "photo"}, row)
    if kind in ("acknowledge", "trigger"):
        return _kept({"kind": "judged"}, row, {"ok": "pass"})
    if kind == "text":
        return _kept({"kind": "text"}, row)
    if kind in _AS_TEXT:
        made = _kept({"kind": "text"}, row)
        made.said.append(("type", (f"“{kind}”按文字保存", f"{kind} is kept as text")))
        return made
    if kind == "note":
        return Question(
            None,
            said=[
                (
                    "type",
                    (
                        "说明行不是检查项，请写进检查项的提示",
                        "a note is no item; say it in the hint of an item",
                    ),
                )
            ],
        )
    return Question(
        None, said=[("type", (f"检查表没有“{kind}”这类题目", f"a checklist has no questions of type {kind}"))]
    )


def _kept(item: dict[str, Any], row: Row, answers: dict[str, str] | None = None) -> Question:
    made = Question(item, answers or {})
    for column in ("constraint", "choice_filter"):
        if row.get(column):
            made.said.append((column, ("此限制未保留", "this limit is not kept")))
    return made


def _number(row: Row) -> Question:
    text = row.get("constraint", "")
    bounds = _BOUND.findall(text)
    rest = _BOUND.sub("", text).replace("and", "").strip(" ()")
    low = [Decimal(number) for sign, number in bounds if sign == ">="]
    high = [Decimal(number) for sign, number in bounds if sign == "<="]
    if rest or not bounds or len(low) > 1 or len(high) > 1 or (low and high and low[0] > high[0]):
        column = "constraint" if text else "type"
        words = (
            "没有可判定的上下限（如 . >= 1 and . <= 5），按文字保存",
            "no bounds to judge it by, such as . >= 1 and . <= 5: kept as text",
        )
        return Question({"kind": "text"}, said=[(column, words)])
    norm = low[0] if low else high[0]
    item: dict[str, Any] = {"kind": "measured", "norm": _plain(norm)}
    item["minus"] = 0 if low else None
    item["plus"] = _plain(high[0] - norm) if high else None
    if row.get("inspect::unit") is None:
        return Question(item, said=[("inspect::unit", ("请写明单位", "say which unit"))])
    return Question(item)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _select(row: Row, words: Sequence[str], lists: Mapping[str, Sequence[Read]]) -> Question:
    listed = lists.get(words[1] if len(words) > 1 else "", ())
    if not listed:
        return Question(
            None, said=[("type", ("choices 工作表中没有这个选项列表", "the sheet choices has no such list"))]
        )
    known = [_OUTCOMES.get(each["name"].lower(), "") for _number, each in listed]
    is_judged = {"pass", "fail"} <= set(known) and len(set(known)) == len(known) and "" not in known
    if is_judged and not any(each.get(f"{OWN_CHOICE}outcome") for _number, each in listed):
        answers = {each["name"]: outcome for (_number, each), outcome in zip(listed, known, strict=True)}
        return _kept({"kind": "judged"}, row, answers)
    made, keys = _kept({"kind": "choice"}, row), dict[str, str]()
    for _number, each in listed:
        keys[each["name"]] = key_of(each["name"], set(keys.values()), "choice")
    made.item = {"kind": "choice", "choices": [_choice(each, keys) for _number, each in listed]}
    made.answers = keys
    if all(choice["outcome"] == "pass" for choice in made.item["choices"]):
        zh, en = (
            "没有一个选项为不合格，请在 choices 的 inspect_outcome 列写明",
            "no choice fails; say so in column inspect_outcome of choices",
        )
        made.said.append(("type", (zh, en)))
    if "or_other" in words[2:]:
        made.said.append(("type", ("“其他”选项未保留", "the choice “other” is not kept")))
    return made


def _choice(row: Row, keys: Mapping[str, str]) -> dict[str, str]:
    said = row.get(f"{OWN_CHOICE}outcome", "").strip()
    known = said if said in OUTCOMES else _OUTCOMES.get(row["name"].lower(), "pass")
    return {"key": keys[row["name"]], "outcome": known}
