"""The pass rate (合格率): of the points checked, how many are good, by item, by section and of the visit."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from inspect_app.checklists.rules.scoring.marks import Mark, points_of
from inspect_app.checklists.rules.scoring.working import Part, Scored, Step, figure

BASIS: Final = "合格率 = 合格点数 ÷ 检查点数"


def rate(good: int, n: int) -> Fraction | None:
    """Return the share of good points in per cent; None where nothing was checked."""
    if not 0 <= good <= n:
        raise ValueError("good: from 0 to all points")
    return Fraction(good * 100, n) if n else None


def score(content: Mapping[str, Any], marks: Mapping[str, Sequence[Mark]]) -> Scored:
    """Return the pass rate of each section and of the visit; a judged item is one point, a measured one has its own."""
    parts: list[Part] = []
    steps: list[Step] = []
    good, n = 0, 0
    for section in content["sections"]:
        found, checked = 0, 0
        for item in section["items"]:
            counted = [points_of(each) for each in marks.get(item["key"], ())]
            item_good, item_n = sum(each[0] for each in counted), sum(each[1] for each in counted)
            if item_n:
                steps.append(_step(item["zh"], item["en"], item_good, item_n, section["key"]))
            found, checked = found + item_good, checked + item_n
        if checked:
            parts.append(
                Part(section["key"], section["zh"], section["en"], rate(found, checked), Fraction(100))
            )
            steps.append(_step("本部分合计", "This section", found, checked, section["key"]))
        good, n = good + found, n + checked
    if n:
        steps.append(_step("本次检查合计", "The whole visit", good, n, ""))
    return Scored(
        "rate", "合格率", "Pass rate", BASIS, rate(good, n), "%", None, tuple(parts), tuple(steps), verified=True
    )  # fmt: skip


def _step(zh: str, en: str, good: int, n: int, part: str) -> Step:
    shown = f"{figure(Fraction(good * 100, n))} %"
    return Step(zh, en, "a ÷ n × 100 %", f"{good} ÷ {n}", shown, shown, "", verified=True, part=part)
