"""OpenRosa: the forms of one's open visits, and what was filled in taken through the one door."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.xml_in import MOST_BYTES, MOST_DEPTH, read_xml
from inspect_app.defects.models import Defect
from inspect_app.identity.actions import close_person
from inspect_app.identity.rules import LOG_IN_HERE
from inspect_app.inspections.actions import forget_form_files
from inspect_app.inspections.models import FormFile, Submission, Twin, Visit
from tests import make
from tests.cast import Cast
from tests.inspections.odk import HEADERS, instance, listed, log_in, message, send

Clients = Callable[[str], FlaskClient]
Headers = dict[str, str]
VALUES = "".join(f"<thickness_v{n}>{value}</thickness_v{n}>" for n, value in ((1, 3), (2, 3.1), (3, 2)))
GOOD = f"<part_1><base>pass</base><thickness>{VALUES}</thickness></part_1>"
PHOTO = "<base_photo>1.jpg</base_photo>"
BAD = GOOD.replace("<base>pass</base>", f"<base>fail</base>{PHOTO}<base_note>潮湿</base_note>")


@pytest.fixture
def visit(cast: Cast) -> Visit:
    return make.visit(
        cast.project(), at=now(), due_on=local_day(now()), assignee_id=cast.person("inspector").id
    )


@pytest.fixture
def tablet(cast: Cast) -> Headers:
    return log_in(cast.inspector)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_list_names_ones_open_visits_with_what_is_needed_to_fetch_them(
    app: Flask, cast: Cast, visit: Visit, tablet: Headers
) -> None:
    other = make.visit(
        cast.project(), at=now(), due_on=local_day(now()), assignee_id=cast.person("supervisor").id
    )
    client = app.test_client()
    (form,) = listed(client, tablet)
    assert (form["formID"], form["version"]) == (visit.id, visit.template_version_id)
    assert "屋面防水巡检 · p17 老旧小区改造" in form["name"]
    reply = client.get(form["downloadUrl"], headers=tablet)
    assert reply.headers["X-OpenRosa-Version"] == "1.0"
    assert f'id="{visit.id}"' in reply.text
    assert f'version="{visit.template_version_id}"' in reply.text
    assert "<h:title>屋面防水巡检 · p17" in reply.text
    manifest = client.get(form["manifestUrl"], headers=tablet)
    assert "elements.csv" in manifest.text
    rows = client.get(f"/openrosa/forms/{visit.id}/elements.csv", headers=tablet).text.splitlines()
    assert rows[0] == "name,label,kind"
    assert any(row.endswith("1号楼 / 屋面,roof") for row in rows)
    assert any(row.startswith("none,") and row.endswith(",household") for row in rows)
    assert other.id not in {each["formID"] for each in listed(client, tablet)}
    assert listed(client, HEADERS | tablet) == [form]


def test_a_client_is_told_to_log_in_how_much_it_may_send_and_where(app: Flask, tablet: Headers) -> None:
    client = app.test_client()
    for path in ("/openrosa/formList", f"/openrosa/forms/{uuid7()}"):
        reply = client.get(path, headers=HEADERS)
        assert (reply.status_code, reply.headers["WWW-Authenticate"][:5]) == (401, "Diges")
    assert client.head("/openrosa/submission", headers=HEADERS).status_code == 401
    head = client.head("/openrosa/submission", headers=tablet)
    assert (head.status_code, head.headers["Location"]) == (204, "http://localhost/openrosa/submission")
    assert int(head.headers["X-OpenRosa-Accept-Content-Length"]) > 10_000_000


def test_what_was_filled_in_is_judged_by_the_server_and_taken_once(
    app: Flask, visit: Visit, tablet: Headers
) -> None:
    client, xml = app.test_client(), instance(visit, BAD)
    for _each in range(2):
        reply = send(client, tablet, xml, {"1.jpg": make.photo()})
        assert (reply.status_code, visit.id not in message(reply)) == (201, True), reply.text
    submission = db.session.scalars(select(Submission)).one()
    assert (submission.visit_id, submission.person_name, submission.verdict) == (
        visit.id,
        "inspector",
        "veto",
    )
    defects = db.session.scalars(select(Defect)).all()
    assert [(each.title, each.description) for each in defects] == [("基层干净干燥", "潮湿")]
    assert submission.body["answers"][1]["values"] == [3.0, 3.1, 2.0]
    assert db.session.get(Visit, visit.id).state == "done"
    assert listed(client, tablet) == []


def test_photos_may_come_in_parts_and_nothing_is_taken_before_the_last(
    app: Flask, visit: Visit, tablet: Headers
) -> None:
    client, xml = app.test_client(), instance(visit, BAD)
    assert send(client, tablet, xml).status_code == 409
    part = send(client, tablet, xml, {"1.jpg": make.photo()}, **{"*isIncomplete*": "yes"})
    assert (part.status_code, count(Submission), count(FormFile)) == (202, 0, 1)
    assert send(client, tablet, xml).status_code == 201
    forget_form_files(now())
    assert count(FormFile) == 1


def test_the_same_instance_with_other_content_is_refused_and_another_one_is_merged(
    app: Flask, visit: Visit, tablet: Headers
) -> None:
    client, key = app.test_client(), uuid7()
    assert send(client, tablet, instance(visit, GOOD, key)).status_code == 201
    other = send(client, tablet, instance(visit, GOOD.replace("3.1", "3.2"), key))
    assert (other.status_code, key in message(other)) == (409, True)
    assert send(client, tablet, instance(visit, GOOD)).status_code == 201
    assert (count(Submission), count(Twin)) == (1, 1)


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        ("", "一项也没有填写"), ("<part_1><base>pass</base></part_1>", "还有检查项未作答"), (BAD.replace(PHOTO, ""), "基层干净干燥"),
        (GOOD.replace("3.1", "thick"), "防水层厚度"), (GOOD.replace("pass", "maybe"), "基层干净干燥"),
        (GOOD.replace("3.1", "1e999"), "防水层厚度"), ("<element>x</element>" + GOOD, "基层干净干燥"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_the_words_of_the_item(
    app: Flask, visit: Visit, tablet: Headers, inner: str, says: str
) -> None:
    reply = send(app.test_client(), tablet, instance(visit, inner))
    assert reply.status_code == 422, reply.text
    assert says in message(reply)
    assert count(Submission) == 0


def test_xml_that_means_harm_is_refused(app: Flask, visit: Visit, tablet: Headers) -> None:
    sound = instance(visit, GOOD)
    sly = [
        b"", b"x", b"<data>", b'<!DOCTYPE d [<!ENTITY a "b">]>' + sound, b'<!DOCTYPE d SYSTEM "http://127.0.0.1/x">' + sound,
        b"<a>" * (MOST_DEPTH + 1) + b"</a>" * (MOST_DEPTH + 1), b"<a>" * 100_000, b"<d>" + b"<a/>" * 60_000 + b"</d>",
        b'<?xml version="1.0" encoding="no-such"?><d/>', b"<d>\x00</d>", b"\xff\xfe",
    ]  # fmt: skip
    for each in sly:
        reply = send(app.test_client(), tablet, each)
        assert (reply.status_code, bool(message(reply))) == (422, True), each[:60]
    with pytest.raises(Problem):
        read_xml(b"<d>" + b" " * MOST_BYTES + b"</d>", "xml")
    assert send(app.test_client(), tablet, sound, {"1.jpg": b"no picture"}).status_code == 422
    assert count(Submission) == 0


def test_an_old_version_of_the_form_is_refused(app: Flask, visit: Visit, tablet: Headers) -> None:
    old = instance(visit, GOOD).replace(visit.template_version_id.encode(), b"ab" * 32)
    reply = send(app.test_client(), tablet, old)
    assert (reply.status_code, "重新下载" in message(reply)) == (422, True)


def test_only_whoever_may_inspect_there_gets_and_sends_a_form(
    app: Flask, cast: Cast, visit: Visit, caller: Clients
) -> None:
    for person, status in (("stranger", 404), ("contractor_a", 403), ("owner", 403), ("", 401)):
        client = caller(person)
        for path in ("", "/manifest", "/elements.csv"):
            assert client.get(f"/openrosa/forms/{visit.id}{path}").status_code == status, person
        assert send(client, {}, instance(visit, GOOD)).status_code == status, person
    assert listed(caller("stranger"), {}) == []
    assert count(Submission) == 0
    assert send(caller("inspector"), {}, instance(visit, GOOD)).status_code == 201


def test_a_closed_account_ends_its_tablets_log_in(
    app: Flask, cast: Cast, visit: Visit, tablet: Headers
) -> None:
    assert len(listed(app.test_client(), tablet)) == 1
    with transaction():
        close_person(cast.admin, cast.person("inspector"), at=now())
    assert app.test_client().get("/openrosa/formList", headers=tablet).status_code == 403


def test_guessing_at_a_log_in_is_slowed_down(app: Flask, tablet: Headers) -> None:
    name = "p17_tab-guess"
    client = app.test_client()
    tries = [
        client.get("/openrosa/formList", auth=(name, f"wrong {n}")).status_code
        for n in range(LOG_IN_HERE.failures + 1)
    ]
    assert tries == [401] * LOG_IN_HERE.failures + [429]
    assert client.get("/openrosa/formList", headers=tablet).status_code == 200
