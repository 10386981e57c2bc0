"""A dispute, a request for more time and a plan: what the other side says to them, and what becomes of the clock."""

from datetime import datetime
from typing import Any

import pytest

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.core.permits import Actor, may
from inspect_app.defects import actions, queries
from inspect_app.defects.models import Defect, Request
from tests import make
from tests.cast import Cast

LATER = make.later(days=2)


def moving(actor: Actor, defect: Defect, name: str, at: datetime = make.NOW, **values: Any) -> None:
    with transaction():
        actions.move(actor, defect, name, values, at=at)


def asking(defect: Defect, at: datetime = make.NOW, **more: float) -> Request:
    with transaction():
        values = {"reason": "连续下雨", "until": defect.due_at + make.timedelta(**(more or {"days": 3}))}
        return actions.ask_more_time(make.signer(defect.project, "contractor"), defect, values, at=at)


def planning(defect: Defect, at: datetime = make.NOW) -> Request:
    values = {"who": "王工", "until": at + make.timedelta(hours=8), "method": "返工", "lot": "7"}
    with transaction():
        return actions.hand_in_plan(make.signer(defect.project, "contractor"), defect, values, at=at)


def deciding(cast: Cast, asked: Request, name: str, at: datetime = LATER, **values: Any) -> None:
    with transaction():
        actions.decide(cast.supervisor, asked, name, values, at=at)


def refusal(call: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        call()
    db.session.rollback()
    return refused.value


def test_a_rejected_dispute_gives_back_exactly_the_time_it_lay_there(cast: Cast) -> None:
    defect = make.defect(cast.project())
    due = defect.due_at
    with transaction():
        defect.step_at = make.NOW
    moving(
        cast.contractor_a,
        defect,
        "dispute",
        make.later(days=1),
        claim="不是我方",
        evidence=[make.received("blue")],
    )
    assert defect.state == "disputed"
    moving(cast.supervisor, defect, "reject", make.later(days=3), reason="在合同范围内")
    assert (defect.state, defect.due_at - due) == ("open", make.timedelta(days=2))
    assert not may(cast.contractor_a, "defect.dispute", defect)
    assert may(cast.contractor_a, "defect.accept", defect)


def test_an_upheld_dispute_voids_it_or_makes_another_party_liable(cast: Cast) -> None:
    first, second = (make.defect(cast.project(), to="disputed") for _ in range(2))
    moving(cast.supervisor, first, "void", LATER, reason="确非质量问题")
    assert journal.timeline("defect", first.id)[-1].data["upheld"] is True
    owner = cast.party("owner").id
    moving(cast.supervisor, second, "reassign", LATER, liable_party_id=owner, reason="甲供材料")
    assert (second.state, second.liable_party_id, second.disputed_at) == ("open", owner, None)
    assert second.due_at == LATER + make.timedelta(days=7)
    assert may(cast.owner, "defect.dispute", second)
    assert not may(cast.contractor_a, "defect.read", second)


@pytest.mark.parametrize(
    ("field", "values"),
    [("claim", {"claim": " ", "evidence": ["x"]}), ("evidence", {"claim": "不是我方", "evidence": []})],
)
def test_a_dispute_without_words_or_evidence_is_refused_by_field(cast: Cast, field: str, values: Any) -> None:
    defect = make.defect(cast.project())
    assert field in refusal(lambda: moving(cast.contractor_a, defect, "dispute", **values)).errors


def test_more_time_is_decided_in_the_app_and_the_clock_runs_until_it_is_granted(cast: Cast) -> None:
    defect = make.defect(cast.project(), to="accepted")
    due = defect.due_at
    asked = asking(defect)
    assert (defect.due_at, asked.decide_by) == (due, make.later(hours=48))
    assert refusal(lambda: asking(defect)).slug == "conflict"
    deciding(cast, asked, "refuse", answer="工期足够")
    assert (defect.due_at, asked.state, asked.answer) == (due, "refused", "工期足够")
    again = asking(defect)
    deciding(cast, again, "grant")
    assert defect.due_at == due + make.timedelta(days=3)
    told = journal.timeline("defect", defect.id)[-1]
    assert (told.verb, told.data["about"]) == ("defect.grant", "time")


def test_only_so_much_and_so_often(cast: Cast) -> None:
    defect = make.defect(cast.project())
    for much in ({"days": -1}, {"days": 91}):
        assert "until" in refusal(lambda much=much: asking(defect, **much)).errors
    for _ in range(3):
        deciding(cast, asking(defect), "refuse", answer="不")
    assert refusal(lambda: asking(defect)).slug == "conflict"


def test_nobody_decides_on_their_own_request(cast: Cast) -> None:
    asked = asking(make.defect(cast.project()))
    able = {
        verb: [name for name in ("officer", "supervisor", "inspector", "owner", "contractor_a", "contractor_b", "stranger")
               if may(getattr(cast, name), f"request.{verb}", asked)]
        for verb in ("grant", "refuse", "withdraw")
    }  # fmt: skip
    assert able == {
        "grant": ["officer", "supervisor"],
        "refuse": ["officer", "supervisor"],
        "withdraw": ["contractor_a"],
    }
    assert "answer" in refusal(lambda: deciding(cast, asked, "refuse")).errors


def test_a_serious_one_is_fixed_only_after_its_plan_is_approved(cast: Cast) -> None:
    defect = make.defect(cast.project(), severity="serious", to="accepted")
    fix = {"note": "已重做", "after": [make.received("green")]}
    assert not may(cast.contractor_a, "defect.rectify", defect)
    assert refusal(lambda: moving(cast.contractor_a, defect, "rectify", **fix)).slug == "conflict"
    due, first = defect.due_at, planning(defect)
    assert defect.plan == "asked"
    deciding(cast, first, "refuse", make.later(hours=5), answer="材料批号不全")
    assert (defect.plan, defect.due_at) == ("wanted", due + make.timedelta(hours=5))
    second = planning(defect, make.later(hours=6))
    deciding(cast, second, "grant", make.later(hours=7))
    moving(cast.contractor_a, defect, "rectify", make.later(hours=8), **fix)
    assert (defect.state, defect.due_at) == ("rectified", due + make.timedelta(hours=6))


def test_nobody_is_marked_late_while_the_plan_lies_with_the_verifier(cast: Cast) -> None:
    defect = make.defect(cast.project(), severity="major", to="accepted")
    planning(defect)
    run_due(JOBS["defects.mark_overdue"], make.later(days=5))
    assert defect.overdue_at is None
    assert actions.clock_of(defect) == ("verifier", make.later(hours=24))


def test_a_request_ends_with_the_ticket_it_is_about(cast: Cast) -> None:
    defect = make.defect(cast.project(), severity="serious", to="accepted", actor=cast.supervisor)
    asked = planning(defect)
    moving(cast.supervisor, defect, "void", LATER, reason="登记有误")
    assert (asked.state, defect.plan) == ("withdrawn", "wanted")


@pytest.mark.parametrize(
    ("severity", "values", "wrong"),
    [
        ("general", {}, None),
        ("serious", {}, "cause"),
        ("serious", {"cause": "material"}, "share_contractor"),
        ("serious", {"cause": "material", "share_contractor": 60, "share_owner": 39}, "share_contractor"),
        ("major", {"cause": "material", "share_contractor": 120, "share_owner": -20}, "share_contractor"),
        ("major", {"cause": "material", "share_contractor": 66.5, "share_owner": 33.5}, "share_contractor"),
        ("major", {"cause": "material", "share_contractor": 60, "share_owner": 40}, None),
    ],
)
def test_a_serious_one_is_closed_with_its_cause_shared_out_to_a_hundred(
    cast: Cast, severity: str, values: Any, wrong: str | None
) -> None:
    defect = make.defect(cast.project(), severity=severity, to="rectified")
    if wrong:
        assert wrong in refusal(lambda: moving(cast.supervisor, defect, "confirm", **values)).errors
        return
    moving(cast.supervisor, defect, "confirm", **values)
    assert defect.cause_shares == ({"owner": 40, "contractor": 60} if severity == "major" else None)


def test_a_request_on_a_foreign_ticket_is_as_good_as_absent(cast: Cast) -> None:
    asked = asking(make.defect(cast.project()))
    seen = {
        name: db.session.scalar(queries.request(getattr(cast, name), asked.id)) is not None
        for name in ("contractor_a", "contractor_b", "supervisor", "utility", "stranger")
    }
    assert seen == {
        "contractor_a": True,
        "contractor_b": False,
        "supervisor": True,
        "utility": False,
        "stranger": False,
    }
