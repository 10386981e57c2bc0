"""People and roles for machines: who may give what, what takes effect when, and every refusal."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.identity import actions
from tests.cast import BEGIN, PASSWORD, PEOPLE, REGION, Cast

Clients = Callable[[str], FlaskClient]


def roles_of(client: FlaskClient, person_id: str) -> list[dict[str, Any]]:
    reply = client.get(f"/api/people/{person_id}")
    assert reply.status_code == 200, reply.text
    return reply.json["memberships"]


def role(cast: Cast, party: str, name: str, **reach: str) -> dict[str, str]:
    return {"party_id": cast.party(party).id, "role": name, **reach}


@pytest.fixture
def district(app: Any, cast: Cast) -> FlaskClient:
    """An administrator of the division 110114 alone."""
    with transaction():
        person = actions.add_person(SYSTEM, account="district", name="区管理员", password=PASSWORD, at=BEGIN)
        party = cast.party("authority")
        actions.add_membership(SYSTEM, person=person, party=party, role="admin", region=REGION, at=BEGIN)
    client = app.test_client()
    token = client.post("/api/session", json={"account": "district", "password": PASSWORD}).json["token"]
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_a_role_is_given_seen_narrowed_and_taken_back(caller: Clients, cast: Cast) -> None:
    admin, person = caller("admin"), cast.person("contractor_b").id
    path = f"/api/people/{person}/memberships"
    made = admin.post(path, json=role(cast, "contractor_a", "contractor"))
    assert made.status_code == 201, made.text
    assert (made.json["party"], made.json["project_id"]) == ("安居建设集团", None)
    narrow = admin.post(
        f"/api/memberships/{made.json['id']}/narrow", json={"project_id": cast.project("p17").id}
    )
    assert narrow.status_code == 201, narrow.text
    ended = admin.post(f"/api/memberships/{narrow.json['id']}/end")
    assert (ended.status_code, bool(ended.json["ended_at"])) == (200, True)
    told = [
        (each["project"], each["given_by"], each["ended_by"], each["moves"])
        for each in roles_of(admin, person)
    ]
    assert told == [
        ("", "系统", "", ["narrow", "end"]),
        ("p17 老旧小区改造", "admin", "admin", []),
        ("", "admin", "admin", []),
    ]


@pytest.mark.parametrize("kind", ["browser", "caller"])
def test_a_role_given_or_taken_back_counts_with_the_next_request(
    caller: Clients, request: Any, cast: Cast, kind: str
) -> None:
    admin, client = caller("admin"), request.getfixturevalue(kind)("contractor_b")
    person, path = cast.person("contractor_b").id, f"/api/projects/{cast.project('p17').id}"
    assert client.get(path).status_code == 404
    body = role(cast, "supervisor", "inspector", project_id=cast.project("p17").id)
    made = admin.post(f"/api/people/{person}/memberships", json=body).json["id"]
    assert client.get(path).status_code == 200
    assert admin.post(f"/api/memberships/{made}/end").status_code == 200
    assert client.get(path).status_code == 404
    assert client.get("/api/me").status_code == 200


@pytest.mark.parametrize("kind", ["browser", "caller"])
def test_a_closed_account_is_out_with_the_next_request_and_reopened_logs_in_anew(
    caller: Clients, request: Any, cast: Cast, kind: str
) -> None:
    admin, client, path = caller("admin"), request.getfixturevalue(kind)("owner"), "/api/me"
    person = cast.person("owner").id
    assert client.get(path).status_code == 200
    assert admin.post(f"/api/people/{person}/close").json["closed_at"]
    assert client.get(path).status_code == 401
    given = {"account": "owner", "password": PASSWORD}
    assert caller("").post("/api/session", json=given).status_code == 401
    assert admin.post(f"/api/people/{person}/reopen").json["closed_at"] is None
    assert client.get(path).status_code == 401
    assert caller("").post("/api/session", json=given).status_code == 201


def test_only_an_administrator_sees_and_changes_people(caller: Clients, cast: Cast) -> None:
    person = cast.person("street")
    ways = [
        ("GET", "/api/people"), ("GET", f"/api/people/{person.id}"), ("POST", "/api/people"),
        ("POST", f"/api/people/{person.id}/memberships"), ("POST", f"/api/people/{person.id}/close"),
        ("POST", f"/api/people/{person.id}/reopen"),
        *(("POST", f"/api/memberships/{person.memberships[0].id}/{each}") for each in ("end", "narrow")),
    ]  # fmt: skip
    full = {
        **role(cast, "authority", "admin"), "account": "mine", "name": "x", "password": PASSWORD, "region": REGION
    }  # fmt: skip
    bodies = {
        "/api/people": full,
        "memberships": role(cast, "authority", "admin"),
        "narrow": {"region": "1101"},
    }
    for name in [*PEOPLE, ""]:
        if name == "admin":
            continue
        for method, path in ways:
            sent = next((body for end, body in bodies.items() if path.endswith(end)), {})
            reply = caller(name).open(path, method=method, json=sent if method == "POST" else None)
            assert reply.status_code in ((403, 404) if name else (401,)), (name, method, path, reply.text)
    db.session.rollback()
    assert len(cast.person("street").memberships) == 1
    assert caller("admin").get("/api/people").json["total"] == len(PEOPLE)


def test_a_district_administrator_hands_out_no_more_than_the_district(
    district: FlaskClient, cast: Cast
) -> None:
    path = f"/api/people/{cast.person('officer').id}/memberships"
    here = cast.project("p17").id
    for given, status in (
        (role(cast, "authority", "admin"), 422),
        (role(cast, "authority", "inspector"), 422),
        (role(cast, "contractor_a", "contractor"), 422),
        (role(cast, "authority", "inspector", region="1101"), 422),
        (role(cast, "authority", "inspector", region="310101"), 422),
        (role(cast, "authority", "inspector", region=REGION), 201),
        (role(cast, "authority", "admin", region=REGION + "001"), 201),
        (role(cast, "contractor_a", "contractor", project_id=here), 201),
    ):
        reply = district.post(path, json=given)
        assert reply.status_code == status, (given, reply.text)
        assert status == 201 or set(reply.json["errors"]) <= {"region", "project_id"}


def test_a_district_administrator_adds_nobody_with_more_than_the_district(
    district: FlaskClient, cast: Cast
) -> None:
    body = {"account": "new.one", "name": "新人", "password": "a good long one"}
    whole = district.post("/api/people", json={**body, **role(cast, "authority", "admin")})
    assert (whole.status_code, list(whole.json["errors"])) == (422, ["region"])
    made = district.post("/api/people", json={**body, **role(cast, "street", "street", region=REGION)})
    assert made.status_code == 201, made.text


def test_a_district_administrator_neither_sees_nor_touches_what_is_elsewhere(
    district: FlaskClient, caller: Clients, cast: Cast
) -> None:
    assert district.get(f"/api/people/{cast.person('stranger').id}").status_code == 404
    listed = {each["account"] for each in district.get("/api/people").json["rows"]}
    assert {"officer", "inspector", "district", "admin"} <= listed
    assert listed.isdisjoint({"stranger", "contractor-a", "owner"})
    admin = cast.person("admin")
    whole = admin.memberships[0].id
    assert roles_of(district, admin.id)[0]["moves"] == []
    for path in (f"memberships/{whole}/end", f"people/{admin.id}/close", f"people/{admin.id}/reopen"):
        assert district.post(f"/api/{path}").status_code == 403, path
    assert district.post(f"/api/memberships/{whole}/narrow", json={"region": REGION}).status_code == 403
    foreign = cast.person("stranger").memberships[0].id
    assert district.post(f"/api/memberships/{foreign}/end").status_code == 404
    inspector = cast.person("inspector")
    assert district.post(f"/api/people/{inspector.id}/close").status_code == 200
    assert district.post(f"/api/people/{inspector.id}/reopen").status_code == 200


def test_whoever_also_holds_a_role_elsewhere_is_not_closed_by_a_district(
    district: FlaskClient, cast: Cast
) -> None:
    with transaction():
        actions.add_membership(
            SYSTEM, person=cast.person("inspector"), party=cast.party("other_authority"), role="inspector",
            region="310101", at=BEGIN,
        )  # fmt: skip
    assert district.post(f"/api/people/{cast.person('inspector').id}/close").status_code == 403


def test_the_last_administrator_is_told_why_not(caller: Clients, cast: Cast) -> None:
    admin = cast.person("admin")
    english = {"Accept-Language": "en"}
    for path, words in (
        (f"/api/people/{admin.id}/close", "You cannot close your own account."),
        (f"/api/memberships/{admin.memberships[0].id}/end", "This is the last administrator"),
    ):
        reply = caller("admin").post(path, headers=english)
        assert (reply.status_code, words in reply.json["title"]) == (409, True), reply.text


def test_the_same_role_twice_is_one_role(caller: Clients, cast: Cast) -> None:
    path, body = f"/api/people/{cast.person('officer').id}/memberships", role(cast, "authority", "inspector")
    replies = [caller("admin").post(path, json=body) for _ in range(2)]
    assert [each.status_code for each in replies] == [201, 422]
    assert list(replies[1].json["errors"]) == ["role"]


def test_the_api_is_described(caller: Clients) -> None:
    paths = caller("").get("/api/openapi.json").json["paths"]
    for path, method in (
        ("/api/people", "get"), ("/api/people", "post"), ("/api/people/{id}", "get"),
        ("/api/people/{id}/memberships", "post"), ("/api/people/{id}/close", "post"),
        ("/api/people/{id}/reopen", "post"), ("/api/memberships/{id}/end", "post"),
        ("/api/memberships/{id}/narrow", "post"),
    ):  # fmt: skip
        assert paths[path][method]["summary"], path


def test_a_list_of_people_costs_the_same_whatever_its_length(
    caller: Clients, cast: Cast, queries: list[str]
) -> None:
    client = caller("admin")
    client.get("/api/people")
    queries.clear()
    client.get("/api/people")
    few = len(queries)
    with transaction():
        for number in range(12):
            one = actions.add_person(
                SYSTEM, account=f"noise{number}", name="路人", password="not a secret 1", at=BEGIN
            )
            actions.add_membership(
                SYSTEM, person=one, party=cast.party("street"), role="street", region=REGION, at=BEGIN
            )
    queries.clear()
    assert client.get("/api/people").json["total"] == len(PEOPLE) + 12
    assert len(queries) == few
