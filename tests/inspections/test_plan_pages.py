"""The pages of plans: presets, a preview, closures, reasons, counts, and the plan of a year to take along."""

import csv
import re
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions
from inspect_app.inspections.models import Closure, Plan, Visit
from tests import make
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]


def typed(cast: Cast, **values: Any) -> dict[str, Any]:
    given = {
        "name": "每周屋面巡检", "kind": "patrol", "template_id": make.checklist().template_id, "rhythm": "weekly",
        "weekdays": ["MO", "TH"], "weeks": "1", "month_step": "1", "shift": "next", "grace": "3", "hands": "one",
        "horizon_days": "14", "since": local_day(now()).isoformat(),
    }  # fmt: skip
    return given | values


@pytest.mark.parametrize(
    ("preset", "rule"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=MO,TH"),
        ({"weeks": "2"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
        ({"rhythm": "monthly", "month_day": "31"}, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ({"rhythm": "rule", "rule": "freq=monthly;byday=1mo"}, "FREQ=MONTHLY;BYDAY=1MO"),
        ({"rhythm": "every", "every": "5"}, None),
    ],
)
def test_each_preset_of_the_form_makes_its_plan(
    browser: Browser, cast: Cast, preset: dict[str, str], rule: str | None
) -> None:
    client = browser("supervisor")
    done = client.post(f"/projects/{cast.project().id}/plans/new", data=typed(cast, **preset))
    assert done.status_code == 302
    plan = db.session.scalars(select(Plan)).one()
    assert (plan.rule, plan.every) == (rule, None if rule else 5)
    shown = client.get(f"/plans/{plan.id}").text
    assert "接下来的日期" in shown
    edit = client.get(f"/plans/{plan.id}/edit").text
    chosen = re.findall(r'name="rhythm" value="(\w+)" checked', edit)
    assert chosen == [preset.get("rhythm", "weekly")]


@pytest.mark.parametrize(
    ("preset", "field"),
    [
        ({"weekdays": []}, "weekdays"), ({"rhythm": "monthly"}, "month_day"), ({"rhythm": "rule", "rule": "FREQ=HOURLY"}, "rule"),
        ({"rhythm": "every", "every": ""}, "every"), ({"rhythm": "rule", "rule": ""}, "rule"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_at_its_field(
    browser: Browser, cast: Cast, preset: dict[str, Any], field: str
) -> None:
    refused = browser("supervisor").post(
        f"/projects/{cast.project().id}/plans/new", data=typed(cast, **preset)
    )
    assert refused.status_code == 422
    assert f'id="f-{field}-error"' in refused.text
    assert db.session.scalars(select(Plan)).all() == []


def test_a_preview_shows_ten_dates_and_makes_nothing(browser: Browser, cast: Cast) -> None:
    path = f"/projects/{cast.project().id}/plans/new"
    shown = browser("supervisor").post(path, data=typed(cast, preview="1"))
    assert shown.status_code == 200
    dates = shown.text.partition('id="preview"')[2].partition("</section>")[0]
    assert dates.count("<li>") == 10
    assert 'value="每周屋面巡检"' in shown.text
    wrong = browser("supervisor").post(path, data=typed(cast, preview="1", rhythm="rule", rule="FREQ=X"))
    assert wrong.status_code == 422
    assert db.session.scalars(select(Plan)).all() == []


def test_a_plan_by_rule_is_changed_with_its_form(browser: Browser, cast: Cast) -> None:
    client, plan = (
        browser("supervisor"),
        make.plan(cast.project(), at=now(), every=None, rule="FREQ=WEEKLY;BYDAY=MO"),
    )
    people = [cast.person("inspector").id, cast.person("supervisor").id]
    change = typed(
        cast, active="1", months=["5", "6", "11"], hands="all", people_ids=people, opens_before="2"
    )
    assert client.post(f"/plans/{plan.id}/edit", data=change | {"preview": "1"}).status_code == 200
    assert client.post(f"/plans/{plan.id}/edit", data=change).status_code == 302
    db.session.expire_all()
    held = db.session.scalars(select(Plan)).one()
    assert (held.rule, held.months, held.hands, len(held.people), held.opens_before) == (
        "FREQ=WEEKLY;BYDAY=MO,TH", [5, 6, 11], "all", 2, 2,
    )  # fmt: skip


def test_a_closure_is_entered_shown_and_withdrawn(browser: Browser, cast: Cast) -> None:
    client, path = browser("supervisor"), f"/projects/{cast.project().id}/closures"
    assert "没有停工时段" in client.get(path).text
    values = {"since": "2099-01-01", "until": "2099-01-20", "reason": "春节停工"}
    assert client.post(f"{path}/new", data=values | {"until": "2098-01-01"}).status_code == 422
    assert client.post(f"{path}/new", data=values).status_code == 302
    closure = db.session.scalars(select(Closure)).one()
    assert "春节停工" in client.get(path).text
    assert browser("inspector").post(f"/closures/{closure.id}/withdraw").status_code == 403
    assert browser("stranger").post(f"/closures/{closure.id}/withdraw").status_code == 404
    for _twice in range(2):
        assert client.post(f"/closures/{closure.id}/withdraw").status_code == 302
    assert "已撤销" in client.get(path).text
    assert f"{path}" in client.get(f"/projects/{cast.project().id}").text


def test_a_missed_visit_asks_for_its_reason_on_its_page(app: Flask, browser: Browser, cast: Cast) -> None:
    plan = make.plan(cast.project(), assignee_id=cast.person("inspector").id)
    with transaction():
        actions.miss_late(SYSTEM, at=make.later(days=5))
    visit = db.session.scalars(select(Visit).where(Visit.state == "missed")).one()
    client = browser("inspector")
    assert "请说明逾期原因" in client.get(f"/visits/{visit.id}").text
    path = f"/visits/{visit.id}/explain"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"cause": "other", "note": ""}).status_code == 422
    assert client.post(path, data={"cause": "weather", "note": "暴雨"}).status_code == 302
    shown = client.get(f"/visits/{visit.id}").text
    assert "请说明逾期原因" not in shown
    assert "天气不允许：暴雨" in shown
    facts = browser("supervisor").get("/plans/facts").text
    assert f"/visits?plan={plan.id}&amp;fact=missed" in facts
    assert "天气不允许 1" in facts
    assert visit.number in browser("supervisor").get(f"/visits?plan={plan.id}&fact=missed").text
    assert "没有这样的检查任务" in browser("supervisor").get(f"/visits?plan={plan.id}&fact=late").text
    assert "天气不允许 1" in browser("supervisor").get(f"/plans/{plan.id}").text


def test_whoever_has_not_confirmed_is_shown_and_confirms_with_one_button(
    browser: Browser, cast: Cast
) -> None:
    people = [cast.person("inspector").id, cast.person("officer").id]
    make.plan(cast.project(), hands="all", people_ids=people)
    visit = db.session.scalars(select(Visit).order_by(Visit.due_on).limit(1)).one()
    with transaction():
        actions.submit(cast.inspector, make.filled(visit), at=make.NOW)
    client, path = browser("officer"), f"/visits/{visit.id}"
    assert "我确认检查结果" in client.get(path).text
    assert client.get(path).text.count("未确认") == 1
    assert browser("inspector").post(f"{path}/confirm").status_code == 403
    assert client.post(f"{path}/confirm").status_code == 302
    assert "未确认" not in client.get(path).text
    assert "我确认检查结果" not in client.get(path).text


def test_a_visit_that_is_not_open_yet_says_from_when(browser: Browser, cast: Cast) -> None:
    make.plan(cast.project(), at=now(), every=5, opens_before=0, horizon_days=30)
    visit = db.session.scalars(select(Visit).order_by(Visit.due_on.desc()).limit(1)).one()
    shown = browser("inspector").get(f"/visits/{visit.id}").text
    assert "还没到检查时间" in shown
    assert f"/visits/{visit.id}/checklist" not in shown


def test_the_plan_of_a_year_has_the_public_columns_and_its_tables_reckon_nothing(
    browser: Browser, cast: Cast
) -> None:
    project = cast.project()
    project.name = "=HYPERLINK(1)"
    db.session.commit()
    supervisor = cast.party("supervisor").id
    for site in ("p17", "p18"):
        make.plan(
            cast.project(site), at=now(), every=None, rule="FREQ=MONTHLY;BYMONTHDAY=5", party_id=supervisor
        )
    client, year = browser("supervisor"), local_day(now()).year
    shown = client.get(f"/plans/year?year={year + 1}").text
    for head in ("类别", "检查事项", "检查对象", "抽查比例", "频次", "月份", "检查主体"):
        assert f">{head}</th>" in shown
    told = client.get(f"/plans/year.csv?year={year + 1}")
    head, row = csv.reader(StringIO(told.data.decode("utf-8-sig")))
    assert head[1:] == ["类别", "检查事项", "检查对象", "抽查比例", "频次", "月份", "检查主体"]
    assert row[3].startswith("'=HYPERLINK") or "HYPERLINK" in row[3][5:]
    assert row[4] == "100%（2 个在建项目中）"
    assert row[5] == "每个月，5 日，全年 24 次"
    assert row[6] == "1、2、3、4、5、6、7、8、9、10、11、12"
    book = zipfile.ZipFile(BytesIO(client.get(f"/plans/year.xlsx?year={year + 1}").data))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert "HYPERLINK" in book.read("xl/sharedStrings.xml").decode()
    assert client.get("/plans/year?year=abc").status_code == 422
    assert "这一年没有计划" in client.get("/plans/year?year=2001").text
    assert browser("contractor_a").get("/plans/year.csv").status_code == 403


def test_tuning_is_shown_with_its_working(browser: Browser, cast: Cast) -> None:
    plan = make.plan(cast.project(), every=10, tuned=True)
    assert "明天凌晨首次计算" in browser("supervisor").get(f"/plans/{plan.id}").text
    with transaction():
        actions.retune(SYSTEM, cast.project(), grade="D", at=make.NOW)
    shown = browser("supervisor").get(f"/plans/{plan.id}").text
    assert "施工单位信用等级 D：×3" in shown
    assert "每 3 个工作日" in shown
    assert "每月第一次检查为全面检查" in shown


def test_every_new_page_speaks_both_languages(browser: Browser, cast: Cast) -> None:
    plan = make.plan(cast.project(), every=10, tuned=True)
    with transaction():
        actions.retune(SYSTEM, cast.project(), grade="D", at=make.NOW)
        actions.miss_late(SYSTEM, at=make.later(days=5))
    visit = db.session.scalars(select(Visit).where(Visit.state == "missed").limit(1)).one()
    names = ("p17 老旧小区改造", "p18 老旧小区改造", "每周巡检", "西环社区居委会")
    home = f"/projects/{cast.project().id}"
    for path in (
        "/plans/facts", "/plans/year", f"{home}/closures", f"{home}/closures/new", f"{home}/plans/new",
        f"/visits/{visit.id}/explain", f"/plans/{plan.id}", f"/plans/{plan.id}/edit",
    ):  # fmt: skip
        shown = browser("supervisor").get(f"{path}?lang=en")
        assert shown.status_code == 200
        main = shown.text.partition("<main")[2].partition("</main>")[0]
        for words in names:
            main = main.replace(words, "")
        found = set(re.findall(r"[\u4e00-\u9fff]+", main)) - {
            "安居建设集团",
            "正信监理公司",
            "安居城市更新公司",
        }
        assert not found, (path, found)
