"""Rules of oversight: whose first page is which, the order of risk, cells no spreadsheet computes."""

import pytest

from inspect_app.core.permits import ROLES
from inspect_app.oversight.rules import FIRST_PAGE, Counts, cell, first_page


def test_every_role_has_a_first_page_and_nobody_else_the_public_one() -> None:
    assert set(FIRST_PAGE) == set(ROLES)
    assert first_page(set()) == "start"
    assert first_page({"inspector", "authority"}) == "board"
    assert first_page({"contractor"}) == "firm"


def test_sites_stand_in_the_order_of_their_risk() -> None:
    quiet, noisy = Counts(), Counts(complaints=9, silent=3)
    alarmed, late, major = Counts(alarms=1), Counts(overdue=1), Counts(major=1)
    listed = sorted([quiet, noisy, alarmed, late, major], key=Counts.order)
    assert listed == [major, late, alarmed, noisy, quiet]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " ="])
def test_no_cell_is_taken_for_a_formula(begin: str) -> None:
    assert cell(f"{begin}cmd|'/c calc'!A1").startswith("'")


def test_other_cells_stay_as_they_are() -> None:
    assert [cell(each) for each in ("漏水", 12, None, "a=b", "QX-2026-000001")] == [
        "漏水", "12", "", "a=b", "QX-2026-000001",
    ]  # fmt: skip
