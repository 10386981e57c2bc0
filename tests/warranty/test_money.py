"""Money held back: recorded within the cap, released in part or whole when nothing is open, by clocks of fourteen days."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from inspect_app.core import jobs
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.warranty import actions
from inspect_app.warranty.models import Retention
from inspect_app.warranty.queries import retention as queries
from tests import make
from tests.make import NOW
from tests.warranty import claims as told
from tests.warranty.claims import take

AFTER = NOW + timedelta(days=366)


@pytest.fixture
def project(cast):
    make.certificate(cast.project())
    return cast.project()


def hold(project, **values):
    given = {"settlement": 8_600_000, "held": 258_000, **values}
    with transaction():
        return actions.hold_retention(SYSTEM, project, **given, at=NOW)


def ask(one, amount, at=AFTER):
    with transaction():
        return actions.ask_release(SYSTEM, one, amount=amount, at=at)


def move(release, name, values=None, at=AFTER):
    with transaction():
        return actions.move_release(SYSTEM, release, name, values or {}, at=at)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"held": 258_000.01}, "held"), ({"months": 30}, "months"), ({"held": 0.001}, "held"),
     ({"delay": "owner"}, "reported_on"), ({"document_id": "none"}, "document_id")],
)  # fmt: skip
def test_what_the_law_does_not_allow_is_refused_by_name(project, values, field):
    with pytest.raises(Problem) as refused:
        hold(project, **values)
    assert field in refused.value.field_words("zh")


def test_a_sum_put_right_stays_one_row(project):
    hold(project)
    one = hold(project, held=200_000, months=24)
    assert db.session.scalars(select(Retention)).all() == [one]
    assert (one.held, one.ends_on) == (20_000_000, date(2028, 5, 11))


def test_before_its_day_nothing_is_released(project):
    one = hold(project)
    with pytest.raises(Problem, match="conflict"):
        ask(one, 100, at=NOW + timedelta(days=365))


def test_each_open_item_blocks_the_release_by_its_number(project):
    one = hold(project)
    defect, claim = make.defect(project), told.taken(project, "dispatched")
    release = ask(one, 258_000)
    assert {each.words[0] for each in queries.blockers(one)} == {
        f"缺陷 {defect.number}",
        f"报修 {claim.number}",
    }
    with pytest.raises(Problem) as refused:
        move(release, "check", {"amount": 258_000})
    assert defect.number in refused.value.words("zh")
    assert claim.number in refused.value.words("en")


def test_a_repair_by_others_is_charged_and_the_rest_released_in_two_parts(project):
    one, claim = hold(project), told.taken(project, "dispatched")
    late = claim.done_by + timedelta(minutes=1)
    take(claim, "take-over", {"firm": "某公司", "reason": "逾期"}, at=late)
    take(claim, "repair-by-others", {"cost": 8_000, "note": "已修", "photos": [told.photo(3)]}, at=late)
    take(claim, "check", {"reason": "现场核查"}, at=late)
    assert queries.balance(one).left == 25_000_000
    with pytest.raises(Problem) as refused:
        ask(one, 258_000)
    assert "amount" in refused.value.field_words("zh")
    first = ask(one, 250_000)
    move(first, "check", {"amount": 100_000})
    assert first.working["left"] == 25_000_000
    move(first, "pay")
    second = ask(one, 150_000)
    move(second, "check", {"amount": 150_000})
    move(second, "pay")
    found = queries.balance(one)
    assert (found.left, [fen for _zh, _en, fen in found.steps]) == (
        0,
        [25_800_000, -800_000, -10_000_000, -15_000_000],
    )


def test_silence_after_a_reminder_is_taken_as_consent_once(project):
    one = hold(project)
    release = ask(one, 100_000)
    with pytest.raises(Problem, match="conflict"):
        move(release, "remind", at=AFTER + timedelta(days=14))
    move(release, "remind", at=AFTER + timedelta(days=15))
    job = jobs.JOBS["warranty.take_silence_as_consent"]
    for days in (20, 29, 30, 31, 32):
        jobs.run_due(job, AFTER + timedelta(days=days, hours=6))
    assert (release.state, release.deemed, release.amount) == ("checked", True, 10_000_000)


def test_one_request_at_a_time(project):
    one = hold(project)
    ask(one, 100)
    with pytest.raises(Problem, match="conflict"):
        ask(one, 100)
    with pytest.raises(Problem, match="conflict"):
        hold(project)
