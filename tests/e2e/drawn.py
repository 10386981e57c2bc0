"""A drawn target for the tablet's tests: its team, the app served for one of them, the sign at the gate."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
import segno
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.identity.models import Person
from inspect_app.inspections.models import Seal
from tests import drawing, make
from tests.cast import PASSWORD, Cast
from tests.e2e import tablets
from tests.e2e.browsing import Findings, Window
from tests.serving import serving

POINT = {"latitude": 40.2, "longitude": 116.2, "accuracy": 20}


@pytest.fixture
def team(cast: Cast) -> list[Person]:
    """Three inspectors; the cast's own has no room."""
    people = drawing.inspectors(3)
    with transaction():
        drawing.set_inspector(SYSTEM, cast.person("inspector"), skills=[], room=0, at=make.NOW)
        cast.project().lat, cast.project().lon = POINT["latitude"], POINT["longitude"]
    return people


@pytest.fixture
def seal(team: list[Person]) -> Seal:
    """The seal of p17, whose time has come."""
    return told()


def told(**values: Any) -> Seal:
    """Return the seal of p17 in a draw of every site."""
    made = drawing.draw(to="published", share=100, **values)
    return next(each for each in made.seals if each.visit.project.site == "p17")


@pytest.fixture
def findings(app: Flask) -> Iterator[Findings]:
    """The faults the windows of a test meet, at the app served for it."""
    with serving(app) as url:
        found = Findings(url)
        yield found
        # A refusal is an answer of the server's, which the browser calls an error.
        faults = [each for each in found.faults if not re.search("status of (404|422)", each)]
        assert faults == [], "\n".join(faults)


@contextmanager
def tablet(
    browser: Browser, findings: Findings, seal: Seal, size: tuple[int, int] = (834, 1194), **more: Any
) -> Iterator[Window]:
    """The tablet of the first inspector drawn, with the day on board."""
    account = seal.team[0].account
    db.session.rollback()
    with tablets.tablet(browser, findings, account, size, password=PASSWORD, **more) as one:
        yield one


def sign(code: str) -> bytes:
    """Return a picture of the sign at a gate, as a phone's camera would have it."""
    out = BytesIO()
    segno.make(f"http://127.0.0.1/arrive/{code}", error="m", micro=False).save(
        out, kind="png", scale=8, border=4
    )
    return out.getvalue()


def journal() -> list[dict[str, Any]]:
    """Return what the journal says of arrivals."""
    db.session.rollback()
    return [each.data for each in db.session.scalars(select(Entry).where(Entry.verb == "visit.arrive"))]


def photo_of(page: Page, code: str) -> None:
    """Have the code read from a photo of the sign."""
    page.locator("#code-photo").set_input_files(
        {"name": "gate.png", "mimeType": "image/png", "buffer": sign(code)}
    )


def at_arrival(one: Window, visit: str) -> Page:
    """Turn from the day's list to the page of an arrival, as a finger does."""
    page = one.page
    page.locator(f"a.visit[href='#/arrive/{visit}']").click()
    page.locator("#arrival").wait_for()
    return page
