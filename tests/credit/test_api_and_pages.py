"""Credit as machines and people meet it: scope, past days, the working on the page, objections."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions
from inspect_app.credit.models import CreditEntry
from tests.cast import Cast

Caller = Callable[[str], FlaskClient]


def entered(
    cast: Cast, site: str = "p17", event: str = "stop_work", to: str = "effective", n: int = 0
) -> CreditEntry:
    project, at = cast.project(site), now() - timedelta(days=3)
    contractor = project.party("contractor")
    assert contractor is not None
    with transaction():
        made = actions.propose(
            SYSTEM, party_id=contractor.id, project=project, event=event, source_kind="defect",
            source_id=f"source-{site}-{n}", source_number=f"QX-2026-{n:06d}", occurred_at=at, at=at,
        )  # fmt: skip
        assert made is not None
        if to == "effective":
            actions.move(SYSTEM, made, "confirm", {}, at=at)
    return made


def test_an_officer_sees_every_party_of_its_projects_with_score_and_grade(cast: Cast, caller: Caller) -> None:
    entered(cast)
    rows = {each["name"]: each for each in caller("officer").get("/api/credit/parties").json["rows"]}
    assert (rows["安居建设集团"]["score"], rows["安居建设集团"]["grade"]) == (94, "A")
    assert rows["宏达建筑公司"]["score"] == 100
    assert len(caller("street").get("/api/credit/parties").json["rows"]) == len(rows)
    assert len(caller("admin").get("/api/credit/parties").json["rows"]) == len(rows)
    assert caller("stranger").get("/api/credit/parties").json["rows"] == []
    assert caller("").get("/api/credit/parties").status_code == 401
    assert caller("community").get("/api/credit/parties").status_code == 403


def test_a_contractor_sees_only_its_own(cast: Cast, caller: Caller, browser: Caller) -> None:
    mine, others = entered(cast), entered(cast, "p18")
    client = caller("contractor_a")
    assert [each["name"] for each in client.get("/api/credit/parties").json["rows"]] == ["安居建设集团"]
    assert client.get(f"/api/credit/{mine.id}").status_code == 200
    for path in (f"/api/credit/{others.id}", f"/api/credit/parties/{others.party_id}"):
        assert client.get(path).status_code == 404
    page = browser("contractor_a")
    assert page.get("/credit").location == f"/credit/parties/{mine.party_id}"
    assert page.get(f"/credit/parties/{others.party_id}").status_code == 404
    assert page.get(f"/credit/{others.id}").status_code == 404


def test_the_working_of_a_past_day_is_shown_and_the_future_refused(cast: Cast, caller: Caller) -> None:
    entry = entered(cast)
    client, today = caller("officer"), local_day(now())
    path = f"/api/credit/parties/{entry.party_id}"
    shown = client.get(path).json
    assert (shown["score"], shown["lines"][0]["points"], shown["lines"][0]["score_after"]) == (94, -6, 94)
    assert shown["entries"][0]["rule"] == "2026-2"
    assert client.get(f"{path}?on={today - timedelta(days=9)}").json["score"] == 100
    assert client.get(f"{path}?on={today - timedelta(days=1)}").json["score"] == 94
    for wrong in (today + timedelta(days=1), "yesterday"):
        assert client.get(f"{path}?on={wrong}").status_code == 422


def test_a_firm_objects_on_the_page_and_the_authority_decides(
    cast: Cast, browser: Caller, caller: Caller
) -> None:
    entry = entered(cast, to="proposed")
    firm = browser("contractor_a")
    shown = firm.get(f"/credit/{entry.id}").text
    assert "提出异议" in shown
    assert "确认记入" not in shown
    assert firm.post(f"/credit/{entry.id}/moves/object", data={}).status_code == 422
    assert firm.post(f"/credit/{entry.id}/moves/object", data={"reason": "<b>冤</b>"}).status_code == 302
    officer = browser("officer").get(f"/credit/{entry.id}").text
    assert "&lt;b&gt;冤&lt;/b&gt;" in officer
    assert "驳回异议" in officer
    assert firm.post(f"/credit/{entry.id}/moves/allow", data={"reason": "我"}).status_code == 403
    reply = caller("officer").post(f"/api/credit/{entry.id}/moves/allow", json={"reason": "成立"})
    assert (reply.status_code, reply.json["state"], reply.json["moves"]) == (200, "withdrawn", [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_stands_in_both_languages(cast: Cast, browser: Caller, language: str) -> None:
    entry = entered(cast)
    entered(cast, event="major_hazard", n=1)
    for who, path in (
        ("officer", "/credit"), ("officer", f"/credit/parties/{entry.party_id}"), ("officer", f"/credit/{entry.id}"),
        ("contractor_a", f"/credit/parties/{entry.party_id}"), ("contractor_b", "/credit/rules"),
        ("officer", "/credit?on=2026-03-05"),
    ):  # fmt: skip
        page = browser(who).get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.status_code == 200, (who, path)
    held = browser("officer").get(f"/credit/parties/{entry.party_id}?lang={language}").text
    assert ("等级因重大事项限为" if language == "zh" else "The grade is held at") in held


def test_lists_cost_the_same_whatever_their_length(cast: Cast, browser: Caller, queries: list[str]) -> None:
    entry = entered(cast)
    client, day = browser("officer"), local_day(now()) - timedelta(days=1)
    paths = "/credit", f"/credit?on={day}", f"/credit/parties/{entry.party_id}"

    def cost() -> list[int]:
        found = []
        for path in paths:
            queries.clear()
            assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    cost()
    few = cost()
    for n in range(1, 15):
        entered(cast, "p17" if n % 2 else "p18", n=n)
    assert cost() == few
