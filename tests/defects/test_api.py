"""Defects for machines: what each caller sees, and the moves through the door."""

from collections.abc import Callable
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.defects.models import Defect
from tests import make
from tests.cast import Cast, new_id

Caller = Callable[[str], FlaskClient]
ADDRESS = "/api/defects/"


def rows(client: FlaskClient, query: str = "") -> dict[str, Any]:
    reply = client.get(ADDRESS + query)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json
    return found


def test_a_contractor_sees_only_the_tickets_it_is_liable_for(cast: Cast, caller: Caller) -> None:
    mine = make.defect(cast.project(), severity="major")
    designers = make.defect(cast.project(), liable_party_id=cast.party("designer").id)
    others = make.defect(cast.project("p18"))
    seen = rows(caller("contractor_a"))
    assert [each["id"] for each in seen["rows"]] == [mine.id]
    assert (seen["total"], seen["counts"]["state"]["all"]) == (1, 1)
    assert seen["counts"]["severity"] == {"major": 1, "": 1}
    for hidden in (designers, others):
        assert caller("contractor_a").get(ADDRESS + hidden.id).status_code == 404
        assert caller("contractor_a").post(f"{ADDRESS}{hidden.id}/moves/accept", json={}).status_code == 404
    assert rows(caller("contractor_a"), f"?project_id={others.project_id}")["total"] == 0


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("supervisor", 3), ("officer", 3), ("inspector", 3), ("owner", 3), ("admin", 3), ("community", 3),
        ("contractor_b", 1), ("utility", 1), ("property", 0), ("stranger", 0),
    ],
)  # fmt: skip
def test_each_role_sees_its_share(cast: Cast, caller: Caller, who: str, sees: int) -> None:
    made = [make.defect(cast.project()), make.defect(cast.project("p18"))]
    made.append(make.defect(cast.project(), liable_party_id=cast.party("utility").id))
    assert rows(caller(who))["total"] == sees
    client = caller(who)
    assert [client.get(ADDRESS + each.id).status_code for each in made].count(200) == sees


def test_nobody_without_an_account_sees_anything(cast: Cast, caller: Caller) -> None:
    defect = make.defect(cast.project())
    assert caller("").get(ADDRESS).status_code == 401
    assert caller("").get(ADDRESS + defect.id).status_code == 401


def test_a_list_narrows_by_state_severity_deadline_project_and_words(cast: Cast, caller: Caller) -> None:
    long_ago = make.NOW.replace(year=2025)
    late = make.defect(cast.project(), severity="serious", title="护栏松动", at=long_ago)
    fresh = make.defect(cast.project("p18"), at=now())
    closed = make.defect(cast.project(), to="closed")
    client = caller("officer")

    def found(query: str) -> set[str]:
        return {each["id"] for each in rows(client, query)["rows"]}

    assert found("") == {late.id, fresh.id}
    assert found("?state=all") == {late.id, fresh.id, closed.id}
    assert found("?state=closed") == {closed.id}
    assert found("?severity=serious") == {late.id}
    assert found("?overdue=true") == {late.id}
    assert found(f"?project_id={fresh.project_id}") == {fresh.id}
    assert found("?words=护栏") == found(f"?words={late.number.lower()}") == {late.id}
    assert found("?words=%25") == set()


def test_counts_tell_what_each_choice_would_show(cast: Cast, caller: Caller) -> None:
    long_ago = make.NOW.replace(year=2025)
    for severity, at, goal in (
        ("serious", long_ago, "open"), ("serious", now(), "accepted"), ("general", long_ago, "open"),
        ("general", long_ago, "closed"), ("major", now(), "void"),
    ):  # fmt: skip
        make.defect(cast.project(), severity=severity, at=at, to=goal)
    client = caller("officer")
    for kept in (
        {},
        {"state": "all"},
        {"severity": "serious"},
        {"overdue": "true"},
        {"severity": "general", "overdue": "true"},
    ):
        counts = totalled(client, kept)["counts"]
        for facet in ("state", "severity", "overdue"):
            for choice, count in counts[facet].items():
                assert totalled(client, {**kept, facet: choice})["total"] == count, (kept, facet, choice)


def totalled(client: FlaskClient, query: dict[str, str]) -> dict[str, Any]:
    return rows(client, f"?{urlencode(query)}")


def test_the_most_urgent_stands_first_and_pages_hold_each_row_once(cast: Cast, caller: Caller) -> None:
    project = cast.project()
    made = [make.defect(project, at=make.later(minutes=-n)) for n in range(60)]
    client = caller("supervisor")
    first, second = rows(client), rows(client, "?page=2")
    assert (len(first["rows"]), len(second["rows"]), first["pages"]) == (50, 10, 2)
    ids = [each["id"] for each in first["rows"] + second["rows"]]
    assert ids == [each.id for each in reversed(made)]


@pytest.mark.parametrize("query", ["state=gone", "severity=mild", "overdue=perhaps", "page=0", "page=x"])
def test_a_wrong_filter_is_named(cast: Cast, caller: Caller, query: str) -> None:
    reply = caller("officer").get(f"{ADDRESS}?{query}")
    assert (reply.status_code, list(reply.json["errors"])) == (422, [query.partition("=")[0]])


def test_the_list_asks_no_more_queries_for_more_rows(cast: Cast, caller: Caller, queries: list[str]) -> None:
    client, asked = caller("officer"), []
    for _ in range(2):
        for site in ("p17", "p18"):
            for _ in range(6):
                make.defect(cast.project(site), element_id=cast.element(site=site).id)
        db.session.rollback()
        queries.clear()
        assert rows(client)["rows"][0]["moves"] == ["void", "join", "split"]
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 13


def test_the_list_asks_no_more_of_ten_thousand_defects(
    cast: Cast, caller: Caller, queries: list[str]
) -> None:
    sites = cycle([(site.id, site.party("contractor").id) for site in map(cast.project, ("p17", "p18"))])
    many = [row_of(*next(sites), n) for n in range(10_000)]
    with transaction():
        db.session.execute(insert(Defect), many)
    for who, total in (("officer", 2_000), ("contractor_a", 1_000)):
        client = caller(who)
        queries.clear()
        assert rows(client)["total"] == total
        assert len(queries) <= 12


def row_of(project_id: str, party_id: str, n: int) -> dict[str, Any]:
    at = make.later(minutes=-n)
    state = {0: "open", 1: "open"}.get(n % 10, "closed")
    closed = at if state == "closed" else None
    return {
        "id": new_id(), "number": f"QX-2026-{n:06d}", "project_id": project_id, "kind": "quality", "title": f"缺陷 {n}",
        "severity": "serious", "liable_party_id": party_id, "state": state, "raised_at": at,
        "raised_by_name": "王工", "due_at": at, "step_at": at, "rectified_at": closed, "closed_at": closed, "version": 1,
    }  # fmt: skip


def test_a_ticket_travels_through_the_api(cast: Cast, caller: Caller) -> None:
    body = {"project_id": cast.project().id, "title": "渗漏", "photos": [make.received("red")]}
    made = caller("inspector").post(ADDRESS, json=body)
    assert made.status_code == 201, made.text
    assert made.json["state"] == "open"
    assert [each["label"] for each in made.json["photos"]] == ["found"]
    at = f"{ADDRESS}{made.json['id']}"
    assert caller("contractor_a").get(at).json["moves"] == ["accept", "dispute", "more-time"]
    assert caller("contractor_a").post(f"{at}/moves/accept", json={}).json["moves"] == [
        "rectify",
        "more-time",
    ]
    fix = {"note": "补做", "after": [make.received("green")]}
    fixed = caller("contractor_a").post(f"{at}/moves/rectify", json=fix)
    assert (fixed.status_code, fixed.json["rounds"], fixed.json["moves"]) == (200, 1, [])
    assert caller("contractor_a").post(f"{at}/moves/confirm", json={}).status_code == 403
    assert caller("owner").post(f"{at}/moves/confirm", json={}).status_code == 403
    assert caller("supervisor").get(at).json["moves"] == ["confirm", "return"]
    closed = caller("supervisor").post(f"{at}/moves/confirm", json={"note": "合格"})
    assert (closed.status_code, closed.json["state"], closed.json["moves"]) == (200, "closed", [])
    assert caller("supervisor").post(f"{at}/moves/confirm", json={}).status_code == 409


def test_a_photo_address_opens_the_photo(cast: Cast, caller: Caller) -> None:
    defect = make.defect(cast.project(), photos=[make.received("red")])
    (photo,) = caller("contractor_a").get(ADDRESS + defect.id).json["photos"]
    assert caller("").get(photo["url"]).mimetype == "image/jpeg"


def test_a_fix_without_photo_or_note_is_refused_by_field(cast: Cast, caller: Caller) -> None:
    defect = make.defect(cast.project(), to="accepted")
    reply = caller("contractor_a").post(f"{ADDRESS}{defect.id}/moves/rectify", json={"after": []})
    assert (reply.status_code, sorted(reply.json["errors"])) == (422, ["after", "note"])


def test_raising_is_refused_where_one_does_not_inspect(cast: Cast, caller: Caller) -> None:
    body = {"project_id": cast.project().id, "title": "渗漏"}
    assert caller("owner").post(ADDRESS, json=body).status_code == 403
    assert caller("contractor_a").post(ADDRESS, json=body).status_code == 403
    assert caller("stranger").post(ADDRESS, json=body).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Defect)) == 0


@pytest.mark.parametrize(
    "body", [{}, {"title": "x"}, {"title": "", "project_id": "p"}, {"title": 5, "project_id": []}, []]
)
def test_a_wrong_body_gets_a_clear_refusal(cast: Cast, caller: Caller, body: Any) -> None:
    reply = caller("supervisor").post(ADDRESS, json=body)
    assert reply.status_code == 422
    assert reply.json["errors"]


def test_the_same_idempotency_key_raises_one_defect(cast: Cast, caller: Caller) -> None:
    body = {"project_id": cast.project().id, "title": "渗漏"}
    key = {"Idempotency-Key": "k-1"}
    first, again = (caller("supervisor").post(ADDRESS, json=body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]


@pytest.mark.parametrize("odd", ["0", "x" * 300, "99999999999999999999999", "' OR 1=1 --"])
def test_an_odd_id_is_not_found(cast: Cast, caller: Caller, odd: str) -> None:
    assert caller("officer").get(ADDRESS + odd).status_code == 404


@pytest.mark.parametrize("path", ["%00", "?project_id=%00"])
def test_what_the_database_cannot_take_is_no_fault_of_ours(cast: Cast, caller: Caller, path: str) -> None:
    # PostgreSQL refuses the character, SQLite knows no such row.
    assert caller("officer").get(ADDRESS + path).status_code in (200, 400, 404)
