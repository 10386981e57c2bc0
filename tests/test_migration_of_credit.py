"""Back from whole credit and up again: what of its entries an older release can hold, and in which state."""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import text

from inspect_app.core import migrate
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions
from inspect_app.credit.models import CreditEntry
from tests import cast, make
from tests.test_migrations import empty

__all__ = ["empty"]
BEFORE = "0031_disputes"
NUMBER = "文" * 60


def entry(event: str, n: int, *moves: str, firm: str = "contractor_a", source: str = "") -> str:
    """Enter something and take it through some moves, a hundred days apart."""
    people, at = cast.Cast(), make.NOW
    with transaction():
        made = actions.propose(
            SYSTEM, party_id=people.party(firm).id, project=people.project(), event=event, source_kind="document",
            source_id=source or f"source-{n}", source_number=NUMBER, occurred_at=at, at=at,
        )  # fmt: skip
        assert made is not None
        for name in moves:
            actions.move(SYSTEM, made, name, {"reason": "理由", "occurred_on": made.occurred_on}, at=at)
            at += timedelta(days=100)
    return made.id


def standing() -> dict[str, tuple[str, bool, int]]:
    """Return the state of each entry, whether it says when it was withdrawn, and the length of its source's number."""
    found = db.session.execute(
        text("SELECT id, state, withdrawn_at, source_number FROM credit_entries")
    ).all()
    db.session.rollback()
    return {key: (state, withdrawn is not None, len(number)) for key, state, withdrawn, number in found}


@pytest.mark.usefixtures("empty")
def test_back_and_up_again_keeps_each_entry_an_older_release_knows_in_the_nearest_state() -> None:
    migrate.upgrade()
    cast.settle(current_app._get_current_object())
    kept = {
        "proposed": entry("stop_work", 1), "effective": entry("stop_work", 2, "confirm"),
        "objected": entry("stop_work", 3, "object"), "withdrawn": entry("stop_work", 4, "withdraw"),
        "appealed": entry("stop_work", 5, "object", "dismiss"), "repairing": entry("stop_work", 6, "confirm", "ask-repair"),
        "repaired": entry("stop_work", 7, "confirm", "ask-repair", "repair"),
    }  # fmt: skip
    with transaction():
        appealed = db.session.get_one(CreditEntry, kept["appealed"])
        actions.move(SYSTEM, appealed, "appeal", {"reason": "理由"}, at=make.NOW + timedelta(days=101))
    corrected = entry("stop_work", 8, "confirm", "correct")
    accident = entry("accident_larger", 9, "confirm")
    first = entry("stop_work", 10, "confirm", source="shared")
    second = entry("stop_work", 10, firm="contractor_b", source="shared")
    db.session.remove()
    migrate.downgrade(BEFORE)
    left = standing()
    assert accident not in left, "an older release has no accidents"
    assert (corrected in left, first in left, second in left) == (False, False, True), (
        "the newest of a source stays"
    )
    nearest = {
        "proposed": ("proposed", False, 40), "effective": ("effective", False, 40), "objected": ("objected", False, 40),
        "withdrawn": ("withdrawn", True, 40), "appealed": ("effective", False, 40), "repairing": ("effective", False, 40),
        "repaired": ("withdrawn", True, 40),
    }  # fmt: skip
    assert {name: left[key] for name, key in kept.items()} == nearest
    migrate.upgrade()
    assert standing() == left
    again = db.session.get_one(CreditEntry, kept["effective"])
    assert (again.kind, again.document_on, again.penalty_months) == ("general", again.occurred_on, 0)
    assert again.public_until is not None
    assert again.repair_from is not None
    assert migrate.drift() == []
