"""Every page and call that reads, asked in every odd way: nothing breaks and nothing changes.

INSPECT_TEST_FUZZ=20 .venv/bin/pytest tests/walls/test_query_fuzz.py --timeout 0 looks twenty times longer.
"""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from werkzeug.datastructures import ImmutableMultiDict

from inspect_app.core.db import db
from tests.walls.fuzz import PEOPLE, Ground, by_turns, examples, fault_of, key_of, part, plain, query_bytes
from tests.walls.nasty import DAYS, PAGES, TEXTS
from tests.walls.ways import Way, ways

Clients = Callable[[str], FlaskClient]
Pairs = list[tuple[str, str]]
SHARES = 12
#: what any page or call asks for in an address
ASKED = (
    "page", "state", "words", "project_id", "project", "hours", "from", "to", "since", "until", "on", "lang", "code",
    "element", "element_id", "key", "number", "only", "required", "site", "version", "whose", "verb", "who", "points",
    "mine", "overdue", "severity", "category", "next",
)  # fmt: skip
#: what a paper or a Parquet file is asked: making one takes a process or two, and of an address it knows the language alone
OF_PAPERS = ("lang", "page", "project_id", "key")
VALUES = (*PAGES, *DAYS, *TEXTS, "1e9", "1000001", "[]", "[1,2]", "{}", "a,b,c", "all", "en", "1e-9", "87840")
#: ways not asked, and why
LEFT_OUT = {
    "readings_api.live": "tests/walls/test_api_fuzz.py opens streams",
    "static": "it reads no query",
    "files.show": "as static",
}


@pytest.fixture
def writes(app: Flask, afresh: Callable[[], None]) -> Iterator[list[str]]:
    """Every statement that writes, but those that count tries."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE") and "failures" not in statement:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


class Query(ImmutableMultiDict[str, str]):
    """A query that notes which names it was asked for."""

    read: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> str:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, *rest: Any, **more: Any) -> list[Any]:
        """Return all values of a name."""
        self.read.add(key)
        return super().getlist(key, *rest, **more)


@pytest.fixture
def noting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the app's requests note which names of their query are read."""

    class Noting(app.request_class):  # type: ignore[name-defined, misc]
        parameter_storage_class = Query

    monkeypatch.setattr(app, "request_class", Noting)


class Asker:
    """Asks one address as the first person who is shown something there."""

    def __init__(self, way: Way, client: Clients, writes: list[str]) -> None:
        self.path, self.client, self.writes = way.path(key_of(way.kind)), client, writes
        self.numbers, self.faults = count(), list[str]()
        shown = (each for each in (*PEOPLE, "") if self._is_shown(each))
        self.who = next(shown, "admin")
        self.read = sorted(Query.read)

    def _is_shown(self, who: str) -> bool:
        Query.read.clear()
        return self.client(who).get(self.path).status_code == 200

    def ask(self, pairs: Pairs) -> None:
        """Ask, each time from another address, and keep what is wrong with the answer."""
        address = f"{self.path}?{query_bytes(pairs).decode('ascii')}"
        from_where = {"REMOTE_ADDR": f"10.0.0.{next(self.numbers) % 250}"}
        reply = self.client(self.who).get(address, environ_overrides=from_where)
        # A page that was found may speak of the product's parts, e.g. in the text of a dead letter.
        fault = fault_of(reply.status_code, reply.text if reply.status_code >= 400 else "")
        if fault or self.writes:
            self.faults.append(f"{address[:500]} as {self.who or 'nobody'}: {fault} {self.writes[:1]}")
            self.writes.clear()


def try_out(asker: Asker) -> None:
    """Ask for each name that is read there by itself, and for some others; then for several at random, doubled ones and
    unknown ones among them.
    """
    is_paper = asker.path.endswith((".pdf", ".parquet"))
    names_there = dict.fromkeys(
        (*asker.read, *by_turns(OF_PAPERS if is_paper else ASKED, len(asker.path), 6))
    )
    for number, name in part(list(enumerate(names_there)), len(asker.path)):
        asker.ask([(name, VALUES[(number * 7 + len(asker.path) * 31) % len(VALUES)])])
    names = st.one_of(st.sampled_from([*names_there]), plain(4))
    values = st.one_of(st.sampled_from(VALUES), plain(20))

    @settings(
        max_examples=examples(1 if is_paper else 2), derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(st.tuples(names, values), min_size=1, max_size=5))
    def run(pairs: Pairs) -> None:
        asker.ask(pairs)

    run()


@pytest.mark.parametrize("share", range(SHARES))
def test_no_query_breaks_a_page_or_changes_anything(
    app: Flask, ground: Ground, browser: Clients, caller: Clients, writes: list[str], noting: None, share: int
) -> None:
    reading = [way for way in ways(app) if way.is_safe and way.endpoint not in LEFT_OUT]
    assert len(reading) > 100
    faults: list[str] = []
    for way in reading[share::SHARES]:
        asker = Asker(way, caller if way.is_api else browser, writes)
        try_out(asker)
        faults += asker.faults
    assert not faults, "\n".join(faults)[:60_000]


def test_the_ways_left_out_are_there(app: Flask) -> None:
    known: set[Any] = {way.endpoint for way in ways(app)}
    assert set(LEFT_OUT) <= known
