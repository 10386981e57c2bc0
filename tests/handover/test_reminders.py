"""A condition of a handover is reminded of ahead, on its day and when it is late, each once, to whom it concerns."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry, react
from inspect_app.handover import actions
from inspect_app.handover.jobs import remind
from inspect_app.handover.rules.reminders import STEPS, steps_due
from inspect_app.identity.models import Person
from inspect_app.messages.models import Message
from tests import handing, make
from tests.cast import Cast

DUE = date(2026, 9, 30)
LONG_AGO = DUE - timedelta(days=60)


@pytest.mark.parametrize(
    ("taken", "since", "on", "told"),
    [
        (0, LONG_AGO, -8, ""),
        (0, LONG_AGO, -7, "ahead"),
        (1, LONG_AGO, -1, ""),
        (1, LONG_AGO, 0, "due"),
        (2, LONG_AGO, 1, "late taker"),
        (4, LONG_AGO, 6, ""),
        (4, LONG_AGO, 7, "authority"),
        (5, LONG_AGO, 400, ""),
        # after a downtime each side hears the latest alone
        (0, LONG_AGO, 0, "due"),
        (0, LONG_AGO, 30, "late taker authority"),
        # a deed signed later than a reminder would have come
        (0, DUE - timedelta(days=3), -3, ""),
        (0, DUE + timedelta(days=20), 20, "late taker authority"),
    ],
)
def test_each_step_is_told_once_and_after_a_gap_the_latest_alone(
    taken: int, since: date, on: int, told: str
) -> None:
    count, steps = steps_due(DUE, taken, since, DUE + timedelta(days=on))
    assert " ".join(each.key for each in steps) == told
    assert steps_due(DUE, count, since, DUE + timedelta(days=on)) == (count, [])
    assert count >= taken


def test_a_condition_reminds_its_sides_and_goes_up_until_it_is_met(cast: Cast) -> None:
    package = handing.package(cast.project(), to="offered")
    due = make.later(days=20).date().isoformat()
    handing.decide(package, "conditions", words=["补阀门表", "补钥匙"], due_on=[due, due])
    handing.move(package, handing.taker(package), "settle")
    one, two = package.items[0].conditions
    remind_on(19)
    assert told() == [], "nothing is owed before the deed"
    handing.sign(package)
    for days in (12, 13, 13, 20):
        remind_on(days)
    with transaction():
        actions.meet(handing.taker(package), two, at=make.later(days=20))
    remind_on(21)
    remind_on(40)
    remind_on(41)
    ahead = [("package.remind", "ahead", "owner"), ("package.remind", "due", "owner")]
    late = [("package.escalate", "late", "owner"), ("package.escalate", "taker", "utility")]
    up = [("package.escalate", "authority", "officer")]
    assert of(one.words) == sorted([*ahead, *late, *up])
    assert of(two.words) == sorted(ahead), "what is met reminds nobody"
    assert one.steps == len(STEPS)


def of(words: str) -> list[tuple[str, str, str]]:
    """Return what was told of one condition."""
    return sorted((verb, step, account) for verb, step, said, account in told() if said == words)


def remind_on(days: int) -> None:
    """Make the morning round of a day."""
    with transaction():
        remind(make.later(days=days))
    while react():
        pass


def told() -> list[tuple[str, str, str, str]]:
    """Return what was told of conditions: verb, step, words, and whose inbox has it."""
    db.session.rollback()
    stmt = (
        select(Message.verb, Entry.data, Person.account)
        .join(Entry, Entry.seq == Message.entry_seq)
        .join(Person, Person.id == Message.person_id)
        .where(Message.verb.in_(("package.remind", "package.escalate")))
    )
    return [
        (verb, data["step"], data["condition"], account) for verb, data, account in db.session.execute(stmt)
    ]
