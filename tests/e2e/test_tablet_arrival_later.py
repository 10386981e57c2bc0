"""Arriving where the answer comes later or is no: without a network, before the time, with an interest."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.identity.models import Person
from inspect_app.inspections.actions import site_code
from inspect_app.inspections.models import Recusal, Seal
from tests import drawing
from tests.e2e import tablets
from tests.e2e.browsing import Findings
from tests.e2e.drawn import POINT, at_arrival, findings, journal, photo_of, seal, tablet, team, told

__all__ = ["findings", "seal", "team"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600), pytest.mark.xdist_group("arrival")]

_RESCUED = """async () => (await (await import("/static/js/tablet/rescue.js")).rescue()).text()"""


def test_an_arrival_without_a_network_is_kept_sent_later_and_the_checklist_follows_it(
    chromium: Browser, findings: Findings, seal: Seal
) -> None:
    visit, code = seal.visit_id, site_code(seal.visit.project)
    with tablet(chromium, findings, seal, geolocation=POINT, permissions=["geolocation"]) as one:
        page = one.page
        page.context.set_offline(True)
        tablets.go(page, findings.url)
        at_arrival(one, visit)
        photo_of(page, code)
        note = page.locator("[data-arrival='kept']")
        note.wait_for()
        assert "到场已存在本机：扫码" in note.inner_text()
        assert "有网后自动发送，由服务器判定是否开启" in note.inner_text()
        one.look().picture("tablet-arrival-kept")
        (row,) = tablets.table(page, "arrivals")
        assert (row["code"], row["where"]["lat"], row["state"]) == (code, POINT["latitude"], "kept")
        assert journal() == []
        assert code in page.evaluate(_RESCUED)
        tablets.shown(page, "#/leave", "#arrivals .state")
        assert "待发送" in page.locator("#arrivals").inner_text()
        one.findings.looked_at.clear()
        one.look()
        tablets.go(page, findings.url)
        page.locator(f"a.visit[href='#/arrive/{visit}']", has_text="到场待发送").wait_for()
        page.goto(f"{findings.url}/tablet#/visit/{visit}")
        page.get_by_role("button", name="无利害关系，开始检查").click()
        page.locator("[data-item='base']").wait_for()
        page.evaluate("location.hash = '#/'")
        page.context.set_offline(False)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.locator(f"a.visit[href='#/visit/{visit}']").wait_for()
        (row,) = tablets.table(page, "arrivals")
        assert row["state"] == "opened"
    (entry,) = journal()
    assert entry["how"] == "code"
    assert entry["scanned_at"][:16] == row["at"][:16]


def test_before_its_time_a_sealed_task_names_no_target_and_says_why_it_does_not_open(
    chromium: Browser, findings: Findings, team: list[Person]
) -> None:
    opens = now() + timedelta(days=2)
    seal = told(opens_at=opens, due_on=opens.date() + timedelta(days=1))
    visit, code, name = seal.visit_id, site_code(seal.visit.project), seal.visit.project.name
    with tablet(chromium, findings, seal) as one:
        page = one.page
        row = page.locator(f"[data-sealed='{visit}']")
        row.wait_for()
        assert "封存任务" in row.inner_text()
        assert name not in page.locator("body").inner_text()
        at_arrival(one, visit)
        assert page.locator("#interest").count() == 0
        one.look().picture("tablet-sealed")
        page.locator("#code").fill("p17.1234")
        page.get_by_role("button", name="用此编码").click()
        page.locator("#code-error", has_text="这不是现场码").wait_for()
        page.locator("#code").fill(code)
        page.get_by_role("button", name="用此编码").click()
        page.locator(".field-error", has_text="还没到开启时刻").wait_for()
        with transaction():
            for each in db.session.scalars(select(Seal)):
                each.opens_at = drawing.OPENS
        page.locator("#code").fill(code)
        page.get_by_role("button", name="用此编码").click()
        page.locator("main h1", has_text=name).wait_for()
        page.get_by_role("button", name="无利害关系，开始检查").wait_for()
        assert page.locator("#age").inner_text()


def test_with_an_interest_one_tap_declares_it_and_hands_the_task_on(
    chromium: Browser, findings: Findings, seal: Seal
) -> None:
    visit, first = seal.visit_id, seal.team[0].id
    with tablet(chromium, findings, seal) as one:
        page = at_arrival(one, visit)
        one.look()
        page.get_by_role("button", name="有利害关系，请换人").click()
        page.get_by_text("已申报回避，任务转给抽取名单中的下一人").wait_for()
        page.locator(f"a.visit[href='#/arrive/{visit}']").wait_for(state="detached")
    db.session.rollback()
    assert first not in {each.id for each in db.session.get_one(Seal, visit).team}
    (made,) = db.session.scalars(select(Recusal))
    assert (made.person_id, made.kind) == (first, "interest")
