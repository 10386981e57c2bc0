"""GB 50300-2013 over a filled checklist: each section a lot, the whole an item work (or one lot)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from inspect_app.checklists.rules.scoring.gb50300.levels import SINCE, STANDARD, Ruling, all_of, qualify
from inspect_app.checklists.rules.scoring.gb50300.lots import GRADES, Check, lot
from inspect_app.checklists.rules.scoring.gb50300.outcomes import (
    DECIDERS,
    EVIDENCE,
    RESULTS,
    Outcome,
    ways_of,
)
from inspect_app.checklists.rules.scoring.marks import Mark, points_of
from inspect_app.checklists.rules.scoring.working import Grade, Part, Scored, Step, exact

GRADE_OF: Final[dict[bool | None, Grade]] = {
    True: Grade("pass", "合格", "Qualified", "good"),
    False: Grade("fail", "不合格", "Not qualified", "bad"),
    None: Grade("open", "待核资料", "Papers to be seen", "waiting"),
}
SERIOUS: Final = ("serious", "major")


def score(content: Mapping[str, Any], marks: Mapping[str, Sequence[Mark]]) -> Scored:
    """Return whether the lots of a checklist qualify, and the item work they make up.

    An item with a `grade` is a check; the items named in `papers` are the operating basis and the record, of their
    own section, else of every lot. A lot none of whose checks applied is not there. Where the whole is `one` lot, there is no item work.
    """
    declared = content["scoring"]
    papers = set(declared.get("papers", ()))
    if declared.get("lots", "sections") == "one":
        every = [item for section in content["sections"] for item in section["items"]]
        found = _lot(every, papers, marks, "")
        return _told(content, found, (), found.steps if found else (), "lot")
    rulings: dict[str, Ruling] = {}
    for section in content["sections"]:
        ruling = _lot(section["items"], papers, marks, section["key"])
        if ruling is not None:
            rulings[section["key"]] = ruling
    parts = tuple(
        _part(section, rulings[section["key"]])
        for section in content["sections"]
        if section["key"] in rulings
    )
    lots = all_of({key: each.passes for key, each in rulings.items()})
    records = all_of({key: _papers_of(each) for key, each in rulings.items()})
    whole = qualify("item_work", {"lots": lots, "records": records}) if rulings else None
    steps = tuple(step for each in rulings.values() for step in each.steps)
    return _told(content, whole, parts, steps + (whole.steps if whole else ()), "item_work")


def _lot(
    items: Sequence[Mapping[str, Any]], papers: set[str], marks: Mapping[str, Sequence[Mark]], part: str
) -> Ruling | None:
    checks = [_check(each, marks.get(each["key"], ())) for each in items if each.get("grade")]
    there = [each for each in checks if each is not None]
    named = {each["key"] for each in items} & papers or papers
    seen = [mark.outcome == "pass" for key in named for mark in marks.get(key, ()) if mark.outcome != "na"]
    if not there:
        return None
    return lot(there, all(seen) if seen else None, part)


def _check(item: Mapping[str, Any], marks: Sequence[Mark]) -> Check | None:
    asked = [each for each in marks if each.outcome in ("pass", "fail")]
    counted = [points_of(each) for each in asked]
    good, n = sum(each[0] for each in counted), sum(each[1] for each in counted)
    if not n:
        return None
    # A person who failed what is within tolerance saw more than the figures: their word stands.
    failed = max(n - good, int(any(each.outcome == "fail" for each in asked)))
    serious = any(each.severity in SERIOUS for each in asked if points_of(each)[0] < points_of(each)[1])
    rate: Fraction | None = exact(item["least_rate"]) if item.get("least_rate") is not None else None
    # One answer is judged by its own rule; answers from several places are sampled units of one check.
    passed = asked[0].outcome == "pass" if len(asked) == 1 else None
    return Check(
        item["key"], item["zh"], item["en"], item["grade"], n, failed, serious, rate=rate, passed=passed
    )


def _papers_of(ruling: Ruling) -> bool | None:
    return False if any(each.key == "papers" for each in ruling.failed) else None if ruling.open else True


def _part(section: Mapping[str, Any], ruling: Ruling) -> Part:
    grade = GRADE_OF[ruling.passes]
    value = None if ruling.passes is None else Fraction(int(ruling.passes))
    return Part(
        section["key"], section["zh"], section["en"], value, Fraction(1), grade.tone, grade.zh, grade.en
    )


def _told(
    content: Mapping[str, Any],
    ruling: Ruling | None,
    parts: tuple[Part, ...],
    steps: tuple[Step, ...],
    level: str,
) -> Scored:
    passes = ruling.passes if ruling else None
    if ruling is not None and passes is False:
        steps += _ways("lot")
    zh, en = ("检验批质量验收", "Lot") if level == "lot" else ("分项工程质量验收", "Item work")
    return Scored(
        "gb50300", zh, en, f"{STANDARD}；{content['basis']}" if content.get("basis") else STANDARD, None, "",
        GRADE_OF[passes] if ruling else None, parts, steps, all(each.verified for each in steps), SINCE,
    )  # fmt: skip


def _ways(level: str) -> tuple[Step, ...]:
    return tuple(
        Step(
            f"可选处理：{each.zh}（{_deciders(each, 0, '、')}决定）",
            f"A way on: {each.en} ({_deciders(each, 1, ', ')} to decide)", "", "、".join(EVIDENCE[key][0] for key in each.evidence),
            RESULTS[each.result][0], RESULTS[each.result][1], each.clause, each.verified,
            numbers_en=", ".join(EVIDENCE[key][1] for key in each.evidence),
        )
        for each in ways_of(level)
    )  # fmt: skip


def _deciders(outcome: Outcome, locale: int, between: str) -> str:
    return between.join(DECIDERS[each][locale] for each in outcome.deciders)


__all__ = ["GRADES", "GRADE_OF", "score"]
