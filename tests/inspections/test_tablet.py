"""The checklist in a real browser: big targets, a draft that survives, photos sent at once, no network, a receipt."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Submission, Visit
from tests import make
from tests.cast import PASSWORD, Cast
from tests.serving import serving

pytestmark = pytest.mark.e2e


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    made = make.visit(
        cast.project(), at=now(), due_on=local_day(now()), assignee_id=cast.person("inspector").id
    )
    db.session.rollback()
    return made


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


@pytest.fixture
def tablet(address: str, visit: Visit, chromium: Browser) -> Iterator[Page]:
    """A tablet of 834×1194 with the inspector logged in; any error of a script fails the test."""
    page = chromium.new_page(viewport={"width": 834, "height": 1194}, base_url=address, has_touch=True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/login?next=/today")
    page.fill("[name=account]", "inspector")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/today")
    yield page
    page.close()
    assert errors == []


def pick(page: Page, key: str, outcome: str) -> None:
    page.locator(f"[data-item={key}] .outcome:has(input[value='{outcome}'])").click()


def type_values(page: Page, *values: str) -> None:
    for n, value in enumerate(values):
        page.locator("[name=values-thickness]").nth(n).fill(value)


def test_a_visit_is_made_from_the_day_to_the_receipt_with_a_photo_and_a_defect(
    tablet: Page, visit: Visit, tmp_path: Path
) -> None:
    photo = tmp_path / "roof.jpg"
    photo.write_bytes(make.photo("brown", (640, 480)))
    tablet.click(".visit-link")
    tablet.wait_for_url("**/checklist")
    for target in tablet.locator(".outcome, .values input, .photo-button, .check-bar button").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 56
    expect(tablet.locator("[data-progress]")).to_have_text("已填 0 / 3 项")
    pick(tablet, "base", "fail")
    expect(tablet.locator("#f-note-base")).to_be_visible()  # a failure asks for its note by itself
    tablet.fill("#f-note-base", "阴角开裂")
    tablet.set_input_files("#f-photos-base", photo)
    expect(tablet.locator("[data-photos=base] figcaption span")).to_have_text("照片已收到")
    type_values(tablet, "3.0", "2.9")
    expect(tablet.locator("[data-judged]")).to_have_text("还差 1 个实测值")
    tablet.locator("[name=values-thickness]").nth(2).fill("3.1")
    expect(tablet.locator("[data-judged]")).to_have_text("按实测值：合格 (2/3)")
    expect(tablet.locator("[name=values-thickness]").nth(1)).to_have_class(re.compile("outside"))
    tablet.fill("#f-element", "1号楼 / 屋面")
    tablet.click(".check-bar button")
    tablet.wait_for_url("**/submissions/*")
    expect(tablet.locator(".receipt")).to_contain_text("服务器已完整收到并签名")
    db.session.rollback()  # what this test had read before is older than what the browser did
    submission = db.session.scalars(select(Submission)).one()
    assert (submission.visit_id, submission.verdict) == (visit.id, "veto")
    defect = db.session.scalars(select(Defect)).one()
    assert (defect.description, defect.clause) == ("阴角开裂", "GB 50207-2012 找平层")
    assert tablet.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('checklist:'))") == []


def test_what_will_be_found_is_said_before_sending_and_a_fail_stands(tablet: Page, visit: Visit) -> None:
    tablet.goto(f"/visits/{visit.id}/checklist")
    pick(tablet, "base", "pass")
    told = tablet.locator("[data-item=thickness] [data-judged]")
    type_values(tablet, "2.0", "2.1", "2.2")
    expect(told).to_have_text("按实测值：不合格 (0/3)；提交后开出缺陷")
    type_values(tablet, "3.0", "3.1", "3.2")
    expect(told).to_have_text("按实测值：合格 (3/3)")
    pick(tablet, "thickness", "na")
    expect(told).to_have_text("不适用：不作判定")
    pick(tablet, "thickness", "fail")
    expect(told).to_have_text("实测值合格；您判定不合格，以您的判定为准 (3/3)；提交后开出缺陷")
    expect(told).to_have_class(re.compile("tone-bad"))
    tablet.click(".check-bar button")
    tablet.wait_for_url("**/submissions/*")
    expect(tablet.locator("main")).to_contain_text("检查人员看到的不止数字，其判定有效")
    db.session.rollback()
    assert "实测值在允许范围内" in db.session.scalars(select(Defect)).one().description


def test_the_draft_survives_a_closed_page_and_an_offline_send_loses_nothing(
    tablet: Page, visit: Visit
) -> None:
    path = f"/visits/{visit.id}/checklist"
    tablet.goto(path)
    first = tablet.input_value("[name=id]")
    pick(tablet, "base", "pass")
    type_values(tablet, "3.0", "3.2", "3.3")
    tablet.click("[data-more]")
    tablet.locator("[name=values-thickness]").nth(3).fill("2.5")
    tablet.locator("[data-item=base] summary").click()
    tablet.fill("#f-note-base", "写到一半")
    expect(tablet.locator("[data-kept]")).to_have_text("草稿已存在本设备")
    tablet.goto("/today")
    tablet.goto(path)
    expect(tablet.locator("[data-kept]")).to_have_text("已恢复本设备上的草稿")
    assert tablet.input_value("[name=id]") == first
    assert tablet.input_value("#f-note-base") == "写到一半"
    expect(tablet.locator("[data-item=base] input[value=pass]")).to_be_checked()
    values = [each.input_value() for each in tablet.locator("[name=values-thickness]").all()]
    assert values == ["3.0", "3.2", "3.3", "2.5"]
    tablet.context.set_offline(True)
    tablet.click(".check-bar button")
    expect(tablet.locator("[data-kept]")).to_contain_text("没有网络")
    assert tablet.url.endswith(path)
    tablet.context.set_offline(False)
    tablet.click(".check-bar button")
    tablet.wait_for_url("**/submissions/*")
    assert tablet.url.endswith(first)
    db.session.rollback()
    assert len(db.session.scalars(select(Submission)).all()) == 1
