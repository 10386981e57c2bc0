"""A corrected certificate takes the former's place; it lists what it rests on; an expired key issues nothing."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from inspect_app.acceptance import actions, queries
from inspect_app.acceptance.models import Certificate
from inspect_app.core import keys, vault
from inspect_app.core.canonical import canonical
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.core.keys import own_key
from inspect_app.core.office_key import YEARS
from inspect_app.core.pdf_apart import read
from inspect_app.core.seal import check_pdf
from inspect_app.warranty.models import Clock
from inspect_app.warranty.queries import cover
from tests import make
from tests.make import later

GIVEN = {"reason": "项目地址有误", "correction": "地址应为西环路 71 号"}


@pytest.fixture
def issued(cast):
    return make.certificate(cast.project())


def supersede(cast, one, **values):
    with transaction():
        actions.move_certificate(cast.officer, one, "supersede", {**GIVEN, **values}, at=later(days=3))
    while make.react():
        pass
    return one.successor


def test_a_corrected_certificate_takes_the_place_of_the_former(cast, issued):
    before = db.session.scalars(select(Clock.id).order_by(Clock.id)).all()
    new = supersede(cast, issued)
    assert (issued.state, issued.reason, issued.superseded_at) == (
        "superseded",
        "项目地址有误",
        later(days=3),
    )
    assert (new.state, new.accepted_on, new.acceptance_id) == (
        "valid",
        issued.accepted_on,
        issued.acceptance_id,
    )
    assert new.number != issued.number
    assert queries.standing(issued.project_id) is new
    corrects = new.record["corrects"]
    assert (corrects["number"], corrects["content"], corrects["correction"]) == (
        issued.number, issued.content, GIVEN["correction"],
    )  # fmt: skip
    assert new.record["acceptance"] == issued.record["acceptance"]
    found = check_pdf(vault.read(new.pdf_sha256), [own_key().public])
    assert (found.state, found.record) == ("good", new.record)
    # The warranty runs on under the new one: no clock began anew, none was left behind.
    assert (
        db.session.scalars(select(Clock.id).where(Clock.certificate_id == new.id).order_by(Clock.id)).all()
        == before
    )
    assert before
    assert cover(issued.project_id, None, later(days=9).date()).certificate == new.number
    entry = db.session.scalars(select(Entry).where(Entry.verb == "certificate.supersede")).one()
    assert entry.data["successor"] == new.number


def test_it_may_be_corrected_again_and_the_last_one_revoked(cast, issued):
    second = supersede(cast, supersede(cast, issued))
    with transaction():
        actions.move_certificate(cast.officer, second, "revoke", {"reason": "资料造假"}, at=later(days=4))
    assert queries.standing(issued.project_id) is second
    assert [each.state for each in db.session.scalars(select(Certificate).order_by(Certificate.number))] == [
        "superseded", "superseded", "revoked",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "field"), [("reason", "reason"), ("correction", "correction")])
def test_reason_and_correction_are_asked_for_and_only_a_valid_one_is_corrected(cast, issued, name, field):
    with pytest.raises(Problem) as refused, transaction():
        actions.move_certificate(cast.officer, issued, "supersede", {**GIVEN, name: " "}, at=later(days=3))
    assert set(refused.value.errors) == {field}
    with transaction():
        actions.move_certificate(cast.officer, issued, "suspend", {"reason": "渗漏"}, at=later(days=3))
    with pytest.raises(Problem, match="wrong-state"), transaction():
        actions.move_certificate(cast.officer, issued, "supersede", GIVEN, at=later(days=3))


def test_whoever_scans_the_former_is_led_to_the_one_in_its_place(cast, issued, browser, caller):
    new = supersede(cast, issued)
    shown = browser().get(f"/verify/{issued.number}").text
    assert "今天的状态：已更正换发" in shown
    assert f'href="/verify/{new.number}"' in shown
    assert caller().get(f"/api/verify/{issued.number}").json["successor"] == new.number
    shown = browser("officer").get(f"/certificates/{new.id}").text
    assert GIVEN["correction"] in shown
    assert issued.number in shown
    assert caller().get(f"/api/verify/{new.number}").json["supersedes"] == issued.number


def test_the_certificate_carries_the_list_of_what_it_rests_on_with_its_hash(issued):
    attached = read(vault.read(issued.pdf_sha256)).attached["evidence.json"]
    stated = issued.record["evidence"]
    assert sha256(attached).hexdigest() == stated["sha256"]
    lines = json.loads(attached)
    assert (lines, len(lines)) == (issued.evidence, stated["lines"])
    assert {"check", "document"} <= {each["kind"] for each in lines}
    assert all(len(each["sha256"]) == 64 for each in lines)
    for each in lines:
        if "facts" in each:
            assert sha256(canonical(each["facts"])).hexdigest() == each["sha256"]


def test_the_list_is_read_with_the_same_few_queries_however_long_it_is(issued, request):
    sent = request.getfixturevalue("queries")
    sent.clear()
    fresh = queries.manifest(issued.project_id)
    assert [(each["id"], each["sha256"]) for each in fresh] == [
        (each["id"], each["sha256"]) for each in issued.evidence
    ]
    assert len([each for each in sent if each.startswith("SELECT")]) <= 20


def test_with_an_expired_certificate_nothing_is_issued_and_the_fifth_signature_waits(
    cast, monkeypatch, browser
):
    project = cast.project()
    keys.office()
    signed = make.signed(project)
    monkeypatch.setattr(keys, "now", lambda: now() + timedelta(days=YEARS * 366))
    while make.react():
        pass
    assert queries.latest(project.id).state == "signing"
    with pytest.raises(Problem) as refused:
        actions.issue(cast.officer, signed, at=later(days=1))
    assert "inspect-app keys show" in refused.value.words("en")
    assert "已过期" in refused.value.words("zh")
    db.session.rollback()
    assert "不能签发文书" in browser("officer").get("/certificates").text
    assert "不能签发文书" not in browser("contractor_a").get("/certificates").text
