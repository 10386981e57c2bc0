"""A weighted score after the manner of CONQUAS: sections with published weights, items with theirs, and a veto.

No standard sets these weights: they are the platform's own and not confirmed by any; a checklist publishes its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from inspect_app.checklists.rules.scoring.marks import Mark, points_of
from inspect_app.checklists.rules.scoring.working import Grade, Part, Scored, Step, exact, figure, total

BASIS: Final = "平台默认权重，无标准依据"


@dataclass(frozen=True, slots=True)
class Weight:
    """What a kind of section weighs where a checklist does not say: the platform's own figure."""

    key: str
    zh: str
    en: str
    weight: int
    basis: str = BASIS
    verified: bool = False
    since: date | None = None
    until: date | None = None


_WEIGHTS: Final = (
    Weight("function", "使用功能与试验", "Function and tests", 40),
    Weight("workmanship", "施工工艺", "Workmanship", 40),
    Weight("papers", "资料与材料", "Papers and materials", 20),
)
WEIGHTS: Final[dict[str, Weight]] = {each.key: each for each in _WEIGHTS}
VETOED: Final = Grade("veto", "否决", "Vetoed", "bad")
#: least score of each grade, the best first; the platform's own
BANDS: Final[tuple[tuple[int, Grade], ...]] = (
    (90, Grade("a", "A 级", "A", "good")),
    (80, Grade("b", "B 级", "B", "good")),
    (70, Grade("c", "C 级", "C", "waiting")),
    (0, Grade("d", "D 级", "D", "bad")),
)


def score(content: Mapping[str, Any], marks: Mapping[str, Sequence[Mark]]) -> Scored:
    """Return the weighted score of 100: what does not apply leaves, and its weight is shared by the rest.

    A veto item that fails leaves the figure as it is and the grade at its worst.
    """
    weights: Mapping[str, Any] = content["scoring"]["weights"]
    parts: list[Part] = []
    steps: list[Step] = []
    for section in content["sections"]:
        found = _section(section, marks, steps)
        if found is not None and section["key"] in weights:
            parts.append(found)
    value = _total(parts, weights, steps)
    grade = None if value is None else _grade(content, value, marks, steps)
    return Scored(
        "weighted", "加权评分", "Weighted score", BASIS, value, "分", grade, tuple(parts), tuple(steps), verified=False
    )  # fmt: skip


def weight_of(given: Any) -> Fraction:
    """Return a weight: a number as written, or the platform's own of a kind of section."""
    return Fraction(WEIGHTS[given].weight) if isinstance(given, str) else exact(given)


def _section(
    section: Mapping[str, Any], marks: Mapping[str, Sequence[Mark]], steps: list[Step]
) -> Part | None:
    rows: list[tuple[Fraction, Fraction]] = []
    for item in section["items"]:
        counted = [points_of(each) for each in marks.get(item["key"], ())]
        good, n = sum(each[0] for each in counted), sum(each[1] for each in counted)
        if n:
            rows.append((exact(item.get("weight", 1)), Fraction(good, n)))
    full = total(weight for weight, _ in rows)
    if not full:
        return None
    value = total(weight * share for weight, share in rows) * 100 / full
    numbers = " + ".join(f"{figure(weight)} × {figure(share * 100)} %" for weight, share in rows)
    steps.append(
        Step("各项得分率按权重平均", "Weighted mean of the items", "Σ(w × r) ÷ Σw", f"({numbers}) ÷ {figure(full)}",
             figure(value), figure(value), BASIS, verified=False, part=section["key"])
    )  # fmt: skip
    return Part(section["key"], section["zh"], section["en"], value, Fraction(100), verified=False)


def _total(parts: Sequence[Part], weights: Mapping[str, Any], steps: list[Step]) -> Fraction | None:
    rows = [(weight_of(weights[each.key]), each.value) for each in parts if each.value is not None]
    full = total(weight for weight, _ in rows)
    if not full:
        return None
    value = total(weight * share for weight, share in rows) / full
    numbers = " + ".join(f"{figure(weight)} × {figure(share)}" for weight, share in rows)
    steps.append(
        Step("各部分按权重平均", "Weighted mean of the sections", "Σ(W × S) ÷ ΣW", f"({numbers}) ÷ {figure(full)}",
             figure(value), figure(value), BASIS, verified=False)
    )  # fmt: skip
    return value


def _grade(
    content: Mapping[str, Any], value: Fraction, marks: Mapping[str, Sequence[Mark]], steps: list[Step]
) -> Grade:
    vetoes = [
        item
        for section in content["sections"]
        for item in section["items"]
        if item.get("veto") and any(each.outcome == "fail" for each in marks.get(item["key"], ()))
    ]
    for each in vetoes:
        zh, en = f"否决项不合格：{each['zh']}", f"A veto item failed: {each['en']}"
        steps.append(Step(zh, en, "", "", VETOED.zh, VETOED.en, each.get("clause") or BASIS, verified=False))
    if vetoes:
        return VETOED
    grade = next(grade for least, grade in BANDS if value >= least)
    bands = " · ".join(f"{band.en} ≥ {least}" for least, band in BANDS[:-1])
    steps.append(
        Step("等级（按未修约的得分）", "Grade, on the unrounded score", bands, figure(value), grade.zh, grade.en, BASIS,
             verified=False)
    )  # fmt: skip
    return grade
