"""Complaints for machines: filing and following without an account, and what each role sees."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from inspect_app.complaints.rules.life import FOLLOWING, POSTING
from inspect_app.core.db import db, transaction
from inspect_app.identity.models import Failure
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving, replace

Caller = Callable[[str], FlaskClient]
ADDRESS = "/api/complaints/"
BODY = {"site": "p17", "category": "roof_leak", "words": "顶楼漏水", "phone": "13812345678"}


def post(client: FlaskClient, **changes: Any) -> Any:
    return client.post(ADDRESS, json={**BODY, **changes})


def test_anyone_files_and_follows_by_number_and_code(cast: Cast, caller: Caller) -> None:
    reply = post(caller(""), element_id=cast.element().id)
    assert reply.status_code == 201, reply.text
    number, code = reply.json["complaint"]["number"], reply.json["code"]
    assert reply.json["complaint"]["accountable_party"] == "安居建设集团"
    assert "phone" not in reply.json["complaint"]
    seen = caller("").get(f"{ADDRESS}{number}?code={code}")
    assert seen.status_code == 200, seen.text
    assert (seen.json["state"], seen.json["moves"]) == ("received", ["withdraw"])
    assert [each["detail"] for each in seen.json["updates"]] == [""]
    assert "13812345678" not in seen.text


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(cast: Cast, caller: Caller) -> None:
    number = post(caller("")).json["complaint"]["number"]
    wrong = caller("").get(f"{ADDRESS}{number}?code=0000-0000-0000-0000")
    unknown = caller("").get(f"{ADDRESS}TS-2026-999999?code=0000-0000-0000-0000")
    assert (wrong.status_code, wrong.json) == (unknown.status_code, unknown.json)
    assert wrong.status_code == 422


def test_guessing_is_slowed_by_address_and_locks_nobody_else_out(cast: Cast, caller: Caller) -> None:
    made = post(caller("")).json
    address = f"{ADDRESS}{made['complaint']['number']}"
    guesser = caller("")
    guesser.environ_base["REMOTE_ADDR"] = "10.9.9.9"
    codes = [guesser.get(f"{address}?code=wrong-{n}").status_code for n in range(FOLLOWING.failures + 2)]
    assert codes == [422] * FOLLOWING.failures + [429, 429]
    assert guesser.get(f"{address}?code={made['code']}").status_code == 429
    assert caller("").get(f"{address}?code={made['code']}").status_code == 200


def test_filing_without_an_account_is_slowed_by_address(cast: Cast, caller: Caller) -> None:
    codes = [post(caller("")).status_code for _each in range(POSTING.failures + 1)]
    assert codes == [201] * POSTING.failures + [429]
    assert post(caller("street")).status_code == 201


def test_the_same_message_sent_twice_files_one_complaint(cast: Cast, caller: Caller) -> None:
    first, again = (post(caller(""), once="0192f0c1-7000-7000-8000-00000000aaaa").json for _each in range(2))
    assert first == again
    other = post(caller(""), once="0192f0c1-7000-7000-8000-00000000aaaa", words="别的")
    assert other.status_code == 409
    kept = caller("").post(ADDRESS, json=BODY, headers={"Idempotency-Key": "x"})
    assert (kept.status_code, list(kept.json["errors"])) == (422, ["Idempotency-Key"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": "有\x00字符"}, "words"),
        ({"words": ""}, "words"),
        ({"words": "漏" * 1001}, "words"),
        ({"category": "x"}, "category"),
        ({"site": "nowhere"}, "site"),
        ({"element_id": "nowhere"}, "element_id"),
        ({"phone": "abc"}, "phone"),
        ({"once": "short"}, "once"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_bad_input_is_refused_by_field(
    cast: Cast, caller: Caller, changes: dict[str, Any], field: str
) -> None:
    reply = post(caller(""), **changes)
    assert (reply.status_code, list(reply.json["errors"])) == (422, [field])


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("street", 2), ("officer", 2), ("owner", 2), ("community", 2), ("supervisor", 2), ("inspector", 2),
        ("admin", 2), ("contractor_a", 1), ("contractor_b", 1), ("property", 0), ("utility", 0), ("stranger", 0),
    ],
)  # fmt: skip
def test_each_role_sees_its_share(cast: Cast, caller: Caller, who: str, sees: int) -> None:
    made = [filed(cast), filed(cast, once="z" * 32, site="p18")]
    client = caller(who)
    reply = client.get(ADDRESS)
    assert (reply.status_code, reply.json["total"], reply.json["counts"]["all"]) == (200, sees, sees)
    assert [client.get(ADDRESS + each.id).status_code for each in made].count(200) == sees


def test_neither_nobody_nor_a_designer_lists_complaints(cast: Cast, caller: Caller) -> None:
    made = filed(cast)
    assert caller("").get(ADDRESS).status_code == 401
    assert caller("").get(ADDRESS + made.number).status_code == 404
    assert caller("designer").get(ADDRESS).status_code == 403
    assert caller("designer").get(ADDRESS + made.id).status_code == 404


def test_phones_are_masked_and_a_look_at_one_is_written_down(cast: Cast, caller: Caller) -> None:
    made = filed(cast)
    assert caller("street").get(ADDRESS + made.id).json["phone"] == "138****78"
    for blind in ("contractor_a", "officer", "community"):
        reply = caller(blind).get(ADDRESS + made.id)
        assert reply.json["phone"] == ""
        assert caller(blind).post(f"{ADDRESS}{made.id}/phone", json={"purpose": "ask"}).status_code == 403
    assert caller("street").post(f"{ADDRESS}{made.id}/phone", json={"purpose": "ask"}).json == {
        "phone": "13812345678"
    }
    looks = caller("street").get(ADDRESS + made.id)
    assert looks.status_code == 200


def test_the_desk_takes_it_through_its_life(cast: Cast, caller: Caller) -> None:
    made = filed(cast)
    street, address = caller("street"), ADDRESS + made.id
    assert street.get(address).json["moves"] == ["accept"]
    assert caller("community").post(f"{address}/moves/accept", json={}).status_code == 403
    assert street.post(f"{address}/moves/accept", json={"answer": "已受理"}).json["state"] == "accepted"
    bad = street.post(f"{address}/moves/answer", json={"finding": "maybe", "answer": "好"})
    assert (bad.status_code, list(bad.json["errors"])) == (422, ["finding"])
    told = {"finding": "upheld", "answer": "属实"}
    assert street.post(f"{address}/moves/answer", json=told).json["state"] == "answered"
    assert caller("contractor_a").post(f"{address}/moves/answer", json=told).status_code == 403
    done = caller("contractor_a").post(f"{address}/moves/resolve", json={"answer": "已修好"})
    assert done.json["state"] == "resolved"
    assert street.post(f"{address}/moves/confirm", json={}).status_code == 403
    assert street.post(f"{address}/remark", json={"words": "内部"}).status_code == 200
    assert street.post(f"{address}/tell", json={"words": "请确认"}).status_code == 200
    passed = street.post(f"{address}/assign", json={"party_id": cast.party("property").id, "reason": "物业"})
    assert passed.json["accountable_party"] == "安居建设集团"
    taken = caller("property").post(f"{address}/take-over", json={})
    assert taken.json["accountable_party"] == "安居物业"


def test_a_list_costs_the_same_whatever_its_length(cast: Cast, caller: Caller, queries: list[str]) -> None:
    filed(cast, replace(LEAK, element_id=cast.element().id))
    client = caller("street")
    client.get(ADDRESS)
    queries.clear()
    client.get(ADDRESS)
    few = len(queries)
    for number in range(12):
        made = filed(cast, replace(LEAK, element_id=cast.element("1号楼 / 给水").id), once=f"{number}" * 32)
        if number % 2:
            moving(cast.street, made, "accept")
    queries.clear()
    assert client.get(ADDRESS).json["total"] == 13
    assert len(queries) == few


def test_old_failures_do_not_count(cast: Cast, caller: Caller) -> None:
    with transaction():
        for _each in range(POSTING.failures):
            db.session.add(Failure(key="complaint:127.0.0.1", at=LONG_AGO))
    assert post(caller("")).status_code == 201


LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
