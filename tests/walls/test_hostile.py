"""What hostile hands send: no page breaks, nothing runs, nothing is told, nothing changes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inspect_app import create_app
from inspect_app.config import Settings
from tests.cast import PASSWORD
from tests.rows import all_rows
from tests.walls.ways import MAKERS, PUBLIC, Way, thing, ways

pytestmark = pytest.mark.any_database
Clients = Callable[[str], FlaskClient]


def reads(app: Flask) -> list[tuple[Way, str]]:
    """Return the address of every way to read, to things of the first site."""
    found = []
    for way in ways(app):
        if way.is_safe and way.endpoint not in ("static", "files.show"):
            key = thing(way.kind, "p17") if way.kind in MAKERS else "p17"
            found.append((way, way.path(key)))
    return found


def test_every_reply_has_its_headers(app: Flask, browser: Clients, caller: Clients) -> None:
    replies = [(path, browser("admin").get(path)) for _way, path in reads(app)]
    replies += [
        (path, caller("").get(path))
        for path in ("/api/me", "/nowhere", "/api/nowhere", "/login", "/static/app.css")
    ]
    for path, reply in replies:
        policy = reply.headers["Content-Security-Policy"]
        assert "unsafe-eval" not in policy, path
        assert re.search(r"default-src '(self|none)'", policy), path
        assert "script-src" not in policy or "unsafe-inline" not in policy.partition("script-src")[2], path
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, path
        assert reply.headers["X-Content-Type-Options"] == "nosniff", path
        assert reply.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), path


def test_nothing_private_is_kept_by_browser_or_proxy(app: Flask, browser: Clients, caller: Clients) -> None:
    for way, path in reads(app):
        if way.endpoint not in PUBLIC:
            reply = (caller if way.is_api else browser)("admin").get(path)
            assert reply.headers["Cache-Control"] in ("no-store", "private, no-store"), path


def test_no_page_runs_a_script_of_its_own_text(app: Flask, browser: Clients) -> None:
    for _way, path in reads(app):
        reply = browser("admin").get(path)
        if reply.mimetype == "text/html":
            text = reply.get_data(as_text=True)
            inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", text)
            assert not inline, (path, inline)
            assert not re.search(r"<[^>]+\son\w+=", text), path


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path), secret_key="k" * 32, secure_cookies=True)
    client = create_app(settings).test_client()
    with client:
        cookies = client.get("/login?lang=en").headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" in cookie


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "\t//evil.example",
        "/%2f/evil.example", "javascript:alert(1)", " //evil.example", "/\n/evil.example", "///evil.example", "http:evil.example",
        "/\x00/evil.example", "/./\\evil.example", "//evil.example%2f..",
    ],
)  # fmt: skip
def test_the_log_in_leads_nowhere_else(browser: Clients, target: str) -> None:
    reply = browser("").post(
        "/login", query_string={"next": target}, data={"account": "supervisor", "password": PASSWORD}
    )
    assert reply.status_code == 302
    assert re.fullmatch(r"/(?![/\\])[^\t\n\r]*", reply.location), reply.location


def test_the_log_in_leads_back_to_the_whole_address(browser: Clients) -> None:
    client = browser("")
    first = client.get("/defects?state=all&severity=serious")
    assert first.status_code == 302
    second = client.post(first.location, data={"account": "supervisor", "password": PASSWORD})
    assert second.location == "/defects?state=all&severity=serious"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/projects",
        "//evil.example",
        "/\\evil.example/projects",
        "///evil.example/..",
        "/api//evil.example/",
    ],
)
def test_no_address_redirects_to_another_site(browser: Clients, path: str) -> None:
    # Given to the server as it is: the client itself would take the first part for a host.
    reply = browser("admin").get("/", environ_overrides={"PATH_INFO": path})
    assert not re.match(r"(https?:)?[/\\]{2}(?!localhost/)", reply.headers.get("Location", "")), (
        reply.location
    )


def test_a_form_without_its_token_changes_nothing(app: Flask, browser: Clients) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        before = all_rows()
        for way in ways(app):
            if not way.is_safe:
                key = thing(way.kind, "p17") if way.kind in MAKERS else "p17"
                for sent in (
                    {"data": {"note": "x"}},
                    {"json": {"note": "x"}},
                    {"data": {"csrf_token": "forged"}},
                ):
                    reply = browser("admin").open(way.path(key), method=way.method, **sent)
                    assert (reply.status_code, "form-expired" in reply.text or not way.is_api) == (
                        400,
                        True,
                    ), way
        assert all_rows() == before
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_no_header_turns_a_read_into_a_write(app: Flask, browser: Clients) -> None:
    before = all_rows()
    for way in ways(app):
        if not way.is_safe and way.kind in MAKERS:
            path = way.path(thing(way.kind, "p17"))
            for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
                browser("admin").get(path, headers={name: way.method}, query_string={"_method": way.method})
    assert all_rows() == before
