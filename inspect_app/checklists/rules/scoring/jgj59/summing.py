"""JGJ 59-2011: the summary of the tables, its total and the grade (5.0.2, on the unrounded total)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from inspect_app.checklists.rules.scoring.jgj59.counting import MISSING, TableScore, Taken, table_score
from inspect_app.checklists.rules.scoring.jgj59.table import SINCE, STANDARD, SummaryRow
from inspect_app.checklists.rules.scoring.jgj59.tables import SUMMARY, TABLES
from inspect_app.checklists.rules.scoring.working import Grade, Part, Scored, Step, figure, said, total

ROW: Final = f"{STANDARD} 第4.0.3条第4款"
MEAN: Final = f"{STANDARD} 第4.0.3条第6款"
GRADING: Final = f"{STANDARD} 第5.0.2条"
EXCELLENT: Final = Grade("excellent", "优良", "Excellent", "good")
QUALIFIED: Final = Grade("qualified", "合格", "Qualified", "good")
UNQUALIFIED: Final = Grade("unqualified", "不合格", "Unqualified", "bad")
#: least total of each grade, the best first
BOUNDS: Final[tuple[tuple[int, Grade], ...]] = ((80, EXCELLENT), (70, QUALIFIED))


def grade_of(value: Fraction, *, zero: bool) -> Grade:
    """Return the grade of a total as it is, unrounded; a table at nothing leaves only one."""
    if zero:
        return UNQUALIFIED
    return next((grade for least, grade in BOUNDS if value >= least), UNQUALIFIED)


def summarise(taken: Mapping[str, Taken]) -> Scored:
    """Return the score of a set of tables: by number (B.1 … B.19), the points taken off each item.

    A table not named, or with none of its items there, is missing and leaves the summary.
    """
    unknown = set(taken) - set(TABLES)
    if unknown:
        raise ValueError(f"no such table: {', '.join(sorted(unknown))}")
    found = [table_score(TABLES[number], taken[number]) for number in TABLES if number in taken]
    scored = [each for each in found if each.score is not None]
    steps = [step for each in scored for step in each.steps]
    if len(found) == 1:
        return _single(found[0], steps)
    value = _total(scored, steps)
    return _told(value, scored, steps)


def _single(found: TableScore, steps: list[Step]) -> Scored:
    """Return the score of a table that stands alone: there is no summary, so there is no grade."""
    table = found.table
    return Scored(
        "jgj59", f"{table.zh}检查评分", f"{table.en}: score", table.basis, found.score, "分", None,
        (_part(found),) if found.score is not None else (), tuple(steps), table.verified, SINCE,
    )  # fmt: skip


def _told(value: Fraction | None, scored: list[TableScore], steps: list[Step]) -> Scored:
    zero = [each for each in scored if each.score == 0]
    grade = None if value is None else grade_of(value, zero=bool(zero))
    if value is not None and grade is not None:
        steps += _grading(value, grade, zero)
    return Scored(
        "jgj59", "施工安全检查评分汇总", "Construction safety: summary", STANDARD, value, "分", grade,
        tuple(map(_part, scored)), tuple(steps), all(each.table.verified for each in scored), SINCE,
    )  # fmt: skip


def _part(one: TableScore) -> Part:
    zero = one.score == 0
    note = ("保证项目不符合，本表为零分", "zero by a guarantee rule") if one.zeroed else ("", "")
    table = one.table
    return Part(
        table.number, table.zh, table.en, one.score, Fraction(100), "bad" if zero else "neutral", *note, table.verified
    )  # fmt: skip


def _total(scored: Iterable[TableScore], steps: list[Step]) -> Fraction | None:
    by_row: dict[str, list[TableScore]] = {}
    for each in scored:
        by_row.setdefault(each.table.summary, []).append(each)
    rows = [each for each in SUMMARY if each.key in by_row]
    if not rows:
        return None
    got = {each.key: _row(each, by_row[each.key], steps) for each in rows}
    d, e = total(got.values()), sum(each.full for each in rows)
    numbers = " + ".join(figure(got[each.key]) for each in rows)
    steps.append(Step("汇总表各项得分之和", "Sum of the summary", "D = ΣA₁", numbers, *_twice(d), ROW))
    if e == 100:
        return d
    value = d * 100 / e
    absent = [each for each in SUMMARY if each not in rows]
    zh = "汇总表有缺项，按比例折算：" + "、".join(each.zh for each in absent)
    en = "Rows missing, in proportion: " + ", ".join(each.en for each in absent)
    numbers = f"{figure(d)} ÷ {e} × 100"
    steps.append(Step(zh, en, "A₂ = D ÷ E × 100", numbers, *_twice(value), MISSING))
    return value


def _row(row: SummaryRow, tables: list[TableScore], steps: list[Step]) -> Fraction:
    scores = [each.score for each in tables if each.score is not None]
    c = total(scores) / len(scores)
    if len(scores) > 1:
        zh, en = f"{row.zh}：各类评分表的平均值", f"{row.en}: mean of its tables"
        numbers = f"({' + '.join(map(figure, scores))}) ÷ {len(scores)}"
        steps.append(Step(zh, en, "C = ΣC ÷ n", numbers, *_twice(c), MEAN))
    a = row.full * c / 100
    numbers = f"{row.full} × {figure(c)} ÷ 100"
    steps.append(Step(row.zh, row.en, "A₁ = B × C ÷ 100", numbers, *_twice(a), ROW, row.verified))
    return a


def _grading(value: Fraction, grade: Grade, zero: list[TableScore]) -> list[Step]:
    bound = "≥ 80 · 70–80 · < 70"
    numbers = said(value)
    if zero:
        bound, numbers = "= 0", ", ".join(each.table.number for each in zero)
        zh, en = "有评分表得零分，不论总分", "A table scores nothing, whatever the total"
    else:
        zh, en = "等级（按未修约的总分）", "Grade, on the unrounded total"
    steps = [Step(zh, en, bound, numbers, grade.zh, grade.en, GRADING)]
    if grade is UNQUALIFIED:
        zh, en = "限期整改，直至合格", "To be put right within a time limit, until qualified"
        steps.append(Step(zh, en, "", "", "整改", "put right", f"{STANDARD} 第5.0.3条", verified=False))
    return steps


def _twice(value: Fraction) -> tuple[str, str]:
    return figure(value), figure(value)
