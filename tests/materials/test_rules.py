"""What is tested of which material on entry, where it goes, and what trouble it may be behind."""

import pytest

from inspect_app.core import rulebook
from inspect_app.core.calendar import local_day
from inspect_app.materials.rules import KINDS, fits
from inspect_app.projects.rules import ELEMENT_KINDS
from tests.make import NOW


def test_every_kind_of_material_goes_into_elements_there_are() -> None:
    assert {one for each in KINDS.values() for one in each.elements} <= set(ELEMENT_KINDS)
    assert not any(each.verified for each in KINDS.values()), "written from memory, shown as not confirmed"
    assert all(each.tested for each in KINDS.values() if each.watched)


@pytest.mark.parametrize(
    ("kind", "elements", "may"),
    [
        ("membrane", ("roof", "household"), True),
        ("membrane", ("lift",), False),
        ("insulation", ("insulation", "facade"), True),
        ("other", ("roof",), False),
    ],
)
def test_trouble_is_laid_to_materials_that_go_there(kind: str, elements: tuple[str, ...], may: bool) -> None:
    assert fits(kind, elements) is may


@pytest.mark.parametrize(
    ("kind", "tested", "watched"),
    [("membrane", True, True), ("water_pipe", True, False), ("paint", False, False)],
)
def test_anybody_may_ask_what_is_tested_on_entry(kind: str, tested: bool, watched: bool) -> None:
    said = rulebook.ask(rulebook.rule("tests.material-entry"), {"kind": kind}, local_day(NOW))
    assert (said["result"]["tested"], said["result"]["watched"]) == (tested, watched)
    assert "第二十九条" in said["basis"]
    assert said["verified"] is False
