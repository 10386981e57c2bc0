"""Who signs on each level, what becomes of submitted work, which ways are open, and the table of usual works."""

import pytest

from inspect_app.checklists.rules.scoring.gb50300 import OUTCOMES
from inspect_app.projects.rules import ELEMENT_KINDS
from inspect_app.works.rules import DIVISIONS, ITEM_WORKS, LEVELS, next_post, posts
from inspect_app.works.rules.division import item_works_of
from inspect_app.works.rules.judging import RECORDERS, may_be_barred, recorder, verdict, ways_on

ALL = ("owner", "surveyor", "designer", "contractor", "supervisor")


@pytest.mark.parametrize(
    ("level", "kind", "order"),
    [
        ("lot", "", "foreman checker engineer"),
        ("item_work", "", "technician engineer"),
        ("division", "roofing", "manager technical_head chief"),
        ("division", "foundation", "manager technical_head firm surveyor designer chief"),
        ("division", "structure", "manager technical_head firm designer chief"),
        ("division", "energy", "manager technical_head firm designer chief"),
        ("unit", "", "manager designer surveyor chief owner"),
    ],
)
def test_those_sign_whom_chapter_6_names_and_whoever_organises_signs_last(
    level: str, kind: str, order: str
) -> None:
    found = posts(level, kind, ALL)
    assert " ".join(each.key for each in found) == order
    assert next_post(found, []) == found[0]
    assert next_post(found, [each.key for each in found[:-1]]) == found[-1]
    assert next_post(found, [each.key for each in found]) is None


def test_without_a_supervisor_the_owner_stands_in_but_not_beside_its_own_leader() -> None:
    there = [each for each in ALL if each != "supervisor"]
    assert [each.role for each in posts("lot", "", there)] == ["contractor", "contractor", "owner"]
    assert [each.role for each in posts("unit", "", there)] == ["contractor", "designer", "surveyor", "owner"]
    assert recorder("appraised", there) == "owner"


@pytest.mark.parametrize(
    ("record", "papers", "visual", "outcome", "goes"),
    [
        (True, "complete", None, None, "sign"),
        (None, "complete", "good", None, "sign"),
        (False, "complete", None, None, "fail"),
        (False, "complete", None, "reworked", "fail"),
        (False, "complete", None, "appraised", "sign"),
        (False, "complete", None, "consented", "sign"),
        (True, "missing", None, None, "test"),
        (True, "missing", None, "papers_missing", "sign"),
        (None, "complete", "poor", None, "fail"),
        (None, "complete", "poor", "strengthened", "sign"),
    ],
)
def test_work_that_does_not_qualify_never_goes_to_the_signers_quietly(
    record: bool | None, papers: str, visual: str | None, outcome: str | None, goes: str
) -> None:
    found = verdict(record=record, papers=papers, visual=visual, outcome=outcome)
    assert (found.goes, bool(found.why[0])) == (goes, goes != "sign")


def test_each_level_has_its_own_ways_on_and_only_divisions_and_unit_works_are_barred() -> None:
    keys = {level: {each.key for each in ways_on("failed", level)} for level in LEVELS}
    assert keys["lot"] == {"reworked", "appraised", "consented", "papers_missing"}
    assert keys["division"] == keys["item_work"] == {"reworked", "strengthened", "papers_missing"}
    assert keys["unit"] == {"reworked", "papers_missing"}
    assert [each.key for each in ways_on("testing", "lot")] == ["papers_missing"]
    assert [each.key for each in ways_on("barred", "unit")] == ["reworked"]
    assert [each for each in LEVELS if may_be_barred(each)] == ["unit", "division"]
    assert set(RECORDERS) == {key for key, each in OUTCOMES.items() if each.result != "barred"}


def test_the_table_of_usual_works_holds_together_and_says_that_it_is_from_memory() -> None:
    assert all(
        each.division in DIVISIONS and set(each.elements) <= set(ELEMENT_KINDS)
        for each in ITEM_WORKS.values()
    )
    assert {each.key for each in item_works_of("roof")} == {"roof_base", "roof_layer", "roof_details"}
    assert item_works_of("household") == ()
    assert not any(each.verified for each in (*DIVISIONS.values(), *ITEM_WORKS.values()))
    assert all(each.basis for each in (*DIVISIONS.values(), *ITEM_WORKS.values()))
