"""How often a project is inspected: what its plan says, by the credit of its contractor and what lies open there.

No source sets these figures: they are the platform's own, published here (verified: False). A person's base
interval is divided by the two factors; floor and ceiling bound what comes out.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

BASIS: Final = "本平台自定（差异化检查频次），可由主管部门另行规定"
SINCE: Final = date(2026, 1, 1)
UNTIL: Final = None
VERIFIED: Final = False
#: grade of credit -> how much more often (A half as often, D three times)
GRADES: Final[dict[str, Decimal]] = {"A": Decimal("0.5"), "B": Decimal(1), "C": Decimal(2), "D": Decimal(3)}
#: what lies open, each counted once: (name, zh, en, factor), the worst alone counts
RISKS: Final[tuple[tuple[str, str, str, Decimal], ...]] = (
    ("major", "有未销项的重大事故隐患", "a major hazard is open", Decimal(2)),
    ("overdue", "有逾期未整改的缺陷", "a defect is overdue", Decimal("1.5")),
    ("serious", "有未销项的严重缺陷", "a serious defect is open", Decimal("1.25")),
)
#: bounds of both factors together, and of the interval in working days
LEAST_FACTOR: Final = Decimal("0.5")
MOST_FACTOR: Final = Decimal(4)
LEAST_EVERY: Final = 1
MOST_EVERY: Final = 60
#: a D contractor or one on the blacklist is fully checked each month: no interval is longer than this
MONTHLY_EVERY: Final = 15


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """What lies open on a project: how many of each."""

    major: int = 0
    overdue: int = 0
    serious: int = 0


@dataclass(frozen=True, slots=True)
class Frequency:
    """The interval in working days, whether each month has a full check, and the working (zh, en)."""

    every: int
    monthly_full: bool
    factor: Decimal
    steps: tuple[tuple[str, str], ...]


def frequency(base: int, grade: str, risk: OpenRisk, *, blacklisted: bool = False) -> Frequency:
    """Return how often a plan of every `base` working days runs; ValueError for another grade or base < 1."""
    if grade not in GRADES:
        raise ValueError(f"grade is one of {', '.join(GRADES)}")
    if base < 1:
        raise ValueError("base is at least one working day")
    zh, en, risky = _risk(risk)
    product = GRADES[grade] * risky
    factor = min(max(product, LEAST_FACTOR), MOST_FACTOR)
    exact = Decimal(base) / factor
    every = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    monthly = blacklisted or grade == "D"
    bounded = min(max(every, LEAST_EVERY), min(MONTHLY_EVERY, base) if monthly else max(MOST_EVERY, base))
    steps = [
        (f"计划间隔 {base} 个工作日", f"The plan says every {base} working days"),
        (
            f"施工单位信用等级 {grade}：×{GRADES[grade]}",
            f"Credit grade {grade} of the contractor: ×{GRADES[grade]}",
        ),
        (f"{zh}：×{risky}", f"{en}: ×{risky}"),
        (
            f"频次系数 {GRADES[grade]} × {risky} = {product:g}，限于 {LEAST_FACTOR} 至 {MOST_FACTOR}：{factor:g}",
            f"Factor {GRADES[grade]} × {risky} = {product:g}, within {LEAST_FACTOR} to {MOST_FACTOR}: {factor:g}",
        ),
        (
            f"{base} ÷ {factor:g} = {exact:.2f}，取整 {every}",
            f"{base} ÷ {factor:g} = {exact:.2f}, rounded {every}",
        ),
    ]
    if monthly:
        why = ("列入黑名单", "blacklisted") if blacklisted else ("D 级", "grade D")
        steps.append((
            f"{why[0]}：每月一次全面检查，间隔不超过 {MONTHLY_EVERY} 个工作日",
            f"{why[1]}: a full check each month, so at most {MONTHLY_EVERY} working days apart",
        ))  # fmt: skip
    steps.append((f"结果：每 {bounded} 个工作日", f"Result: every {bounded} working days"))
    return Frequency(bounded, monthly, factor, tuple(steps))


def _risk(risk: OpenRisk) -> tuple[str, str, Decimal]:
    for name, zh, en, factor in RISKS:
        count = getattr(risk, name)
        if count:
            return f"{zh}（{count} 项）", f"{en} ({count})", factor
    return "没有未销项的严重缺陷、重大隐患或逾期", "nothing serious or overdue is open", Decimal(1)


def worst(grades: list[str]) -> str:
    """Return the worst of the grades of a project's contractors; B, the plan as it stands, when there is none."""
    return max(grades, default="B")
