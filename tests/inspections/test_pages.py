"""Inspections on the screen: the day, the checklist form, the record, and plans."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.holidays import YEARS, Year
from inspect_app.defects.models import Defect
from inspect_app.inspections import actions
from inspect_app.inspections.models import Plan, Submission, Visit
from tests import make
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(
        cast.project(), at=now(), assignee_id=cast.person("inspector").id, due_on=local_day(now())
    )


def typed(page: str, **values: Any) -> dict[str, Any]:
    """Return what a person sends from a checklist page who passes everything, with changes."""
    hidden = dict(re.findall(r'name="(id|started_at)" value="([^"]+)"', page))
    passing = {"outcome-base": "pass", "values-thickness": ["3", "3.1", "3.2"], "sign-inspector": "李工"}
    return {**hidden, **passing, **{name.replace("_", "-", 1): value for name, value in values.items()}}


def test_the_day_shows_late_due_and_coming_visits_of_the_inspector(
    browser: Browser, cast: Cast, visit: Visit
) -> None:
    today = local_day(now())
    mine = {"template_id": visit.template_version.template_id, "assignee_id": cast.person("inspector").id}
    begun = now() - timedelta(days=2)
    late = make.visit(cast.project(), at=begun, due_on=today - timedelta(days=1), **mine)
    ahead = make.visit(cast.project("p18"), at=now(), due_on=today + timedelta(days=3), **mine)
    other = {**mine, "assignee_id": cast.person("supervisor").id}
    foreign = make.visit(cast.project(), at=now(), due_on=today, **other)
    page = browser("inspector").get("/today").text
    places = [page.index(each.number) for each in (late, visit, ahead)]
    assert places == sorted(places)
    assert "已过 1 天" in page
    assert foreign.number not in page
    assert foreign.number in browser("inspector").get("/today?whose=all").text
    assert browser("contractor_a").get("/today").status_code == 403
    assert "没有待办的检查" in browser("officer").get("/today").text


def test_a_checklist_is_filled_in_on_a_page_and_becomes_a_record(
    browser: Browser, cast: Cast, visit: Visit
) -> None:
    client = browser("inspector")
    page = client.get(f"/visits/{visit.id}/checklist").text
    for words in ("防水层厚度", "≥ 3 mm，3 点", "GB 50207-2012 卷材防水层", "否决项", "1号楼 / 屋面"):
        assert words in page
    values = typed(page, outcome_base="fail", note_base="女儿墙根部积水", element="1号楼 / 屋面")
    values["photos-base"] = (BytesIO(make.photo("purple")), "roof.jpg")
    done = client.post(f"/visits/{visit.id}/checklist", data=values)
    assert done.status_code == 302, re.findall(r"field-error.*?</p>", done.text)
    submission = db.session.scalars(select(Submission)).one()
    defect = db.session.scalars(select(Defect)).one()
    assert defect.element_id == cast.element().id
    record = client.get(done.location).text
    for words in (
        "女儿墙根部积水",
        defect.number,
        "否决项不合格",
        "3.1",
        submission.content,
        submission.signature,
        "李工",
    ):
        assert words in record
    assert f'href="/defects/{defect.id}"' in record
    assert record.count('class="photo"') == 1
    english = client.get(f"{done.location}?lang=en").text
    assert "A veto item failed" in english
    assert "查看检查记录" in browser("supervisor").get(f"/visits/{visit.id}").text


def test_a_refused_checklist_keeps_everything_typed_and_even_the_photo(
    browser: Browser, visit: Visit
) -> None:
    client = browser("inspector")
    page = client.get(f"/visits/{visit.id}/checklist").text
    values = typed(page, outcome_base="fail", note_base="裂缝", values_thickness=["3", "薄", ""])
    values["photos-base"] = (BytesIO(make.photo("orange")), "roof.jpg")
    refused = client.post(f"/visits/{visit.id}/checklist", data=values)
    assert refused.status_code == 422
    assert db.session.scalars(select(Submission)).all() == []
    assert "应为数字" in refused.text
    assert 'href="#f-values-thickness"' in refused.text
    assert "裂缝" in refused.text
    assert 'value="薄"' in refused.text
    [sha] = re.findall(r'name="photos-base" value="([0-9a-f]{64})"', refused.text)
    again = typed(refused.text, outcome_base="fail", photos_base=sha)
    assert again["id"] == values["id"]
    assert client.post(f"/visits/{visit.id}/checklist", data=again).status_code == 302


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"outcome-base": ""}, "outcome-base", "须判定"),
        ({"outcome-base": "fail"}, "photos-base", "须附照片"),
        ({"values-thickness": ["3"]}, "values-thickness", "至少需要 3 个"),
        ({"element": "99号楼"}, "element", "没有这个部位"),
    ],
)
def test_each_error_stands_at_its_item(
    browser: Browser, visit: Visit, change: dict[str, Any], field: str, words: str
) -> None:
    client = browser("inspector")
    values = {**typed(client.get(f"/visits/{visit.id}/checklist").text), **change}
    refused = client.post(f"/visits/{visit.id}/checklist", data=values)
    assert refused.status_code == 422
    assert f'href="#f-{field}"' in refused.text
    assert refused.text.count(words) >= 2


def test_sending_the_same_page_twice_is_one_record_and_another_persons_is_merged_into_it(
    browser: Browser, visit: Visit
) -> None:
    path = f"/visits/{visit.id}/checklist"
    client, other = browser("inspector"), browser("supervisor")
    values = {**typed(client.get(path).text), "finished_at": now().isoformat()}
    late = typed(other.get(path).text)
    first, again = client.post(path, data=values), client.post(path, data=values)
    assert first.location == again.location
    kept = other.post(path, data=late)
    assert kept.status_code == 302
    assert other.get(kept.location).location == f"/visits/{visit.id}/merge"
    assert "supervisor" in other.get(f"/visits/{visit.id}/merge").text


def test_what_the_tablet_said_and_the_server_found_are_both_shown(
    browser: Browser, cast: Cast, visit: Visit
) -> None:
    thin = {"item": "thickness", "outcome": "pass", "values": [2.9, 2.8, 3.0]}
    with transaction():
        receipt = actions.submit(cast.inspector, make.filled(visit, thin), at=now())
    page = browser("inspector").get(f"/submissions/{receipt.id}").text
    assert "与现场判定不同" in page
    assert page.count("measured outside") == 2


def test_a_contractor_reads_the_record_of_its_site_but_cannot_fill_it_in(
    browser: Browser, cast: Cast, visit: Visit
) -> None:
    assert browser("contractor_a").get(f"/visits/{visit.id}/checklist").status_code == 404
    with transaction():
        receipt = actions.submit(cast.inspector, make.filled(visit), at=now())
    assert browser("contractor_a").get(f"/submissions/{receipt.id}").status_code == 200
    assert browser("contractor_a").get(f"/visits/{visit.id}").status_code == 200
    assert browser("contractor_b").get(f"/submissions/{receipt.id}").status_code == 404


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the days off of this year and the next be known, whenever the tests run."""
    for year in (now().year, now().year + 1):
        if year not in YEARS:
            monkeypatch.setitem(YEARS, year, Year(year, "", now().date(), (), False, ""))


def test_a_plan_is_made_shown_and_changed_on_pages(browser: Browser, cast: Cast, published: None) -> None:
    client, template = browser("supervisor"), make.checklist()
    project = cast.project()
    path = f"/projects/{project.id}/plans/new"
    chosen = client.get("/plans/new")
    assert "p17 老旧小区改造" in chosen.text
    values = {
        "name": "每周屋面巡检", "kind": "patrol", "template_id": template.template_id, "every": "5", "horizon_days": "14",
        "since": local_day(now()).isoformat(), "assignee_id": cast.person("inspector").id,
    }  # fmt: skip
    refused = client.post(path, data={**values, "every": "0", "name": "留着"})
    assert refused.status_code == 422
    assert 'value="留着"' in refused.text
    done = client.post(path, data=values)
    assert done.status_code == 302
    plan = db.session.scalars(select(Plan)).one()
    shown = client.get(done.location).text
    assert "每 5 个工作日" in shown
    assert "XJ-" in shown
    assert "每周屋面巡检" in client.get("/plans").text
    change = {name: value for name, value in values.items() if name not in ("kind", "since")}
    assert client.post(f"/plans/{plan.id}/edit", data=change).status_code == 302
    assert "已停用" in client.get(done.location).text
    assert browser("contractor_a").get("/plans").status_code == 403
    assert browser("inspector").get(f"/plans/{plan.id}/edit").status_code == 403


def test_a_single_visit_is_arranged_cancelled_and_restored(browser: Browser, cast: Cast) -> None:
    client, template = browser("officer"), make.checklist()
    values = {"template_id": template.template_id, "kind": "spot", "due_on": local_day(now()).isoformat()}
    done = client.post(f"/projects/{cast.project().id}/visits/new", data=values)
    visit = db.session.scalars(select(Visit)).one()
    assert done.location == f"/visits/{visit.id}"
    assert client.post(f"/visits/{visit.id}/moves/cancel", data={"reason": ""}).status_code == 422
    assert client.post(f"/visits/{visit.id}/moves/cancel", data={"reason": "停工"}).status_code == 302
    assert "停工" in client.get(f"/visits/{visit.id}").text
    assert client.post(f"/visits/{visit.id}/moves/restore", data={}).status_code == 302
    assert client.get("/visits?state=planned").text.count(visit.number) == 1
    assert "没有这样的检查任务" in client.get("/visits?state=done").text


@pytest.mark.parametrize("path", ["/today", "/visits", "/plans", "/plans/new", "/visits/new"])
def test_every_page_speaks_both_languages(browser: Browser, visit: Visit, path: str) -> None:
    client = browser("supervisor")
    chinese, english = client.get(path), client.get(f"{path}?lang=en")
    assert chinese.status_code == english.status_code == 200
    main = english.text.partition("<main")[2].partition("</main>")[0]
    data = ("p17 老旧小区改造", "p18 老旧小区改造")
    for words in data:
        main = main.replace(words, "")
    assert not re.search(r"[\u4e00-\u9fff]", main)
