"""Odd ids, queries, bodies and texts: no page breaks and nothing runs."""

import html
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from inspect_app.core.db import db
from tests.cast import Cast
from tests.rows import all_rows
from tests.walls.fuzz import by_turns, part
from tests.walls.nasty import KEYS, LEAKS, SCRIPTS
from tests.walls.test_hostile import reads
from tests.walls.watching import WRITES
from tests.walls.ways import MAKERS, PUBLIC, thing, ways

Clients = Callable[[str], FlaskClient]


@pytest.mark.parametrize("person", ["admin", ""])
def test_no_odd_id_breaks_a_page(app: Flask, browser: Clients, caller: Clients, person: str) -> None:
    before = all_rows()
    for number, way in enumerate(part(list(ways(app)), len(person))):
        if "<" in way.rule and way.endpoint != "static":
            client = (caller if way.is_api else browser)(person)
            for key in by_turns(KEYS, number, 5):
                reply = client.open(
                    way.path(key), method=way.method, json={} if way.is_api and not way.is_safe else None
                )
                assert reply.status_code < 500, (way, key[:30], reply.text[:200])
                assert reply.status_code >= 300 or way.endpoint in PUBLIC, (way, key[:30])
                assert not LEAKS.search(reply.text.replace(key, "")), (way, key[:30])
                assert "<script>alert" not in reply.text
                assert "Set-Cookie: a=b" not in str(reply.headers)
    assert {**all_rows(), "failures": []} == before


def test_no_list_says_a_script_of_its_query_again(app: Flask, browser: Clients, caller: Clients) -> None:
    names = ("page", "state", "words", "project_id", "hours", "from", "lang", "code", "on", "next")
    for number, (way, path) in enumerate(part(list(reads(app)), 1)):
        if "stream" in path:
            continue
        client = (caller if way.is_api else browser)("supervisor")
        for name in by_turns(names, number, 5):
            reply = client.get(f"{path}?{name}=%3Cscript%3Ealert(1)%3C/script%3E")
            assert reply.status_code < 500, (path, name, reply.data[:200])
            assert b"<script>alert" not in reply.data


#: tables that count tries
TRIES = {"failures", "sessions"}


@pytest.fixture
def written(app: Flask) -> Iterator[set[str]]:
    """The tables that a statement wrote to; what no statement names is as it was, and need not be read."""
    seen: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.update(WRITES.findall(statement))

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


NESTED = (
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"[" * 900 + b"]" * 900,
    b'{"content":' + b"[" * 800 + b"]" * 800 + b"}",
)
BODIES = (
    *NESTED, b"", b"\xff\xfe", b"{", b"null", b"[]", b'"x"', b"1", b'{"a": NaN}', b'{"a": 1e400}', b'{"title": "\\ud800"}',
    b'{"id": "\\u0000", "project_id": "\\ud800", "visit": "\\ud800", "account": "\\ud800", "password": "\\ud800"}',
    b'{"a": ' + b"9" * 5000 + b"}", b"\x00" * 100, b'{"a": 1, "a": 2}',
)  # fmt: skip


@pytest.mark.parametrize("person", ["supervisor", "admin", ""])
def test_no_odd_body_breaks_a_call(app: Flask, caller: Clients, written: set[str], person: str) -> None:
    before = all_rows()
    for number, way in enumerate(part(list(ways(app)), len(person))):
        if way.is_api and not way.is_safe:
            taken = False
            written.clear()
            key = thing(way.kind, "p17") if way.kind in MAKERS else "x"
            for body in by_turns(BODIES, number, 3):
                reply = caller(person).open(
                    way.path(key), method=way.method, data=body, content_type="application/json"
                )
                assert reply.status_code < 500, (way, body[:40], reply.text[:200])
                assert not LEAKS.search(reply.text), (way, reply.text)
                taken |= reply.status_code < 400
            now = all_rows(written - TRIES)
            assert taken or all(now[name] == before[name] for name in now), way
            before |= now


def test_a_body_too_large_is_refused_before_it_is_read(app: Flask, caller: Clients, browser: Clients) -> None:
    for client, path, media in (
        (caller("admin"), "/api/defects/", "application/json"), (browser("admin"), "/parties/new", "multipart/form-data; boundary=x"),
        (browser(""), "/login", "application/x-www-form-urlencoded"),
    ):  # fmt: skip
        reply = client.post(path, content_type=media, environ_overrides={"CONTENT_LENGTH": str(10**10)})
        assert reply.status_code == 413, (path, reply.status_code)


def test_a_form_of_very_many_parts_is_refused(browser: Clients) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    for path in ("/login", "/parties/new"):
        reply = browser("admin").post(
            path, data=part * 20_000 + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
        )
        assert reply.status_code == 413


@pytest.mark.parametrize("script", SCRIPTS)
def test_free_text_is_shown_as_it_was_typed(
    cast: Cast, browser: Clients, caller: Clients, script: str
) -> None:
    project = cast.project()
    body = {"project_id": project.id, "title": script, "description": script, "clause": script}
    made = caller("supervisor").post("/api/defects/", json=body).json
    assert made["title"] == script
    caller("contractor_a").post(f"/api/defects/{made['id']}/moves/accept", json={})
    caller("officer").post(f"/api/defects/{made['id']}/moves/void", json={"reason": script})
    caller("admin").post("/api/parties", json={"kind": "contractor", "name": script})
    element = {"kind": "roof", "name": script}
    caller("owner").post(f"/api/projects/{project.id}/elements", json=element)
    device = {"name": "x-1", "kind": "dust", "label": script}
    caller("supervisor").post(f"/api/projects/{project.id}/devices", json=device)
    shown = 0
    for path in (
        f"/defects/{made['id']}", "/defects?state=all", f"/defects/{made['id']}/print", "/parties", f"/projects/{project.id}",
        f"/projects/{project.id}/edit", f"/projects/{project.id}/devices", f"/projects/{project.id}/defects/new",
    ):  # fmt: skip
        text = browser("admin" if path == "/parties" else "officer").get(path, follow_redirects=True).text
        assert script not in text or html.escape(script) == script, path
        shown += any(
            escaped in text
            for escaped in (
                html.escape(script),
                html.escape(script).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
            )
        )
    assert shown >= 5
