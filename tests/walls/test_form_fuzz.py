"""Every form with whatever can be sent: nothing breaks, and what is refused leaves nothing.

INSPECT_TEST_FUZZ=20 .venv/bin/pytest tests/walls/test_form_fuzz.py --timeout 0 looks twenty times longer.
"""

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from inspect_app.core.db import db
from tests import make
from tests.replies import opened
from tests.walls.fuzz import (
    PEOPLE,
    Ground,
    as_bytes,
    examples,
    fault_of,
    key_of,
    plain,
    query_bytes,
    real_ids,
)
from tests.walls.nasty import FILES, TEXTS
from tests.walls.watching import Watch
from tests.walls.ways import Bodies, Way, thing, ways

Clients = Callable[[str], FlaskClient]
#: a text, or a file: its name, media type and bytes
Value = str | tuple[str, str, bytes]
Pairs = list[tuple[str, Value]]
SHARES = 24
#: forms not tried, for they end the session they are tried with
ENDS = ("identity.log_out",)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
ACTION = re.compile(r"\baction=\"([^\"]+)\"")
NAME = re.compile(r"<(?:input|select|textarea|button)\b[^>]*?\bname=\"([^\"]+)\"")
#: answers that are looked into as files
FILED = ("application/pdf", "application/zip")
#: the fields of moves, for those that are not open now and so drawn nowhere
FIELDS = ("note", "reason", "photos", "after", "name", "party_id", "words", "once")


@pytest.fixture
def watch(app: Flask, afresh: Callable[..., None]) -> Iterator[Watch]:
    seen = Watch(afresh)
    event.listen(db.engine, "before_cursor_execute", seen.note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", seen.note)


def encoded(pairs: Pairs) -> tuple[bytes, str]:
    """Return a form's bytes and media type."""
    texts = [(name, value) for name, value in pairs if isinstance(value, str)]
    if len(texts) == len(pairs):
        return query_bytes(texts), "application/x-www-form-urlencoded"
    parts = b"".join(_part(name, value) for name, value in pairs)
    return parts + b"--x--\r\n", "multipart/form-data; boundary=x"


def _part(name: str, value: Value) -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="' + _quoted(name) + b'"'
    if isinstance(value, str):
        return head + b"\r\n\r\n" + as_bytes(value) + b"\r\n"
    label, media, data = value
    head += b'; filename="' + _quoted(label) + b'"\r\nContent-Type: ' + media.encode()
    return head + b"\r\n\r\n" + data + b"\r\n"


def _quoted(text: str) -> bytes:
    return re.sub(rb'["\r\n]', b"_", as_bytes(text))


class Filler:
    """Fills in the forms of one address as the first person who may send them."""

    def __init__(self, way: Way, browser: Clients, watch: Watch) -> None:
        self.browser, self.watch, self.faults = browser, watch, list[str]()
        self.path = way.path(key_of(way.kind))
        self.good = Bodies({}, make.received()).form(**real_ids())
        self.who = self._let_in()
        self.names = sorted(self._fields())

    def _let_in(self) -> str:
        for person in (*PEOPLE, ""):
            reply = self.browser(person).post(self.path, data=self.good)
            self.watch.changed()
            if reply.status_code not in (401, 403, 404) and "/login" not in reply.headers.get("Location", ""):
                return person
        return "admin"

    def _fields(self) -> set[str]:
        """Return the names of the form's fields, from the page that shows it."""
        above = re.sub(r"/(moves/)?[^/]+$", "", self.path) or "/"
        for path in (self.path, above):
            page = self.browser(self.who).get(path, follow_redirects=True).text
            for form in FORM.findall(page):
                action = ACTION.search(form.partition(">")[0])
                if (action.group(1) if action else path) == self.path:
                    return {*NAME.findall(form), "once"}
        return set(FIELDS)

    def send(self, pairs: Pairs) -> None:
        """Send a form and keep what is wrong with the answer."""
        data, media = encoded(pairs)
        reply = self.browser(self.who).post(self.path, data=data, content_type=media)
        changed = self.watch.changed()
        text, torn = opened(reply.mimetype, reply.data) if reply.mimetype in FILED else (reply.text, "")
        fault = fault_of(reply.status_code, text) or torn
        if reply.status_code >= 400 and changed:
            fault += f" refused with {reply.status_code}, yet it changed {sorted(changed)}"
        if fault:
            self.faults.append(f"{self.path} as {self.who or 'nobody'}: {fault} {pairs!r}"[:3000])


def overlaid(good: dict[str, Any], spoilt: Pairs) -> Pairs:
    """Return a good form with some fields replaced, perhaps by several of one name."""
    named = {name for name, _value in spoilt}
    kept: Pairs = []
    for name, value in good.items():
        if name not in named:
            kept += [(name, str(each)) for each in (value if isinstance(value, list) else [value])]
    return kept + spoilt


def forms(filler: Filler, foreign: list[str]) -> st.SearchStrategy[Pairs]:
    """Return forms of these names: a good one with some of it spoilt, or nothing but spoilt fields."""
    values = st.one_of(st.sampled_from((*TEXTS, *foreign)), plain(40), st.sampled_from(FILES))
    names = st.one_of(st.sampled_from(filler.names), plain(8))
    spoilt = st.lists(st.tuples(names, values), max_size=5)
    return st.tuples(st.booleans(), spoilt).map(
        lambda drawn: overlaid(filler.good if drawn[0] else {}, drawn[1])
    )


def try_out(filler: Filler, share: int) -> None:
    """Send each field by itself with some nasty texts, and then many fields at random."""
    foreign = [thing(kind, "p99") for kind in ("projects", "defects", "devices")]
    tried = count(share)
    for name in filler.names:
        for text in (TEXTS[next(tried) * 11 % len(TEXTS)] for _each in range(examples(1))):
            filler.send(overlaid(filler.good, [(name, text)]))

    @settings(
        max_examples=examples(2), derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(forms(filler, foreign))
    def run(pairs: Pairs) -> None:
        filler.send(pairs)

    run()


@pytest.mark.parametrize("share", range(SHARES))
def test_no_form_breaks_and_what_is_refused_leaves_nothing(
    app: Flask, ground: Ground, browser: Clients, watch: Watch, share: int
) -> None:
    posted = [way for way in ways(app) if not way.is_api and not way.is_safe and way.endpoint not in ENDS]
    assert len(posted) > 70
    faults: list[str] = []
    for way in posted[share::SHARES]:
        filler = Filler(way, browser, watch)
        try_out(filler, share)
        faults += filler.faults
    assert not faults, "\n".join(faults)[:60_000]
