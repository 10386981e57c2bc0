"""Reactions that failed: listed for the administrator in words without values, and run again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.identity.models import Party
from tests import make
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]
PHONE = "13812345678"


class Switch:
    """What a reaction does: fail in some way, or not."""

    error: Exception | None = RuntimeError(f"called {PHONE}")
    ran = 0

    def __call__(self, _entry: Entry) -> None:
        self.ran += 1
        if self.error:
            raise self.error


@pytest.fixture
def switch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Switch:
    """A reaction to raised defects, beside those of the house."""
    found = Switch()

    def remind(entry: Entry) -> None:
        found(entry)

    remind.__module__ = "inspect_app.credit.reactions"
    monkeypatch.setitem(journal._reactions, "defect.raise", [remind])
    return found


def failed(cast: Cast, tries: int = journal.MOST_TRIES) -> Entry:
    make.defect(cast.project(), actor=cast.supervisor)
    stmt = select(Entry).where(Entry.verb == "defect.raise")
    for _each in range(tries):
        with transaction():
            db.session.scalars(stmt).one().next_try_at = now() - timedelta(seconds=1)
        journal.react()
    db.session.rollback()
    return db.session.scalars(stmt).one()


def test_a_reaction_given_up_is_listed_with_its_tries_and_safe_words(
    cast: Cast, switch: Switch, browser: Browser, caller: Browser
) -> None:
    entry = failed(cast)
    row = caller("admin").get("/api/reactions").json["rows"][0]
    assert (row["seq"], row["tries"], row["state"]) == (entry.seq, journal.MOST_TRIES, "failed")
    assert row["reaction"] == "credit.remind"
    assert row["error"].startswith("RuntimeError · test_reactions.py:")
    assert row["next_try_at"] is None
    text = browser("admin").get("/reactions").text
    assert "credit.remind" in text
    assert f'href="/defects/{entry.thing_id}"' in text
    assert PHONE not in text + str(row)
    assert browser("admin").get("/reactions?state=retrying&lang=en").text.count("<tr") == 0
    assert caller("admin").get("/readyz").json["failed_reactions"] == 1


def test_one_still_being_tried_says_when(cast: Cast, switch: Switch, caller: Browser) -> None:
    failed(cast, 2)
    row = caller("admin").get("/api/reactions?state=retrying").json["rows"][0]
    assert (row["tries"], row["state"]) == (2, "retrying")
    assert row["next_try_at"] is not None


@pytest.mark.parametrize("door", ["page", "api"])
def test_run_again_runs_it_once_and_writes_it_down(
    cast: Cast, switch: Switch, browser: Browser, caller: Browser, door: str
) -> None:
    entry = failed(cast)
    switch.error, switch.ran = None, 0
    path = f"/reactions/{entry.seq}/run-again"
    reply: Any = browser("admin").post(path) if door == "page" else caller("admin").post(f"/api{path}")
    assert reply.status_code == (302 if door == "page" else 200)
    assert journal.react() == 1
    assert journal.react() == 0
    assert switch.ran == 1
    noted = journal.timeline("reaction", entry.seq)
    assert [(each.verb, each.actor_name) for each in noted] == [("reaction.run-again", "admin")]
    assert caller("admin").get("/api/reactions").json["rows"] == []
    assert caller("admin").get("/readyz").json["failed_reactions"] == 0
    assert "没有失败的后续" in browser("admin").get("/reactions").text
    assert browser("admin").post(path).status_code == 404


def test_one_that_fails_again_is_tried_again_from_the_start(
    cast: Cast, switch: Switch, caller: Browser
) -> None:
    entry = failed(cast)
    caller("admin").post(f"/api/reactions/{entry.seq}/run-again")
    journal.react()
    row = caller("admin").get("/api/reactions").json["rows"][0]
    assert (row["tries"], row["state"]) == (1, "retrying")


@pytest.mark.parametrize("error", [Problem("photos-missing", count=2), None])
def test_refusals_and_broken_keys_say_their_own_words(
    cast: Cast, switch: Switch, caller: Browser, error: Exception | None
) -> None:
    def clash(_entry: Entry) -> None:
        if error:
            raise error
        db.session.add(Party(kind="nonsense", name=PHONE, created_at=make.NOW))
        db.session.flush()

    journal._reactions["defect.raise"][:] = [clash]
    failed(cast, 1)
    said = caller("admin").get("/api/reactions").json["rows"][0]["error"]
    assert said.startswith("photos-missing: 有 2 张照片" if error else "IntegrityError: ")
    assert error or "ck_parties_kind" in said
    assert PHONE not in said


def test_only_an_administrator_sees_and_runs_them(
    cast: Cast, switch: Switch, browser: Browser, caller: Browser
) -> None:
    path = f"/reactions/{failed(cast).seq}/run-again"
    for name in ("officer", "owner", "contractor_a"):
        assert browser(name).get("/reactions").status_code == 403
        assert caller(name).get("/api/reactions").status_code == 403
        assert caller(name).post(f"/api{path}").status_code == 403
        assert "/reactions" not in browser(name).get("/projects").text
    assert 'href="/reactions"' in browser("admin").get("/projects").text
    for odd in ("0", "x", "²", "-1", "9" * 30):
        assert caller("admin").post(f"/api/reactions/{odd}/run-again").status_code == 404
