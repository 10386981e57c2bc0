"""The brief of a visit on the tablet: everything it says is on board, with its age, and needs no network."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections.actions import submit
from inspect_app.inspections.models import Recusal, Visit
from inspect_app.readings import actions as readings
from inspect_app.readings.actions import Sample
from tests import make
from tests.cast import PASSWORD, Cast
from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.serving import serving

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), pytest.mark.xdist_group("arrival")]


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    """A visit of today, at a site with a past and two sensors, one of which was silent for hours."""
    earlier = make.visit(cast.project())
    failing = {
        "item": "base",
        "outcome": "fail",
        "note": "阴角开裂",
        "element": cast.element().id,
        "photos": [make.received()],
    }
    with transaction():
        submit(SYSTEM, make.filled(earlier, failing), at=make.later(hours=1))
        for name in ("wind-1", "wind-2"):
            readings.register_device(SYSTEM, project=cast.project(), name=name, kind="dust", at=make.NOW)
    make.defect(cast.project(), clause="GB 50207-2012 卷材防水层", at=now() - timedelta(days=9))
    start = int((now() - timedelta(hours=20)).timestamp() * 1000)
    pieces = {"wind-1": range(1140), "wind-2": (*range(300), *range(700, 1140))}
    with transaction():
        readings.record(
            [Sample("p17", name, "wind_speed", start + minute * 60_000, 4 + (minute % 97) / 20 + (minute > 900) * 4)
             for name, minutes in pieces.items() for minute in minutes], at=now(),
        )  # fmt: skip
    made = make.visit(
        cast.project(), at=now(), due_on=local_day(now()), assignee_id=cast.person("inspector").id
    )
    db.session.rollback()
    return made


@pytest.mark.parametrize(("size", "language"), [((834, 1194), "zh"), ((360, 740), "en")])
def test_the_brief_stands_without_a_network_with_findings_pattern_curves_law_and_age(
    app: Flask, chromium: Browser, visit: Visit, size: tuple[int, int], language: str
) -> None:
    with serving(app) as url:
        findings = Findings(url)
        with tablets.tablet(chromium, findings, "inspector", size, password=PASSWORD) as one:
            page = one.page
            page.evaluate("(lang) => localStorage.setItem('tablet-lang', lang)", language)
            page.context.set_offline(True)
            page.goto(f"{url}/tablet#/visit/{visit.id}")
            page.reload()
            page.locator("#curves svg").nth(1).wait_for()
            one.look().picture(f"tablet-brief-{language}")
            said = {
                key: page.locator(f"#{key}").inner_text()
                for key in ("last", "open", "pattern", "curves", "law", "age")
            }
            assert "阴角开裂" in said["last"]
            assert "1号楼 / 屋面" in said["last"]
            assert "屋面卷材搭接不足" in said["open"]
            assert "GB 50207-2012 卷材防水层" in said["pattern"]
            assert "安居建设集团" in said["pattern"]
            assert "10.8" in said["curves"]
            assert ("第 1 版" if language == "zh" else "version 1") in said["law"]
            assert ("取于" if language == "zh" else "taken") in said["age"]
            whole, broken = page.locator("#curves figure").all()
            assert (whole.get_attribute("data-gaps"), broken.get_attribute("data-gaps")) == ("0", "1")
            strokes = [str(each.locator("path").get_attribute("d")).count("M") for each in (whole, broken)]
            assert strokes == [1, 2]
            assert broken.locator("line.limit").count() >= 1
        assert findings.faults == [], "\n".join(findings.faults)


def test_an_interest_in_a_planned_visit_is_declared_and_the_visit_stays_to_be_given_to_another(
    app: Flask, cast: Cast, chromium: Browser, visit: Visit
) -> None:
    with serving(app) as url:
        findings = Findings(url)
        with tablets.tablet(chromium, findings, "inspector", password=PASSWORD) as one:
            page = one.page
            tablets.shown(page, f"#/visit/{visit.id}", "#interest")
            for _ in range(2):
                page.get_by_role("button", name="有利害关系，请换人").click()
                page.get_by_text("请计划安排人换人").wait_for()
        assert findings.faults == [], "\n".join(findings.faults)
    db.session.rollback()
    (made,) = db.session.query(Recusal).all()
    assert (made.person_id, made.project_id) == (cast.person("inspector").id, cast.project().id)
