"""JGJ 59-2011 chapter 4: what a table scores, with missing items and the guarantee rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from inspect_app.checklists.rules.scoring.jgj59.table import (
    GUARANTEE_FULL,
    GUARANTEE_LEAST,
    STANDARD,
    Item,
    Table,
)
from inspect_app.checklists.rules.scoring.working import Step, figure, total

#: points taken off an item; None: the item is missing on this site
Taken = Mapping[str, Sequence[Fraction] | None]
DEDUCTIONS: Final = f"{STANDARD} 第4.0.3条第2款"
SUM: Final = f"{STANDARD} 第4.0.3条第1款"
ZERO: Final = f"{STANDARD} 第4.0.3条第3款"
MISSING: Final = f"{STANDARD} 第4.0.3条第5款"


@dataclass(frozen=True, slots=True)
class TableScore:
    """What a table scores of 100; None: none of its items is on this site. `zeroed`: a guarantee rule did it."""

    table: Table
    score: Fraction | None
    zeroed: bool
    steps: tuple[Step, ...]


def item_score(item: Item, taken: Sequence[Fraction]) -> Fraction:
    """Return what an item keeps: never less than nothing, however much was taken off."""
    if any(each.numerator < 0 for each in taken):
        raise ValueError(f"{item.key}: points taken off are not negative")
    return max(Fraction(0), item.full - total(taken)) if taken else Fraction(item.full)


def table_score(table: Table, taken: Taken) -> TableScore:
    """Return the score of a table for the points taken off each item (an item not named is missing)."""
    there = [each for each in table.items if taken.get(each.key) is not None]
    if not there:
        return TableScore(table, None, zeroed=False, steps=())
    scores = {each.key: item_score(each, taken[each.key] or ()) for each in there}
    steps = [
        _item_step(table, each, taken[each.key] or (), scores[each.key]) for each in there if taken[each.key]
    ]
    zeroed = _guarantee(table, there, scores, steps)
    score = _summed(table, there, scores, steps)
    if zeroed:
        steps.append(
            _step(
                table,
                "保证项目不符合，本表不得分",
                "Guarantee rule: the table scores nothing",
                "",
                "",
                "0",
                ZERO,
            )
        )
        score = Fraction(0)
    return TableScore(table, score, zeroed, tuple(steps))


def _guarantee(
    table: Table, there: Sequence[Item], scores: Mapping[str, Fraction], steps: list[Step]
) -> bool:
    """Apply both rules: no guarantee item at nothing, and at least 40 of 60 (two thirds where some are missing)."""
    asked = [each for each in there if each.guarantee]
    if not asked:
        return False
    none = [each for each in asked if scores[each.key] == 0]
    for each in none:
        zh, en = f"保证项目“{each.zh}”未得分", f"Guarantee item “{each.en}” scores nothing"
        steps.append(_step(table, zh, en, "", f"0 / {each.full}", "0", ZERO, verified=each.verified))
    got, full = total(scores[each.key] for each in asked), sum(each.full for each in asked)
    short = got * GUARANTEE_FULL < GUARANTEE_LEAST * full
    numbers = " + ".join(figure(scores[each.key]) for each in asked) + f" = {figure(got)}"
    if full == GUARANTEE_FULL:
        formula, clause, sure = f"Σ ≥ {GUARANTEE_LEAST}", ZERO, True
        zh, en = "保证项目小计", "Guarantee sub-total"
    else:
        formula, clause, sure = f"Σ ÷ {full} ≥ {GUARANTEE_LEAST} ÷ {GUARANTEE_FULL}", MISSING, False
        numbers = f"{numbers}; {figure(got)} ÷ {full} = {figure(got * 100 / full)} %"
        zh, en = "保证项目有缺项，按得分率", "Some guarantee items are missing: by ratio"
    words = ("不足", "short") if short else ("满足", "met")
    steps.append(Step(zh, en, formula, numbers, *words, clause, sure, table.number))
    return bool(none) or short


def _summed(
    table: Table, there: Sequence[Item], scores: Mapping[str, Fraction], steps: list[Step]
) -> Fraction:
    got, full = total(scores.values()), sum(each.full for each in there)
    numbers = " + ".join(figure(scores[each.key]) for each in there)
    steps.append(
        _step(
            table,
            "各项得分之和",
            "Sum of the items",
            "D = Σ",
            numbers,
            figure(got),
            SUM,
            verified=table.verified,
        )
    )
    if len(there) == len(table.items):
        return got
    score = got * 100 / full
    missing = [each for each in table.items if each not in there]
    zh = "有缺项，按比例折算：" + "、".join(each.zh for each in missing)
    en = "Items missing, in proportion: " + ", ".join(each.en for each in missing)
    numbers = f"{figure(got)} ÷ {full} × 100"
    steps.append(_step(table, zh, en, "A₂ = D ÷ E × 100", numbers, figure(score), MISSING))
    return score


def _item_step(table: Table, item: Item, taken: Sequence[Fraction], score: Fraction) -> Step:
    listed = " − ".join(figure(each) for each in taken)
    formula = "max(0, F − Σd)" if total(taken) > item.full else "F − Σd"
    numbers = f"{item.full} − {listed}"
    return _step(table, item.zh, item.en, formula, numbers, figure(score), DEDUCTIONS, verified=item.verified)


def _step(
    table: Table,
    zh: str,
    en: str,
    formula: str,
    numbers: str,
    result: str,
    clause: str,
    *,
    verified: bool = True,
) -> Step:
    return Step(zh, en, formula, numbers, result, result, clause, verified, table.number)
