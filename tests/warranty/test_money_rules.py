"""The sum held back, the period it is held for, and the clocks of its release: the worked cases."""

from datetime import date

import pytest

from inspect_app.core.permits import Actor, Grant, may
from inspect_app.warranty.rules import retention

ACCEPTED = date(2026, 4, 30)


def test_three_in_a_hundred_of_the_settlement_price_and_not_a_fen_more():
    assert retention.retention_cap(860_000_000) == 25_800_000
    assert retention.retention_cap(99) == 2


@pytest.mark.parametrize("months", [0, 25, 30])
def test_a_period_above_24_months_is_refused(months):
    with pytest.raises(ValueError, match="months"):
        retention.liability_ends(ACCEPTED, months)
    assert retention.liability_ends(ACCEPTED, 24) == date(2028, 4, 30)


def test_the_owners_delay_starts_the_period_90_days_after_the_report():
    reported = date(2025, 12, 1)
    assert retention.liability_starts(ACCEPTED)[0] == ACCEPTED
    assert retention.liability_starts(ACCEPTED, "contractor", reported)[0] == ACCEPTED
    assert retention.liability_starts(ACCEPTED, "owner", reported)[0] == date(2026, 3, 1)
    assert retention.liability_starts(ACCEPTED, "owner", date(2026, 4, 1))[0] == ACCEPTED
    with pytest.raises(ValueError, match="reported_on"):
        retention.liability_starts(ACCEPTED, "owner")


def test_the_balance_names_each_step_and_is_never_below_zero():
    found = retention.balance(1000, [("BX-1", 300)], [("FH-1", 200)])
    assert found.left == 500
    assert sum(fen for _zh, _en, fen in found.steps) == 500
    assert [zh for zh, _en, _fen in found.steps] == ["预留", "第三方维修 BX-1", "已返还 FH-1"]
    assert retention.balance(100, [("BX-1", 300)], []).left == 0


def test_fourteen_days_to_check_to_pay_and_to_answer_a_reminder():
    assert retention.answer_by(date(2028, 5, 12)) == date(2028, 5, 26)


class _Site:
    def covered_by(self, _grant):
        return True

    def party_ids(self, *_roles):
        return frozenset()


class _Thing:
    party_id = "firm"
    project = _Site()

    def __init__(self, retention_=None):
        self.retention = retention_


def test_every_move_of_a_release_belongs_to_its_side(app):
    own = {"owner": {"check", "return", "pay"}, "contractor": {"remind"}}
    one = _Thing(_Thing())
    for role in ("owner", "contractor", "authority", "street", "supervisor", "property", "admin"):
        actor = Actor("person", "x", "x", (Grant(role, "firm"),))
        for move in retention.RELEASE.moves:
            assert may(actor, f"release.{move.name}", one) == (move.name in own.get(role, set())), (
                role,
                move.name,
            )
    rival = Actor("person", "x", "x", (Grant("contractor", "other"),))
    assert not may(rival, "release.ask", _Thing())
