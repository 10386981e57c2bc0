"""GB 50300-2013 5.0.1: how the checks of a lot are judged, dominant and general."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from inspect_app.checklists.rules.scoring.gb50300.levels import STANDARD, Ruling, qualify
from inspect_app.checklists.rules.scoring.working import Step, figure

GRADES: Final[dict[str, tuple[str, str]]] = {
    "dominant": ("主控项目", "Dominant"),
    "general": ("一般项目", "General"),
}
DOMINANT: Final = f"{STANDARD} 第5.0.1条第1款"
GENERAL: Final = f"{STANDARD} 第5.0.1条第2款"
#: share of the points of a general item that trade codes ask for where they name none: GB 50204, GB 50210
TRADE_RATE: Final = Fraction(4, 5)
TRADE_VERIFIED: Final = False


@dataclass(frozen=True, slots=True)
class Check:
    """What was sampled of one item: `checked` units or points, `failed` of them, whether one is a serious defect.

    `accept` is the accepted number of a counting plan (appendix D), `rate` the share a trade code asks for;
    `passed` overrules both where the item was judged by its own rule.
    """

    key: str
    zh: str
    en: str
    grade: str
    checked: int
    failed: int
    serious: bool = False
    accept: int | None = None
    rate: Fraction | None = None
    passed: bool | None = None


def check_passes(check: Check) -> bool:
    """Return whether a check passes: a dominant item without any failure, a general one within its rule.

    Appendix D is for general items alone, and a serious defect fails whatever the numbers say.
    """
    if check.grade not in GRADES:
        raise ValueError(f"grade: one of {', '.join(GRADES)}")
    if not 0 <= check.failed <= check.checked or check.checked == 0:
        raise ValueError("failed: from 0 to checked, which is at least 1")
    if check.grade == "dominant":
        return check.failed == 0 and check.passed is not False
    if check.serious or check.passed is False:
        return False
    if check.passed:
        return True
    if check.accept is not None:
        return check.failed <= check.accept
    return check.checked - check.failed >= (TRADE_RATE if check.rate is None else check.rate) * check.checked


def lot(checks: Iterable[Check], papers: bool | None, part: str = "") -> Ruling:
    """Return whether a lot qualifies (5.0.1) for its checks and its papers (None: not yet seen)."""
    judged = [(each, check_passes(each)) for each in checks]
    steps = tuple(_step(each, passes, part) for each, passes in judged)
    met: dict[str, bool | None] = {
        grade: all(passes for each, passes in judged if each.grade == grade) for grade in GRADES
    }
    found = qualify("lot", {**met, "papers": papers}, part)
    return Ruling(found.level, found.passes, found.failed, found.open, (*steps, *found.steps))


def _step(check: Check, passes: bool, part: str) -> Step:
    zh, en = GRADES[check.grade]
    good = check.checked - check.failed
    numbers, formula, verified = f"{good} / {check.checked}", "100 %", True
    clause = DOMINANT if check.grade == "dominant" else GENERAL
    if check.grade == "general":
        if check.accept is not None:
            numbers, formula = f"{check.failed} / {check.checked}", f"≤ Ac = {check.accept}"
            clause, verified = f"{STANDARD} 附录D", False
        elif check.passed is None or check.rate is not None:
            rate = TRADE_RATE if check.rate is None else check.rate
            formula, verified = f"≥ {figure(rate * 100)} %", rate != TRADE_RATE or TRADE_VERIFIED
        else:
            formula = ""
    result = ("合格", "pass") if passes else ("不合格", "fail")
    if check.serious and check.grade == "general":
        result = ("有严重缺陷，不合格", "serious defect: fail")
    return Step(f"{zh}：{check.zh}", f"{en}: {check.en}", formula, numbers, *result, clause, verified, part)
