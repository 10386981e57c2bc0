"""The platform asks the resident, reminds once, draws whom to call; "no" goes higher; the score shows who answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.complaints import actions, queries
from inspect_app.complaints.api import resident_of
from inspect_app.complaints.models import Complaint, Survey
from inspect_app.complaints.rules.surveys import CALL_ONE_IN, REMIND_AFTER_DAYS, is_drawn, score
from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM, may
from inspect_app.warranty import actions as warranty
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import filed, moving
from tests.complaints.test_follow_and_desk import following

Client = Callable[[str], FlaskClient]


def settled(cast: Cast, once: str = "a" * 32) -> Complaint:
    complaint = filed(cast, once=once)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="outside", answer="转市政")
    moving(cast.street, complaint, "resolve", answer="已修")
    while react():
        pass
    return complaint


def surveys() -> list[Survey]:
    return list(db.session.scalars(select(Survey).order_by(Survey.round)))


def act(name: str, *given: Any, days: int = 0, **values: Any) -> Any:
    with transaction():
        return getattr(actions, name)(*given, **values, at=make.NOW + timedelta(days=days))


def seed_that(draws: bool, number: str) -> str:
    return next(f"s{n}" for n in range(1000) if is_drawn(f"s{n}", number) == draws)


def test_the_score_is_said_with_how_many_answered() -> None:
    said = score(["yes", "yes", "partly", "no", None, None])
    assert (said.asked, said.answered, said.yes, said.content, said.rate) == (6, 4, 2, 50, 67)
    assert (score([]).rate, score([None]).content) == (None, None)


def test_the_draw_can_be_done_again_and_takes_about_one_in_so_many() -> None:
    numbers = [f"TS-2026-{n:06d}" for n in range(5000)]
    drawn = [each for each in numbers if is_drawn("seed", each)]
    assert drawn == [each for each in numbers if is_drawn("seed", each)]
    assert abs(len(drawn) - 5000 / CALL_ONE_IN) < 150
    assert drawn != [each for each in numbers if is_drawn("other", each)]


def test_the_resident_is_asked_once_a_round_and_the_answer_is_kept(cast: Cast) -> None:
    complaint = settled(cast)
    assert [(each.round, each.answer) for each in surveys()] == [(0, None)]
    act("partly", resident_of(complaint), complaint, reason="墙角还湿")
    assert surveys()[0].answer == "partly"
    moving(resident_of(complaint), complaint, "reopen", reason="还漏")
    assert surveys()[0].answer == "no"
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="outside", answer="转")
    moving(cast.street, complaint, "resolve", answer="再修")
    moving(resident_of(complaint), complaint, "confirm")
    while react():
        pass
    assert [(each.round, each.answer) for each in surveys()] == [(0, "no"), (1, "yes")]
    open_one = filed(cast, once="b" * 32)
    with pytest.raises(Problem):
        act("partly", resident_of(open_one), open_one, reason="?")


def test_a_silent_resident_is_reminded_once(cast: Cast, browser: Client) -> None:
    complaint = settled(cast)
    days = [act("remind", SYSTEM, days=n) for n in (REMIND_AFTER_DAYS - 1, REMIND_AFTER_DAYS, 30)]
    assert days == [0, 1, 0]
    assert "还等您回答" in following(browser, complaint).get("/complaints/follow/case").text


def test_who_is_drawn_is_called_by_others_than_the_handler_and_a_no_opens_it_again(
    cast: Cast, browser: Client
) -> None:
    complaint = settled(cast)
    seed = seed_that(True, complaint.number)
    assert [act("draw_calls", SYSTEM, seed=seed) for _twice in range(2)] == [1, 0]
    told = journal.timeline("complaint", complaint.id)[-1].data
    assert (told["seed"], is_drawn(told["seed"], complaint.number)) == (seed, True)
    db.session.expire(complaint)
    callers = {
        each for each in ("street", "officer", "contractor_a", "owner")
        if may(getattr(cast, each), "complaint.call-back", complaint)
    }  # fmt: skip
    assert callers == {"street", "officer"}
    desk = browser("street")
    assert complaint.number in desk.get("/complaints?state=calls").text
    path = f"/complaints/{complaint.id}"
    assert "记录回访" in desk.get(path).text
    assert desk.post(f"{path}/call-back", data={"answer": "maybe"}).status_code == 422
    assert desk.post(f"{path}/call-back", data={"answer": "no", "note": "还在滴水"}).status_code == 302
    while react():
        pass
    db.session.refresh(complaint)
    assert (complaint.state, complaint.level) == ("reopened", 1)
    assert surveys()[0].called == "no"
    assert "记录回访" not in desk.get(path).text


def test_who_was_not_drawn_is_not_called(cast: Cast) -> None:
    complaint = settled(cast)
    assert act("draw_calls", SYSTEM, seed=seed_that(False, complaint.number)) == 0
    with pytest.raises(Problem) as refused:
        act("call_back", cast.street, complaint, answer="yes", note="")
    assert refused.value.status == 409


def test_the_page_of_the_neighbourhood_holds_figures_and_no_case(cast: Cast, browser: Client) -> None:
    complaint = settled(cast)
    moving(resident_of(complaint), complaint, "confirm")
    filed(cast, once="n" * 32)
    found = queries.neighbourhood(complaint.project_id)
    assert (found.total.open, found.total.closed, found.total.days, found.total.score.content) == (
        1,
        1,
        0,
        100,
    )
    client = browser("")
    pages = [client.get(f"/complaints/at/p17{ending}") for ending in ("", "?lang=en", ".csv", ".json")]
    assert [each.status_code for each in pages] == [200] * 4
    for each in pages:
        assert not [word for word in (complaint.number, "13812345678", "很严重") if word in each.text]
    assert "问 1 件，答 1 件" in pages[0].text
    assert pages[3].json["kinds"][0]["yes"] == 1
    # What comes of the warranty stands there too, by day and kind; the households drawn do not.
    certificate = make.certificate(cast.project("p18"))
    with transaction():
        warranty.plan_visits(SYSTEM, certificate, at=make.later(days=60))
    there = client.get("/complaints/at/p18?lang=en").text
    assert "Return visits" in there
    told = client.get("/complaints/at/p18.json").json["return_visits"]
    assert told
    assert {"due_on", "kind", "zh", "en", "state"} == set(told[0])
    assert client.get("/complaints/at/nowhere").status_code == 404
