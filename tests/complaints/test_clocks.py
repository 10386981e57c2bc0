"""The clocks of a complaint: paused with a reason, put off once, gone up when late, each told to the resident."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from inspect_app.complaints import actions
from inspect_app.complaints.api import resident_of
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.clocks import EXTENSION, LADDER, level_due, level_reopened, paused_days
from inspect_app.complaints.rules.promises import days_late, promised, running
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM, may
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import filed, moving
from tests.complaints.test_follow_and_desk import following

Client = Callable[[str], FlaskClient]
DAY = date(2026, 3, 2)


def act(name: str, complaint: Complaint, days: int = 0, **values: Any) -> None:
    with transaction():
        getattr(actions, name)(SYSTEM, complaint, **values, at=make.NOW + timedelta(days=days))


def rise(days: int) -> int:
    with transaction():
        return actions.raise_late(SYSTEM, at=make.NOW + timedelta(days=days))


def test_worked_cases_of_the_periods() -> None:
    found = promised("notice", DAY, "110114")
    assert found is not None
    assert found[1] == date(2026, 3, 17)
    found = promised("decision", DAY, "110114")
    assert found is not None
    assert found[1] == date(2026, 5, 1)
    assert EXTENSION.days == 30
    assert promised("hotline", DAY, "110114") is None


@pytest.mark.parametrize(
    ("pauses", "day", "expected"),
    [
        ([], 30, 0),
        ([(1, 5)], 30, 4),
        ([(1, 1)], 30, 0),
        ([(1, None)], 11, 10),
        ([(1, 5), (10, None)], 12, 6),
        ([(20, None)], 11, 0),
    ],
)
def test_days_of_a_pause_do_not_count(pauses: list[tuple[int, int | None]], day: int, expected: int) -> None:
    spans = [(DAY + timedelta(a), DAY + timedelta(b) if b is not None else None) for a, b in pauses]
    assert paused_days(spans, DAY + timedelta(day)) == expected


def test_the_ladder_and_the_level_of_what_is_reopened() -> None:
    assert [level_due(n) for n in (0, 1, LADDER[1].days_late - 1, LADDER[1].days_late, 400)] == [
        0,
        1,
        1,
        2,
        2,
    ]
    assert [level_reopened(n, 0, desk_answers=False) for n in (1, 2, 3)] == [1, 2, 2]
    assert level_reopened(1, 0, desk_answers=True) == 2
    assert level_reopened(1, 2, desk_answers=False) == 2
    assert days_late("answered", DAY, DAY - timedelta(9), None, None) == 0


def test_a_pause_moves_the_last_day_and_says_so_and_never_longer_than_it_lasted(cast: Cast) -> None:
    complaint = filed(cast)
    with pytest.raises(Problem):
        act("pause", complaint, reason="test", note="")
    moving(cast.street, complaint, "accept")
    promised_by = complaint.decide_by
    act("pause", complaint, 5, reason="test", note="等第三方检测")
    with pytest.raises(Problem):
        act("pause", complaint, 6, reason="test", note="")
    act("resume", complaint, 12)
    assert promised_by is not None
    assert complaint.decide_by == promised_by
    assert complaint.due_on(local_day(make.later(days=40))) == promised_by + timedelta(days=7)
    last = journal.timeline("complaint", complaint.id)[-1].data
    assert last == {"paused_days": 7, "due_on": (promised_by + timedelta(days=7)).isoformat()}
    with pytest.raises(Problem):
        act("resume", complaint, 12)


def test_it_is_put_off_once(cast: Cast) -> None:
    complaint = filed(cast)
    moving(cast.street, complaint, "accept")
    act("extend", complaint, reason="情况复杂")
    assert complaint.decide_by is not None
    assert complaint.due_on(local_day(make.NOW)) == complaint.decide_by + timedelta(days=30)
    with pytest.raises(Problem) as refused:
        act("extend", complaint, reason="还要")
    assert refused.value.status == 409


def test_a_late_case_goes_up_once_a_rung_and_a_settled_one_does_not(cast: Cast) -> None:
    complaint, settled = filed(cast), filed(cast, once="z" * 32)
    moving(cast.street, settled, "accept")
    moving(cast.street, settled, "answer", finding="outside", answer="转市政")
    assert rise(15) == 0
    assert rise(16) == 1
    assert rise(16) == 0
    db.session.refresh(complaint)
    assert (complaint.level, complaint.accountable_party_id) == (1, cast.party("contractor_a").id)
    assert rise(23) == 1
    assert rise(300) == 0
    told = [
        each.data["level"]
        for each in journal.timeline("complaint", complaint.id)
        if each.verb == "complaint.raise"
    ]
    assert told == ["1", "2"]


def test_a_pause_keeps_a_case_from_going_up(cast: Cast) -> None:
    complaint = filed(cast)
    moving(cast.street, complaint, "accept")
    act("pause", complaint, 50, reason="hearing", note="")
    assert rise(200) == 0
    act("resume", complaint, 200)
    assert rise(205) == 0
    assert rise(211) == 1


def test_the_resident_reads_since_when_it_is_late_and_who_has_it_now(cast: Cast, browser: Client) -> None:
    complaint = filed(cast)
    with transaction():
        complaint.filed_at -= timedelta(days=400)
        complaint.notice_by = DAY - timedelta(days=200)
    assert rise(0) == 1
    text = following(browser, complaint).get("/complaints/follow/case").text
    assert (DAY - timedelta(days=199)).isoformat() in text
    assert "监督机构" in text
    english = following(browser, complaint).get("/complaints/follow/case?lang=en").text
    assert "Gone up to: <b>Authority</b>" in english


def test_not_settled_goes_one_level_higher_and_never_back_to_the_same_hand(cast: Cast) -> None:
    complaint = filed(cast)
    for round_, above in ((1, {"street", "officer"}), (2, {"officer"})):
        moving(cast.officer if round_ == 2 else cast.street, complaint, "accept")
        moving(cast.street, complaint, "answer", finding="outside", answer="已查")
        moving(cast.street, complaint, "resolve", answer="已修")
        moving(resident_of(complaint), complaint, "reopen", reason="还漏")
        assert complaint.level == round_
        people = ("street", "officer", "contractor_a", "owner", "property")
        assert {each for each in people if may(getattr(cast, each), "complaint.accept", complaint)} == above


def test_what_runs_is_told_the_first_first() -> None:
    soon, later, last = DAY, DAY + timedelta(5), DAY + timedelta(50)
    assert running("received", later, soon, last) == [soon, later]
    assert running("accepted", soon, later, last) == [later, last], "told already: the notice runs no more"
    assert running("reopened", soon, None, last) == [last], "the hotline has its answer"
    assert running("closed", soon, later, last) == []
