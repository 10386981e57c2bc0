"""What differs between two versions of a checklist, in words: added, removed and changed, each with before and after."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from inspect_app.checklists.rules.content import SIGNERS
from inspect_app.checklists.rules.judging import OUTCOMES, demand_words
from inspect_app.checklists.rules.kinds import GRADES, ITEM_KINDS, PHOTO_RULES, SEVERITIES
from inspect_app.checklists.rules.telling import when_words
from inspect_app.projects.rules import ELEMENT_KINDS

Content = Mapping[str, Any]
CHANGES: Final[dict[str, tuple[str, str, str]]] = {
    "added": ("新增", "Added", "good"),
    "removed": ("删除", "Removed", "bad"),
    "changed": ("修改", "Changed", "waiting"),
}
FACETS: Final[dict[str, tuple[str, str]]] = {
    "zh": ("中文", "Chinese"), "en": ("英文", "English"), "basis": ("依据", "Basis"), "signatures": ("签字", "Signed by"),
    "defect": ("缺陷类别", "Kind of defect"), "order": ("顺序", "Order"), "section": ("所在部分", "Section"),
    "when": ("条件", "Only if"), "repeat": ("逐一检查", "For each"), "kind": ("类型", "Kind"),
    "clause": ("依据条文", "Clause"), "demand": ("要求", "Demand"), "choices": ("选项", "Choices"),
    "severity": ("不合格等级", "If it fails"), "photo": ("照片", "Photo"), "veto": ("否决项", "Veto"),
    "guarantee": ("保证项目", "Guarantee item"), "grade": ("主控/一般", "Grade"), "full": ("满分", "Full points"),
    "weight": ("权重", "Weight"), "quantity": ("监测量", "Quantity"), "unit": ("单位", "Unit"),
    "hint_zh": ("提示（中文）", "Hint (Chinese)"), "hint_en": ("提示（英文）", "Hint (English)"),
}  # fmt: skip
_DEFECTS: Final = {"quality": ("质量问题", "quality"), "hazard": ("安全隐患", "hazard")}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing added, removed or changed; `rows` holds (facet, before, after) in words."""

    kind: str
    what: str
    title: str
    rows: tuple[tuple[str, str, str], ...] = ()


def difference(old: Content, new: Content, locale: str) -> list[Change]:
    """Return what differs between two sound contents: the list itself, its sections, then its items."""
    changes: list[Change] = []
    changes += _compared("list", {"": old}, {"": new}, lambda _of, each: _list_facets(each, locale), locale)
    before = {each["key"]: each for each in old["sections"]}
    after = {each["key"]: each for each in new["sections"]}
    known = (_known(old), _known(new))
    changes += _compared(
        "section", before, after, lambda of, each: _section_facets(each, known[of], locale), locale
    )
    changes += _compared(
        "item", _items(old), _items(new), lambda of, each: _item_facets(each, known[of], locale), locale
    )
    return changes


def _known(content: Content) -> dict[str, Any]:
    return {item["key"]: item for section in content["sections"] for item in section["items"]}


def _items(content: Content) -> dict[str, Any]:
    return {
        item["key"]: {**item, "section": section}
        for section in content["sections"]
        for item in section["items"]
    }


def _compared(
    what: str, before: Mapping[str, Any], after: Mapping[str, Any],
    facets: Callable[[int, Any], Mapping[str, str]], locale: str,
) -> Iterator[Change]:  # fmt: skip
    for key, thing in before.items():
        if key not in after:
            yield Change("removed", what, _title(thing, locale), _rows(facets(0, thing), {}))
    for key, thing in after.items():
        if key not in before:
            yield Change("added", what, _title(thing, locale), _rows({}, facets(1, thing)))
        elif before[key] != thing:
            rows = _rows(facets(0, before[key]), facets(1, thing))
            if rows:
                yield Change("changed", what, _title(thing, locale), rows)


def _rows(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    names = [name for name in FACETS if name in old or name in new]
    return tuple(
        (name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name) != new.get(name)
    )


def _title(thing: Content, locale: str) -> str:
    return str(thing["en" if locale == "en" else "zh"])


def _said(words: Sequence[str], locale: str) -> str:
    return words[locale == "en"]


def _list_facets(content: Content, locale: str) -> dict[str, str]:
    between = ", " if locale == "en" else "、"
    found = {"zh": content["zh"], "en": content["en"], "basis": content.get("basis") or ""}
    found["signatures"] = between.join(_said(SIGNERS[each], locale) for each in content.get("signatures", []))
    found["defect"] = _said(_DEFECTS[content["defect"]], locale) if content.get("defect") else ""
    found["order"] = between.join(_title(each, locale) for each in content["sections"])
    return found


def _section_facets(section: Content, known: Mapping[str, Any], locale: str) -> dict[str, str]:
    found = {"zh": section["zh"], "en": section["en"]}
    if section.get("when") is not None:
        found["when"] = when_words(section["when"], known, locale)
    if section.get("repeat"):
        found["repeat"] = _said(ELEMENT_KINDS[section["repeat"]["over"]], locale)
    found["order"] = (", " if locale == "en" else "、").join(
        _title(each, locale) for each in section["items"]
    )
    return found


def _item_facets(item: Content, known: Mapping[str, Any], locale: str) -> dict[str, str]:
    found = {name: str(item[name]) for name in FACETS if isinstance(item.get(name), str | int | float)}
    found |= {
        "section": _title(item["section"], locale), "kind": _said(ITEM_KINDS[item["kind"]], locale),
        "severity": _said(SEVERITIES[item["severity"]], locale),
        "photo": _said(PHOTO_RULES[item.get("photo") or "never"], locale), "demand": demand_words(item, locale),
    }  # fmt: skip
    for name in ("veto", "guarantee"):
        found[name] = ("yes" if locale == "en" else "是") if item.get(name) else ""
    if item.get("grade"):
        found["grade"] = _said(GRADES[item["grade"]], locale)
    if item.get("defect"):
        found["defect"] = _said(_DEFECTS[item["defect"]], locale)
    if item.get("when") is not None:
        found["when"] = when_words(item["when"], known, locale)
    if item["kind"] == "choice":
        between = "; " if locale == "en" else "；"
        found["choices"] = between.join(
            f"{_title(each, locale)} ({_said(OUTCOMES[each['outcome']], locale)})" for each in item["choices"]
        )
    return found
