"""Accidents suggest the blacklist on the officer's desk: with their basis, until a person decides, nothing by itself."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.credit import queries as credit
from inspect_app.credit.models import Blacklisting
from inspect_app.credit.rules import blacklist
from tests.cast import Cast
from tests.credit.test_desk_and_public import paper

Caller = Callable[[str], FlaskClient]
DAY = date(2026, 5, 11)


@pytest.mark.parametrize(
    ("days_before", "kind"),
    [((), ""), ((0,), "one"), ((364,), "one"), ((365,), ""), ((0, 300), "two"), ((-1,), ""), ((1, 400), "one")],
)  # fmt: skip
def test_one_larger_accident_asks_for_a_look_and_two_in_a_year_are_a_ground(
    days_before: tuple[int, ...], kind: str
) -> None:
    assert blacklist.suggested([DAY - timedelta(days=each) for each in days_before], DAY) == kind


def accident(cast: Cast, officer: FlaskClient, number: str, days: int) -> str:
    """Enter an accident from its paper, and confirm it."""
    day = (local_day(now()) - timedelta(days=days)).isoformat()
    body = paper(cast, event="accident_larger", document=number, occurred_on=day, document_on=day)
    made = officer.post("/api/credit/", json={**body, "project_id": cast.project().id})
    assert made.status_code == 201, made.text
    assert officer.post(f"/api/credit/{made.json['id']}/moves/confirm", json={}).status_code == 200
    return str(made.json["id"])


def test_an_accident_is_suggested_until_somebody_sets_it_aside_or_proposes(
    cast: Cast, browser: Caller, caller: Caller, queries: list[str]
) -> None:
    machine, desk, words = caller("officer"), browser("officer"), "建议考虑列入黑名单"
    assert words not in desk.get("/credit/desk?lang=zh").text
    first = accident(cast, machine, "事故〔2026〕1 号", 30)
    shown = desk.get("/credit/desk?lang=zh").text
    assert words in shown
    assert "如属重大及以上或性质恶劣" in shown
    assert "事故〔2026〕1 号" in shown
    assert "Consider for the blacklist" in desk.get("/credit/desk?lang=en").text
    assert words not in browser("stranger").get("/credit/desk?lang=zh").text
    assert words in desk.get("/?lang=zh").text
    assert words not in browser("contractor_a").get("/?lang=zh").text
    for name in ("review_blacklist", "take_effect", "retune_plans"):
        run_due(JOBS[f"credit.{name}"], now())
    assert db.session.scalars(select(Blacklisting)).all() == [], "nothing follows by itself"

    path = f"/credit/{first}/set-aside"
    assert browser("contractor_a").post(path, data={"reason": "x"}).status_code == 403
    assert browser("stranger").get(path).status_code == 404
    assert desk.post(path, data={"reason": " "}).status_code == 422
    assert desk.post(path, data={"reason": "属较大事故，性质不恶劣"}).status_code == 302
    assert desk.post(path, data={"reason": "再来一次"}).status_code == 409
    assert machine.post(f"/api{path}", json={"reason": "x"}).status_code == 409
    assert words not in desk.get("/credit/desk?lang=zh").text
    assert [each.verb for each in journal.timeline("credit", first)].count("credit.set-aside") == 1
    party = cast.party("contractor_a").id
    assert credit.score_on(party, local_day(now())) == credit.scores([party], local_day(now()))[party]
    assert "性质不恶劣" in desk.get(f"/credit/{first}?lang=zh").text

    second = accident(cast, machine, "事故〔2026〕2 号", 10)
    shown = desk.get("/credit/desk?lang=zh").text
    assert "一年内两次以上较大事故" in shown
    assert "事故〔2026〕1 号" in shown
    form = f"/projects/{cast.project().id}/credit/blacklist"
    filled = desk.get(f"{form}?entry={second}").text
    assert 'value="事故〔2026〕2 号"' in filled
    assert '<option value="accident" selected>' in filled
    assert desk.get(f"/projects/{cast.project('p18').id}/credit/blacklist?entry={second}").status_code == 404
    typed = {
        "party_id": party, "ground": "accident", "document": "事故〔2026〕2 号", "issuer": "区应急局",
        "document_on": local_day(now()).isoformat(), "facts": "一年内两次较大事故",
    }  # fmt: skip
    assert desk.post(form, data=typed).status_code == 302
    assert words not in desk.get("/credit/desk?lang=zh").text
    stop = machine.post(f"/api/credit/{caller_entry(cast, machine)}/set-aside", json={"reason": "x"})
    assert stop.status_code == 409, "an entry that suggests nothing"
    queries.clear()
    desk.get("/credit/desk")
    few = len(queries)
    accident(cast, machine, "事故〔2026〕3 号", 5)
    accident(cast, machine, "事故〔2026〕4 号", 4)
    queries.clear()
    desk.get("/credit/desk")
    assert len(queries) <= few


def caller_entry(cast: Cast, officer: FlaskClient) -> str:
    """Enter what is no accident."""
    made = officer.post("/api/credit/", json={**paper(cast), "project_id": cast.project().id})
    return str(made.json["id"])
