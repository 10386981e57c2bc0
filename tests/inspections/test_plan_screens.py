"""Plans in a real browser, on a phone and on a tablet, in both languages: no barrier, nothing wider than the screen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions
from inspect_app.inspections.models import Visit
from tests import make
from tests.cast import PASSWORD, Cast
from tests.e2e.browsing import SIZES, Findings, Window
from tests.serving import serving

pytestmark = pytest.mark.e2e


@pytest.fixture
def site(app: Flask, cast: Cast) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    project, before = cast.project(), now() - timedelta(days=20)
    people = [cast.person("inspector").id, cast.person("supervisor").id]
    tuned = make.plan(project, at=before, every=10, tuned=True, assignee_id=people[0])
    ruled = make.plan(
        project, at=before, every=None, rule="FREQ=WEEKLY;BYDAY=MO,TH", hands="all", people_ids=people
    )
    with transaction():
        actions.retune(SYSTEM, project, grade="D", at=before)
        actions.miss_late(SYSTEM, at=now())
        day = local_day(now())
        for since, reason in ((day + timedelta(days=9), "春节停工"), (day + timedelta(days=200), "雨季停工")):
            actions.add_closure(
                SYSTEM,
                project=project,
                since=since,
                until=since + timedelta(days=20),
                reason=reason,
                at=now(),
            )
        missed = db.session.scalars(select(Visit).where(Visit.state == "missed").order_by(Visit.due_on)).all()
        for cause, one in zip(("weather", "nobody"), missed, strict=False):
            actions.explain(SYSTEM, one, cause=cause, note="", at=now())
    home = f"/projects/{project.id}"
    pages = [
        ("plan-new", f"{home}/plans/new"), ("plan-tuned", f"/plans/{tuned.id}"), ("plan-ruled", f"/plans/{ruled.id}"),
        ("plan-edit", f"/plans/{ruled.id}/edit"), ("plans", "/plans"), ("year", "/plans/year"), ("facts", "/plans/facts"),
        ("closures", f"{home}/closures"), ("closure-new", f"{home}/closures/new"), ("missed", f"/visits/{missed[-1].id}"),
        ("explain", f"/visits/{missed[-1].id}/explain"), ("visits", "/visits?fact=missed"),
    ]  # fmt: skip
    db.session.rollback()
    with serving(app) as url:
        yield url, pages


def enter(chromium: Browser, address: str, size: str) -> Any:
    width, height = SIZES[size]
    page = chromium.new_page(viewport={"width": width, "height": height}, base_url=address)
    page.goto("/login?next=/plans")
    page.fill("[name=account]", "supervisor")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/plans")
    return page


@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", ["phone", "tablet"])
def test_the_pages_of_plans_have_no_barrier_in_either_language(
    chromium: Browser, site: tuple[str, list[tuple[str, str]]], size: str
) -> None:
    address, pages = site
    page, findings = enter(chromium, address, size), Findings(address)
    for lang in ("zh", "en"):
        page.goto(f"/plans?lang={lang}")
        window = Window(page, f"{size}-{lang}", findings)
        for name, path in pages:
            window.go(path).picture(f"{size}-{lang}-{name}")
    page.close()
    assert findings.faults == []


@pytest.mark.timeout(300)
def test_a_preset_shows_its_own_fields_and_a_preview_keeps_what_was_typed(
    chromium: Browser, site: tuple[str, list[tuple[str, str]]]
) -> None:
    address, pages = site
    page = enter(chromium, address, "phone")
    page.goto(dict(pages)["plan-new"])
    expect(page.locator("[name=every]")).to_be_visible()
    for preset, field, others in (
        ("weekly", "weekdays", ("every", "month_day", "rule")), ("monthly", "month_day", ("every", "weekdays", "rule")),
        ("rule", "rule", ("every", "weekdays", "month_day")),
    ):  # fmt: skip
        page.locator(f"[name=rhythm][value={preset}] + label").click()
        expect(page.locator(f"[name={field}]").first).to_be_visible()
        for other in others:
            expect(page.locator(f"[name={other}]").first).to_be_hidden()
    page.fill("[name=name]", "每月第一个星期一")
    page.fill("[name=rule]", "FREQ=MONTHLY;BYDAY=1MO")
    page.select_option("[name=template_id]", index=1)
    page.click("[name=preview]")
    expect(page.locator("#preview li")).to_have_count(10)
    expect(page.locator("[name=name]")).to_have_value("每月第一个星期一")
    Window(page, "phone", Findings(address)).picture("phone-preview")
    page.close()
