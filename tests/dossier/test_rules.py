"""What a dossier asks for, where utilities' works meet, and which rates follow from the counts."""

from datetime import date
from types import SimpleNamespace

import pytest

from inspect_app.dossier.rules.chapters import BY_KEY, CHAPTERS, ITEMS, rate
from inspect_app.dossier.rules.clashes import Window, clashes
from inspect_app.dossier.rules.completing import LACKS, LATER, MISSING, THERE, Planned, shares, standing_of
from inspect_app.dossier.rules.registers import DUTIES, REGISTERS
from inspect_app.projects.rules import FIVE


def window(key, since, until, *, project="p", street="西环路", trench=""):
    return Window(key, project, street, trench, date.fromisoformat(since), date.fromisoformat(until))


MAY = window("a", "2026-05-01", "2026-05-20")


@pytest.mark.parametrize(
    ("other", "met"),
    [
        (window("b", "2026-05-20", "2026-06-01"), [("overlap", None)]),
        (window("b", "2026-05-21", "2026-06-01"), [("again", date(2031, 5, 20))]),
        (window("b", "2031-05-19", "2031-06-01"), [("again", date(2031, 5, 20))]),
        (window("b", "2031-05-20", "2031-06-01"), []),
        (window("b", "2026-05-02", "2026-05-03", street="东环路"), []),
        (window("b", "2026-05-02", "2026-05-03", project="q", street="西 环路"), [("overlap", None)]),
    ],
)
def test_works_meet_in_the_same_street_at_once_or_within_years(other, met):
    assert [(each.kind, each.free_on) for each in clashes([other, MAY])] == met


def test_a_trench_has_its_name_only_within_its_project():
    one = window("a", "2026-05-01", "2026-05-20", street="甲路", trench="1号楼北侧")
    same = window("b", "2026-05-02", "2026-05-03", street="乙路", trench="１号楼北侧")
    far = window("c", "2026-05-02", "2026-05-03", street="丙路", trench="1号楼北侧", project="q")
    assert [(each.first, each.second, each.place) for each in clashes([one, same, far])] == [
        ("a", "b", "1号楼北侧")
    ]


def line(register, kind, *, what="", lacks=False, note=""):
    return SimpleNamespace(
        id=f"{register}-{kind}", register=register, kind=kind, what=what, lacks=lacks, note=note
    )


def test_everything_is_there_missing_not_applicable_or_due_after_the_start():
    held = [
        line("value", "built_year"), line("value", "old_trees", lacks=True, note="无老树"), line("scope", "basic"),
        line("picture", "before"), line("duty", DUTIES[0].key), line("fund", "central", what="planned"),
    ]  # fmt: skip
    before = {each.key: each for each in standing_of(held, [], [], begun=False)}
    states = {
        key: before[key].state
        for key in ("built_year", "old_trees", "percent", "asked", "coordinated", "audits")
    }
    assert states == {
        "built_year": THERE, "old_trees": LACKS, "percent": LATER, "asked": MISSING, "coordinated": MISSING, "audits": LACKS,
    }  # fmt: skip
    assert before["built_year"].evidence == (("dossier", "value-built_year"),)
    assert before["old_trees"].reason == "无老树"
    assert [before[key].state for key in ("scope", "photos_before", "photos_after", DUTIES[0].key, "fund_central", "fund_social")] == [
        THERE, THERE, LATER, THERE, THERE, MISSING,
    ]  # fmt: skip
    works = [Planned("w1", settled=True), Planned("w2", settled=False)]
    after = {each.key: each for each in standing_of(held, works, [Planned("f", settled=True)], begun=True)}
    assert (after["percent"].state, after["coordinated"].state, after["audits"].state) == (
        MISSING,
        MISSING,
        THERE,
    )
    assert after["coordinated"].evidence == (("utility-work", "w2"),), "the one that waits is named"
    done = standing_of(held, works[:1], [], begun=True)
    assert next(each for each in done if each.key == "coordinated").state == THERE
    assert shares(list(before.values()))["basics"] == (1, 6), "what does not apply is not asked for"


def test_every_item_duty_and_register_belongs_somewhere_and_says_its_basis():
    assert {each.chapter for each in ITEMS} <= set(CHAPTERS)
    assert {each.role for each in DUTIES} == set(FIVE)
    assert all(each.basis for each in (*ITEMS, *DUTIES))
    assert all(each.chapter in CHAPTERS for each in REGISTERS.values() if each.chapter)
    assert all(each.choices for each in ITEMS if each.kind == "choice")
    assert len(BY_KEY) == len(ITEMS)


@pytest.mark.parametrize(
    ("part", "whole", "found"), [("80", "100", 80.0), ("", "100", None), ("1", "0", None)]
)
def test_a_rate_is_reckoned_only_from_known_counts(part, whole, found):
    assert rate(part, whole) == found
