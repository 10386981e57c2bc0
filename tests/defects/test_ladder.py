"""The ladder never stops silently: every step once, in order, after any downtime, until somebody answers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.core.permits import SYSTEM
from inspect_app.defects import actions, queries, rules
from inspect_app.defects.models import Defect
from inspect_app.defects.rules.ladder import LADDERS, step_at, steps_due
from tests import make
from tests.cast import Cast

DUE = datetime(2026, 5, 18, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def climbed(defect: Defect) -> list[str]:
    return [
        each.data["step"] for each in journal.timeline("defect", defect.id) if each.verb == "defect.escalate"
    ]


def beat(at: datetime) -> None:
    run_due(JOBS["defects.climb"], at)
    db.session.rollback()


@pytest.mark.parametrize("side", sorted(LADDERS))
def test_a_ladder_goes_up_in_time_and_repeats_its_last_step_for_ever(side: str) -> None:
    moments = [step_at(side, DUE, number)[1] for number in range(40)]
    assert moments == sorted(moments)
    last = LADDERS[side].steps[-1]
    assert all(step_at(side, DUE, number)[0] == last for number in range(len(LADDERS[side].steps) - 1, 40))
    assert moments[-1] - moments[-2] == LADDERS[side].every
    assert not LADDERS[side].verified


def test_the_steps_missed_in_a_downtime_are_those_of_every_beat_in_between() -> None:
    at_once = list(steps_due("liable", DUE, 0, DUE + 30 * DAY))
    one_by_one, taken = [], 0
    for hour in range(-48, 30 * 24 + 1):
        now = steps_due("liable", DUE, taken, DUE + timedelta(hours=hour))
        one_by_one += now
        taken += len(now)
    assert one_by_one == at_once
    assert [each[1].to for each in at_once] == ["liable", "liable", "supervisor", "owner"] + ["authority"] * 4


def test_a_ticket_nobody_answers_climbs_once_a_step_and_the_page_says_to_whom(cast: Cast) -> None:
    defect = make.defect(cast.project())
    beat(make.later(days=5))
    assert climbed(defect) == []
    beat(make.later(days=6, hours=1))
    beat(make.later(days=6, hours=1))
    beat(make.later(days=6, hours=2))
    assert climbed(defect) == ["remind"]
    beat(make.later(days=17))  # after a downtime
    beat(make.later(days=17, minutes=5))
    assert climbed(defect) == ["remind", "firm", "supervisor", "owner", "authority"]
    told = journal.timeline("defect", defect.id)[-2].data
    assert (told["went_up"], told["told_party_id"]) == ("owner", cast.party("owner").id)
    beat(make.later(days=30))
    assert climbed(defect)[-2:] == ["authority", "authority"]


def test_an_answer_turns_the_ladder_to_the_other_side_and_a_return_turns_it_back(cast: Cast) -> None:
    defect = make.defect(cast.project())
    beat(make.later(days=9))
    fix = {"note": "已改", "after": [make.received("green")]}
    with transaction():
        actions.move(SYSTEM, defect, "accept", {}, at=make.later(days=9))
        actions.move(SYSTEM, defect, "rectify", fix, at=make.later(days=9))
    beat(make.later(days=11))
    assert climbed(defect)[-1] != "verifier"
    beat(make.later(days=12, hours=1))
    assert climbed(defect)[-1] == "verifier"
    with transaction():
        actions.move(SYSTEM, defect, "return", {"reason": "不行"}, at=make.later(days=13))
    beat(make.later(days=13, hours=1))
    assert climbed(defect)[-3:] == ["remind", "firm", "supervisor"]


def test_what_is_settled_climbs_no_more(cast: Cast) -> None:
    closed, void = make.defect(cast.project(), to="closed"), make.defect(cast.project(), to="void")
    beat(make.later(days=90))
    assert climbed(closed) == climbed(void) == []
    assert db.session.scalars(queries.to_climb(make.later(days=90))).all() == []


def test_a_step_killed_before_its_commit_is_taken_whole_by_the_next_beat(cast: Cast) -> None:
    defect = make.defect(cast.project())
    actions.climb(SYSTEM, db.session.get_one(Defect, defect.id), at=make.later(days=7, hours=1))
    db.session.rollback()
    assert climbed(defect) == []
    beat(make.later(days=7, hours=1))
    assert climbed(defect) == ["remind", "firm"]


def test_a_deadline_given_by_hand_counts_calendar_or_working_days() -> None:
    before_holiday = datetime(2026, 4, 29, 2, 0, tzinfo=UTC)
    calendar = rules.term_end(rules.Term(3), before_holiday)
    working = rules.term_end(rules.Term(3, working=True), before_holiday)
    assert calendar == (datetime(2026, 5, 2, 16, 0, tzinfo=UTC), True)
    assert working[1]
    assert working[0] > calendar[0]
    unknown = datetime(2031, 3, 3, 2, 0, tzinfo=UTC)
    assert rules.term_end(rules.Term(3, working=True), unknown) == (
        rules.term_end(rules.Term(3), unknown)[0],
        False,
    )
    assert date(2026, 5, 2) < working[0].date()
