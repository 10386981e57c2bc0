"""The gate's conditions, the letter's faults, the order of signing and the days of filing."""

from dataclasses import replace
from datetime import date

import pytest

from inspect_app.acceptance.rules import ACCEPTANCE, CERTIFICATE, ORDER, letter, next_role
from inspect_app.acceptance.rules.facts import Facts
from inspect_app.acceptance.rules.gate import REQUIREMENTS, is_clear, judge
from inspect_app.acceptance.rules.lives import filing_due_on
from inspect_app.acceptance.rules.papers import KINDS
from inspect_app.acceptance.rules.procedure import Steps
from inspect_app.core.errors import Problem

DAY = date(2026, 5, 11)
READY = Facts(
    day=DAY, region="110114", project_state="building", started=True, leaders=dict.fromkeys(ORDER, "王工"),
    elements=[("1号楼 / 屋面", "roof"), ("1号楼 / 保温", "insulation")], submissions=3, visits_late=0, unrecorded=[],
    open_by_severity={"general": 2}, overdue=0,
    papers={each.key: date(2026, 4, 20) for each in KINDS if each.needed}, terms={"W-WP": 5, "W-INS": 5},
    steps=Steps(begun=True, passed=True, meeting_on=DAY, minuted=True),
)  # fmt: skip


def without(kind: str) -> dict[str, date]:
    return {key: day for key, day in READY.papers.items() if key != kind}


STEPS = READY.steps
BROKEN = {
    "parties": [
        {"leaders": {role: "王工" for role in ORDER if role != "surveyor"}},
        {"leaders": {**READY.leaders, "owner": ""}},
    ],
    "works": [{"project_state": "suspended"}, {"project_state": "planned"}],
    "started": [{"started": False}],
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
    "divisions": [{"unaccepted": ["YS-2026-000001 1号楼"]}],
    "trials": [{"untested": [("1号楼 / 屋面 屋面淋水或蓄水", "1号楼 / 屋面 spray or ponding of the roof")]}],
    "household_cards": [{"homes": ["FHYS-2026-000001", "+3"]}],
    "grave_defects": [{"open_by_severity": {"serious": 1}}, {"open_by_severity": {"major": 1}}],
    "overdue_defects": [{"overdue": 1}],
    "pre_acceptance": [
        {"steps": replace(STEPS, **each)}
        for each in (
            {"passed": False},
            {"passed": False, "asked": True},
            {"passed": False, "refused": True},
            {"unmended": ["QX-2026-000001"]},
            {"begun": False, "passed": False},
        )
    ],
    "meeting": [
        {"steps": replace(STEPS, **each)}
        for each in (
            {"meeting_on": None},
            {"minuted": False},
            {"disagree": ["王工"]},
            {"minuted": False, "meeting_on": date(2026, 5, 20)},
        )
    ],
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


@pytest.mark.parametrize("unaccepted", [None, []])
def test_the_division_is_asked_for_only_where_the_works_were_divided(unaccepted):
    asked = [each.requirement.key for each in judge(replace(READY, unaccepted=unaccepted))]
    assert ("divisions" in asked) == (unaccepted is not None)
    assert red(replace(READY, unaccepted=unaccepted)) == []


def test_open_general_defects_do_not_stop_the_acceptance():
    assert red(replace(READY, open_by_severity={"general": 40})) == []


def test_records_of_concealed_works_stand_for_missing_checklists():
    papers = {**READY.papers, "concealed": DAY}
    assert red(replace(READY, unrecorded=["1号楼 / 屋面"], papers=papers)) == []


def test_the_authority_has_its_notice_seven_working_days_before():
    # 2026-04-28 + 7 working days: 1-5 May are off, 9 May is worked, so the seventh is 11 May.
    given = {**READY.papers, "notice": date(2026, 4, 28)}
    old = replace(READY, papers=given, steps=None)
    assert red(replace(old, day=date(2026, 5, 11))) == []
    early = judge(replace(old, day=date(2026, 5, 10)))
    assert next(each.missing for each in early if not each.ok)[1] == "acceptance may begin on 2026-05-11"
    assert red(replace(old, steps=STEPS)) == []
    late = judge(replace(old, steps=STEPS, papers={**given, "notice": date(2026, 4, 29)}))
    assert "had to be told of by 2026-04-28" in next(each.missing for each in late if not each.ok)[1]


def test_a_notice_in_a_year_without_published_holidays_says_so_instead_of_guessing():
    given = {**READY.papers, "notice": date(2031, 4, 28)}
    found = judge(replace(READY, papers=given, day=date(2031, 6, 1), steps=None))
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
