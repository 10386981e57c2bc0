"""Every way in, for everyone, to what is theirs and what is not."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from inspect_app.core.db import db
from tests import make
from tests.walls.fuzz import by_turns, part
from tests.walls.watching import Watch
from tests.walls.ways import (
    MAKERS,
    NAMED,
    PUBLIC,
    SEES,
    SITELESS,
    SITES,
    Bodies,
    Way,
    absent,
    guarded,
    of_sites,
    thing,
    ways,
)

PEOPLE = tuple(SEES)
Clients = Callable[[str], FlaskClient]


@pytest.fixture
def watch(app: Flask, again: Callable[[], Any]) -> Iterator[Watch]:
    seen = Watch(again)
    event.listen(db.engine, "before_cursor_execute", seen.note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", seen.note)


@pytest.fixture
def bodies(app: Flask) -> Bodies:
    return Bodies(app.test_client().get("/api/openapi.json").get_json(), make.received())


@pytest.fixture
def ask(browser: Clients, caller: Clients, bodies: Bodies) -> Callable[..., Any]:
    """`ask(person, way, key)`: go a way as that person with a body that fits it."""
    clients: dict[tuple[str, bool], FlaskClient] = {}

    def go(person: str, way: Way, key: object, **named: Any) -> Any:
        if (person, way.is_api) not in clients:
            clients[person, way.is_api] = (caller if way.is_api else browser)(person)
        sent: dict[str, Any] = {}
        if not way.is_safe:
            sent = {"json": bodies.api(way, **named)} if way.is_api else {"data": bodies.form(**named)}
        return clients[person, way.is_api].open(way.path(key), method=way.method, **sent)

    return go


def said(reply: Any, key: object) -> tuple[int, str]:
    """Return what a reply says, without the id asked for and the tokens of forms."""
    text = reply.get_data(as_text=True).replace(str(key), "ID")
    return reply.status_code, re.sub(r'(name="(?:csrf_token|once)" value=)"[^"]*"', r"\1", text)


def test_every_id_in_an_address_is_of_a_known_kind(app: Flask) -> None:
    unknown = {each.rule for each in guarded(app) if each.kind and each.kind not in {*MAKERS, *SITELESS}}
    assert not unknown, (
        "say in tests/walls/ways.py what these ids name, so that the walls are tried there too"
    )


def test_every_public_way_is_there_and_needs_no_account(app: Flask) -> None:
    assert set(PUBLIC) <= {each.endpoint for each in ways(app)}


def test_without_an_account_only_the_public_ways_open(app: Flask, ask: Any, watch: Watch) -> None:
    open_ = []
    for way in guarded(app):
        for key in {thing(way.kind, site) for site in SITES} if way.kind in MAKERS else {absent("")}:
            reply = ask("", way, key)
            to_log_in = reply.status_code == 302 and reply.location.startswith("/login?next=")
            if reply.status_code not in (401, 404) and not to_log_in:
                open_.append((way, reply.status_code))
            assert not watch.changed(), way
    assert not open_


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_a_thing_of_a_foreign_site_is_as_good_as_absent(
    app: Flask, ask: Any, watch: Watch, person: str
) -> None:
    foreign = [site for site in SITES if site not in SEES[person]]
    leaks = []
    for number, way in enumerate(part(list(of_sites(app)), PEOPLE.index(person))):
        missing = absent(way.kind)
        reply = ask(person, way, missing)
        expected = said(reply, missing)
        # 403: a way closed to the person whatever the id; 422: a body judged before anything is looked up;
        # 302: a list elsewhere, narrowed to the id.
        assert expected[0] in (302, 403, 404, 422), (way, expected)
        for site in by_turns(foreign, number + PEOPLE.index(person), len(foreign) or 1):
            key = thing(way.kind, site)
            if said(ask(person, way, key), key) != expected:
                leaks.append((way, site))
            changed = watch.changed()
            assert not changed, (way, site, changed)
    assert not leaks


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_what_is_refused_changes_nothing_and_nothing_breaks(
    app: Flask, ask: Any, watch: Watch, person: str
) -> None:
    every, taken = list(guarded(app)), 0
    first = part(every, PEOPLE.index(person))
    # Of a part of the ways some may only read: then the rest is gone until something is taken.
    for number, way in enumerate([*first, *(each for each in every if each not in first)]):
        if taken and number >= len(first):
            break
        keys = {thing(way.kind, site) for site in SEES[person][:1]} if way.kind in MAKERS else {absent("")}
        for key in sorted(keys):
            reply = ask(person, way, key)
            assert reply.status_code < 500, (way, reply.get_data(as_text=True)[:300])
            changed = watch.changed()
            taken += bool(changed)
            assert not changed or (not way.is_safe and reply.status_code < 400), (
                way,
                reply.status_code,
                changed,
            )
            assert way.endpoint != "identity.log_out" or reply.status_code == 302
    assert taken


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_a_foreign_thing_named_in_a_body_is_as_good_as_absent(
    app: Flask, ask: Any, bodies: Bodies, watch: Watch, person: str
) -> None:
    own = SEES[person][0]
    foreign = [site for site in SITES if site not in SEES[person]]
    asked = [each for each in guarded(app) if each.is_api and not each.is_safe]
    for number, way in enumerate(part(asked, PEOPLE.index(person))):
        for name in set(NAMED) & set(bodies.schema(way).get("properties", ())):
            around = {"project_id": _named("project_id", own)} if name != "project_id" else {}
            if "project_id" not in bodies.schema(way).get("properties", ()):
                around = {}
            key = thing(way.kind, own) if way.kind in MAKERS else absent("")
            missing = absent("")
            expected = said(ask(person, way, key, **around, **{name: missing}), missing)
            assert expected[0] >= 400, (way, name)
            for site in by_turns(foreign, number + PEOPLE.index(person), len(foreign) or 1):
                other = _named(name, site)
                assert said(ask(person, way, key, **around, **{name: other}), other) == expected, (way, name)
                assert not watch.changed(), (way, name)


def _named(name: str, site: str) -> str:
    return str(db.session.scalars(NAMED[name](site).limit(1)).one())
