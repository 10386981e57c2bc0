"""The gate's conditions, the letter's faults, the order of signing and the days of filing."""

from dataclasses import replace
from datetime import date

import pytest

from inspect_app.acceptance.rules import ACCEPTANCE, CERTIFICATE, ORDER, letter, next_role
from inspect_app.acceptance.rules.gate import REQUIREMENTS, Facts, is_clear, judge
from inspect_app.acceptance.rules.lives import filing_due_on
from inspect_app.acceptance.rules.papers import KINDS
from inspect_app.core.errors import Problem

DAY = date(2026, 5, 11)
READY = Facts(
    day=DAY, region="110114", project_state="building", leaders=dict.fromkeys(ORDER, "王工"),
    elements=[("1号楼 / 屋面", "roof"), ("1号楼 / 保温", "insulation")], submissions=3, visits_late=0, unrecorded=[],
    open_by_severity={"general": 2}, overdue=0,
    papers={each.key: date(2026, 4, 20) for each in KINDS if each.needed}, terms={"W-WP": 5, "W-INS": 5},
)  # fmt: skip


def without(kind: str) -> dict[str, date]:
    return {key: day for key, day in READY.papers.items() if key != kind}


BROKEN = {
    "parties": [
        {"leaders": {role: "王工" for role in ORDER if role != "surveyor"}},
        {"leaders": {**READY.leaders, "owner": ""}},
    ],
    "works": [{"project_state": "suspended"}, {"project_state": "planned"}],
    "elements": [{"elements": []}],
    "inspections": [{"submissions": 0}, {"visits_late": 1}],
    "concealed_works": [
        {"unrecorded": ["1号楼 / 屋面"]},
        {"unrecorded": [f"{n}号楼 / 屋面" for n in range(9)]},
    ],
    "hold_points": [
        {"unreleased": ["YB-2026-000001 防水层铺保护层前"]},
        {"unreleased": [f"YB-2026-{n:06d} 管道封闭前" for n in range(9)]},
    ],
    "grave_defects": [{"open_by_severity": {"serious": 1}}, {"open_by_severity": {"major": 1}}],
    "overdue_defects": [{"overdue": 1}],
    "terms": [{"terms": {}}, {"terms": {"W-WP": 5}}, {"terms": {"W-WP": 4, "W-INS": 5}}],
    **{each.key: [{"papers": without(each.key)}] for each in KINDS if each.needed},
}
CASES = [(key, change) for key, changes in BROKEN.items() for change in changes]


def red(facts: Facts) -> list[str]:
    return [each.requirement.key for each in judge(facts) if not each.ok]


def test_a_project_that_lacks_nothing_is_clear():
    assert red(READY) == []
    assert is_clear(judge(READY))


@pytest.mark.parametrize(("key", "change"), CASES)
def test_each_condition_alone_stops_the_acceptance_and_says_what_is_missing(key, change):
    facts = replace(READY, **change)
    assert red(facts) == [key]
    missing = next(each.missing for each in judge(facts) if not each.ok)
    assert all(missing)
    assert not is_clear(judge(facts))


def test_every_condition_is_tried_and_names_clause_way_of_computing_and_place_to_mend():
    assert set(BROKEN) == {each.key for each in REQUIREMENTS}
    for each in REQUIREMENTS:
        assert each.clause
        assert all((each.zh, each.en, *each.how))
        assert each.mend.startswith("/")


def test_open_general_defects_do_not_stop_the_acceptance():
    assert red(replace(READY, open_by_severity={"general": 40})) == []


def test_records_of_concealed_works_stand_for_missing_checklists():
    papers = {**READY.papers, "concealed": DAY}
    assert red(replace(READY, unrecorded=["1号楼 / 屋面"], papers=papers)) == []


def test_the_authority_has_its_notice_seven_working_days_before():
    # 2026-04-28 + 7 working days: 1-5 May are off, 9 May is worked, so the seventh is 11 May.
    given = {**READY.papers, "notice": date(2026, 4, 28)}
    assert red(replace(READY, papers=given, day=date(2026, 5, 11))) == []
    early = judge(replace(READY, papers=given, day=date(2026, 5, 10)))
    assert next(each.missing for each in early if not each.ok)[1] == "acceptance may begin on 2026-05-11"


def test_a_notice_in_a_year_without_published_holidays_says_so_instead_of_guessing():
    given = {**READY.papers, "notice": date(2031, 4, 28)}
    found = judge(replace(READY, papers=given, day=date(2031, 6, 1)))
    assert "2031" in next(each.missing for each in found if each.requirement.key == "notice")[1]


def test_a_letter_below_the_law_of_the_place_is_named_by_class():
    faults = letter.faults({"W-WP": 3, "W-INS": 5}, ["W-WP", "W-INS", "W-MEP"], "370202", DAY)
    assert [(code, en) for code, _zh, en in faults] == [
        ("W-INS", "Thermal insulation: below the legal 10 years"),
        ("W-MEP", "Wiring, pipes and equipment: no term"),
        ("W-WP", "Waterproofing of roofs, wet rooms and walls: below the legal 5 years"),
    ]


def test_the_contractor_reports_first_and_the_owner_concludes():
    assert [next_role(n) for n in range(6)] == [
        "contractor",
        "surveyor",
        "designer",
        "supervisor",
        "owner",
        None,
    ]


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        (date(2026, 4, 30), date(2026, 5, 15)),
        (date(2026, 9, 18), date(2026, 10, 8)),
        (date(2031, 4, 30), date(2031, 5, 15)),
    ],
)
def test_filing_is_due_fifteen_days_after_acceptance_and_never_on_a_holiday(accepted, due):
    assert filing_due_on(accepted) == due


@pytest.mark.parametrize("workflow", [ACCEPTANCE, CERTIFICATE])
def test_each_move_is_open_exactly_from_its_sources(workflow):
    for move in workflow.moves:
        for state in workflow.states:
            if state.name in move.sources:
                assert workflow.take(state.name, move.name).target == move.target
            else:
                with pytest.raises(Problem, match="wrong-state"):
                    workflow.take(state.name, move.name)


COUNTED = [
    ({"overdue": 1}, "1 defect is overdue"),
    ({"overdue": 2}, "2 defects are overdue"),
    ({"open_by_severity": {"major": 1}}, "1 serious or major defect is open"),
    ({"open_by_severity": {"major": 1, "serious": 1}}, "2 serious or major defects are open"),
    ({"visits_late": 1}, "1 planned visit is past its day"),
    ({"visits_late": 3}, "3 planned visits are past their day"),
]


@pytest.mark.parametrize(("change", "words"), COUNTED)
def test_one_is_one_and_more_are_many_in_english(change, words):
    assert [each.missing[1] for each in judge(replace(READY, **change)) if not each.ok] == [words]
