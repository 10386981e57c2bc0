"""What differs between two versions is said in words, and nothing that differs is left out."""

import copy
from typing import Any

import pytest

from inspect_app.checklists.rules.diff import difference
from tests.checklists.test_conditions import CONTENT
from tests.checklists.test_kinds import BASE, BY_PLAN, COUNTED, HOLD, content

MEASURED = {**BASE, "key": "m", "kind": "measured", "norm": 3, "plus": 1, "minus": None, "unit": "mm"}
CHANGED: list[tuple[dict[str, Any], str, Any, str]] = [
    (MEASURED, "norm", 4, "demand"), (MEASURED, "plus", 2, "demand"), (MEASURED, "minus", 1, "demand"),
    (MEASURED, "points", 5, "demand"), (MEASURED, "least_rate", 0.8, "demand"), (MEASURED, "unit", "cm", "unit"),
    (COUNTED, "accept", 2, "demand"), (COUNTED, "least", 9, "demand"), (BY_PLAN, "grade", "dominant", "grade"),
    (HOLD, "seconds", 3600, "demand"), (HOLD, "start_least", 0.9, "demand"), (HOLD, "drop_most", 0.05, "demand"),
    (HOLD, "quantity", "level", "quantity"), (MEASURED, "veto", True, "veto"), (MEASURED, "guarantee", True, "guarantee"),
    (MEASURED, "full", 10, "full"), (MEASURED, "weight", 2, "weight"), (MEASURED, "photo", "always", "photo"),
    (MEASURED, "severity", "major", "severity"), (MEASURED, "defect", "hazard", "defect"), (MEASURED, "hint_en", "x", "hint_en"),
    (MEASURED, "zh", "别", "zh"), (MEASURED, "en", "other", "en"), (MEASURED, "clause", "d", "clause"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "name", "value", "facet"), CHANGED)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_field_that_changes_is_named(item: Any, name: str, value: Any, facet: str, locale: str) -> None:
    [*_, change] = difference(content(item), content({**item, name: value}), locale)
    assert change.kind == "changed"
    assert facet in [row[0] for row in change.rows]


def test_nothing_differs_from_itself() -> None:
    assert difference(CONTENT, copy.deepcopy(CONTENT), "en") == []


def test_added_removed_moved_and_conditions_are_said() -> None:
    new = copy.deepcopy(CONTENT)
    new["basis"] = "GB 50242-2002"
    pipes, homes = new["sections"]
    pipes["items"][3]["when"] = "${tight} != 'pass'"
    homes["repeat"] = {"over": "stairwell"}
    homes["items"].insert(0, pipes["items"].pop(1))
    homes.pop("when")
    found = {
        (each.kind, each.what, each.title): {row[0]: row[1:] for row in each.rows}
        for each in difference(CONTENT, new, "en")
    }
    assert found["changed", "list", "Water"]["basis"] == ("", "GB 50242-2002")
    assert found["changed", "item", "Pressure"]["section"] == ("Pipes", "Homes")
    assert found["changed", "item", "Why"]["when"] == ("“Tight” is “Fail”", "“Tight” is not “Pass”")
    assert found["changed", "section", "Homes"]["repeat"] == ("Household", "Stairwell")
    assert found["changed", "section", "Homes"]["when"][1] == ""
