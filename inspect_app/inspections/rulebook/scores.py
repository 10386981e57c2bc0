"""Scores and acceptance for anybody to ask: JGJ 59 tables and summary, lots of GB 50300, the pass rate."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from inspect_app.checklists.rules.scoring import Scored, Step
from inspect_app.checklists.rules.scoring.gb50300 import (
    GRADES,
    LEVELS,
    Check,
    Failing,
    check_passes,
    lot,
    outcome_of,
)
from inspect_app.checklists.rules.scoring.gb50300.levels import SINCE as FROM_50300
from inspect_app.checklists.rules.scoring.jgj59 import SUMMARY, TABLES, grade_of, summarise
from inspect_app.checklists.rules.scoring.jgj59.table import SINCE, STANDARD
from inspect_app.checklists.rules.scoring.working import exact, figure
from inspect_app.core.citing import cited
from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register

_TABLES = tuple(
    (each.number, f"表{each.number} {each.zh}", f"{each.number} {each.en}") for each in TABLES.values()
)
_ROWS = tuple((each.key, each.zh, each.en) for each in SUMMARY)
_KNOWN = (("yes", "是", "yes"), ("no", "否", "no"), ("unknown", "未知", "not known"))
_SAID = {"yes": True, "no": False, "unknown": None}


def _told(steps: Sequence[Step]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            _line(f"{each.zh}：", each, each.numbers, each.result_zh, "zh"),
            _line(f"{each.en}: ", each, each.numbers_en or each.numbers, each.result_en, "en"),
        )
        for each in steps
    )


def _line(words: str, step: Step, numbers: str, result: str, locale: str) -> str:
    shown = "  ".join(each for each in (step.formula, numbers) if each)
    clause = cited(step.clause, locale)
    return f"{words}{shown} → {result} ({clause})" if shown else f"{words}{result} ({clause})"


def _table(
    *, table: str, missing: list[dict[str, Any]], deductions: list[dict[str, Any]], **_on: Any
) -> Answer:
    taken: dict[str, tuple[Fraction, ...] | None] = {each.key: () for each in TABLES[table].items}
    for each in deductions:
        known = taken.get(_key(table, each["item"], "deductions"))
        taken[_key(table, each["item"], "deductions")] = (*(known or ()), exact(each["points"]))
    for each in missing:
        taken[_key(table, each["item"], "missing")] = None
    found = summarise({table: taken})
    return _answer(found, {"zero": found.value == 0})


def _key(table: str, place: int, field: str) -> str:
    items = TABLES[table].items
    if not 1 <= place <= len(items):
        raise ValueError(f"{field}: table {table} has items 1 to {len(items)}")
    return items[place - 1].key


def _answer(found: Scored, more: dict[str, Any]) -> Answer:
    value = None if found.value is None else float(found.value)
    return Answer({"score": value, **more}, _told(found.steps), found.basis, found.verified)


def _summary(*, rows: list[dict[str, Any]], **_on: Any) -> Answer:
    by_row: dict[str, list[Fraction]] = {}
    for each in rows:
        by_row.setdefault(each["row"], []).append(exact(each["score"]))
    steps, d, e, zero = [], Fraction(0), 0, False
    for row in (each for each in SUMMARY if each.key in by_row):
        scores = by_row[row.key]
        zero = zero or not all(scores)
        c = sum(scores, Fraction(0)) / len(scores)
        d, e = d + row.full * c / 100, e + row.full
        line = f"{row.full} × {figure(c)} ÷ 100 = {figure(row.full * c / 100)}"
        steps.append((f"{row.zh}: {line}", f"{row.en}: {line}"))
    if not e:
        raise ValueError("rows: at least one")
    value = d * 100 / e
    line = f"D = {figure(d)}, E = {e}, A₂ = D ÷ E × 100 = {figure(value)}"
    grade = grade_of(value, zero=zero)
    steps.append((line, line))
    if zero:
        steps.append(("有评分表得零分，不论总分", "A table scores nothing, whatever the total"))
    steps.append((f"等级：{grade.zh}", f"Grade: {grade.en}"))
    return Answer(
        {"score": float(value), "grade": grade.key}, tuple(steps), f"{STANDARD} 第4.0.3条、第5.0.2条"
    )


def _check(*, grade: str, checked: int, failed: int, serious: bool, accept: int | None, **_on: Any) -> Answer:
    check = Check("item", "检查项", "item", grade, checked, failed, serious, accept)
    ruling = lot([check], papers=None)
    first = ruling.steps[0]
    return Answer({"passes": check_passes(check)}, _told([first]), first.clause, first.verified)


def _failing(
    *, level: str, reworked: bool, meets_design: str, consents: str, safe: str, papers: str, **_on: Any
) -> Answer:
    known = Failing(level, reworked, *(_SAID[each] for each in (meets_design, consents, safe, papers)))
    found = outcome_of(known)
    if found is None:
        step = ("条件不足，仍为不合格", "Not enough is known: it stays failed")
        return Answer(
            {"outcome": None, "result": None, "evidence": [], "deciders": []},
            (step,),
            "GB 50300-2013 第5.0.6条",
        )
    result = {
        "outcome": found.key,
        "result": found.result,
        "evidence": list(found.evidence),
        "deciders": list(found.deciders),
    }
    return Answer(result, ((found.zh, found.en),), found.clause, found.verified)


_59 = (Edition(STANDARD, since=SINCE),)
_50300 = (Edition("GB 50300-2013", since=FROM_50300),)
_POINTS = ("分", "points")
_ITEM = Input("item", "integer", "表中第几项", "Place of the item in the table", least=1, most=11)
_SCORE = Output("score", "number", "得分", "Score", _POINTS)
_LIST = {"type": "array", "items": {"type": "string"}}

register(
    Rule(
        "scores.jgj59-table", "JGJ 59 评分表得分", "Score of a JGJ 59 table",
        (
            Input("table", "choice", "评分表", "Table", choices=_TABLES),
            Input("deductions", "rows", "扣分", "Points taken off", required=False, default=[],
                  rows=(_ITEM, Input("points", "number", "扣分", "Points", least=0, most=100))),
            Input("missing", "rows", "缺项", "Missing items", required=False, default=[], rows=(_ITEM,)),
        ),
        (_SCORE, Output("zero", "boolean", "零分", "Nothing")),
        _59, _table, {"table": "B.13", "deductions": [{"item": 1, "points": 25}], "missing": []},
    ),
    Rule(
        "scores.jgj59-summary", "JGJ 59 汇总得分与等级", "Total and grade of JGJ 59",
        (
            Input("rows", "rows", "各评分表得分", "Scores of the tables",
                  rows=(Input("row", "choice", "汇总项", "Row", choices=_ROWS),
                        Input("score", "number", "得分", "Score", least=0, most=100))),
        ),
        (_SCORE, Output("grade", "string", "等级", "Grade")),
        _59, _summary, {"rows": [{"row": "mgmt", "score": 80}, {"row": "civil", "score": 84}]},
    ),
    Rule(
        "scores.gb50300-check", "检验批中一项的判定", "One check of a lot",
        (
            Input("grade", "choice", "类别", "Kind", choices=tuple((key, *words) for key, words in GRADES.items())),
            Input("checked", "integer", "检查数", "Checked", least=1, most=10_000),
            Input("failed", "integer", "不合格数", "Failed", least=0, most=10_000),
            Input("serious", "flag", "有严重缺陷", "A serious defect", required=False, default=False),
            Input("accept", "integer", "合格判定数", "Accepted number", required=False, least=0, most=10_000),
        ),
        (Output("passes", "boolean", "合格", "Passes"),),
        _50300, _check, {"grade": "general", "checked": 8, "failed": 2, "accept": 2},
    ),
    Rule(
        "scores.gb50300-outcome", "不合格的处理", "What may become of failing work",
        (
            Input("level", "choice", "层次", "Level", choices=tuple((each.key, each.zh, each.en) for each in LEVELS.values())),
            Input("reworked", "flag", "已返工或返修", "Reworked", required=False, default=False),
            Input("meets_design", "choice", "鉴定达到设计要求", "Appraised as meeting the design", required=False, default="unknown", choices=_KNOWN),
            Input("consents", "choice", "原设计单位核算认可", "The designer consents", required=False, default="unknown", choices=_KNOWN),
            Input("safe", "choice", "返修加固后安全可用", "Safe and usable after repair", required=False, default="unknown", choices=_KNOWN),
            Input("papers", "choice", "质量控制资料完整", "Papers complete", required=False, default="yes", choices=_KNOWN),
        ),
        (
            Output("outcome", "string", "处理", "Way on"), Output("result", "string", "结果", "Result"),
            Output("evidence", _LIST, "所需资料", "Papers needed"), Output("deciders", _LIST, "决定方", "Who decides"),
        ),
        _50300, _failing, {"level": "lot", "meets_design": "no", "consents": "yes"},
    ),
)  # fmt: skip
