"""A filled checklist that declares a score shows it with its working, on its page and to machines."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inspect_app.checklists.rules.scoring.jgj59 import TABLES
from inspect_app.core.db import transaction
from inspect_app.inspections import actions
from inspect_app.inspections.models import Visit
from tests import make
from tests.cast import Cast

Client = Callable[[str], FlaskClient]
ITEMS = TABLES["B.10"].items
CRADLE: dict[str, Any] = {
    "zh": "吊篮检查评分", "en": "Cradle", "scoring": {"pack": "jgj59", "tables": {"cradle": "B.10"}},
    "sections": [{"key": "cradle", "zh": "高处作业吊篮", "en": "Cradle", "items": [
        {"key": each.key, "zh": each.zh, "en": each.en, "kind": "measured", "clause": "JGJ 59-2011 表B.10",
         "severity": "serious", "norm": 0, "plus": 0, "unit": "分", "full": each.full, "guarantee": each.guarantee}
        for each in ITEMS
    ]}],
}  # fmt: skip


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    version = make.checklist(CRADLE, key="cradle")
    return make.visit(
        cast.project(), template_id=version.template_id, assignee_id=cast.person("inspector").id
    )


def submit(cast: Cast, visit: Visit, *answers: dict[str, Any]) -> str:
    given = {each["item"] for each in answers}
    passing = [{"item": each.key, "outcome": "pass"} for each in ITEMS if each.key not in given]
    body = {**make.filled(visit), "answers": [*answers, *passing]}
    with transaction():
        return actions.submit(cast.inspector, body, at=make.NOW).id


def test_the_record_shows_the_score_and_how_it_came_about(browser: Client, cast: Cast, visit: Visit) -> None:
    three = [
        {"item": ITEMS[7].key, "outcome": "fail", "values": [2, 3]},
        {"item": ITEMS[9].key, "outcome": "na"},
    ]
    key = submit(cast, visit, *three)
    page = browser("inspector").get(f"/submissions/{key}").text
    for words in ("94.44", "10 − 2 − 3", "85 ÷ 90 × 100", "JGJ 59-2011 第4.0.3条第5款", "部分数值待核"):
        assert words in page, words
    english = browser("inspector").get(f"/submissions/{key}?lang=en").text
    for words in ("Guarantee sub-total", "Items missing, in proportion: Loads", "unconfirmed"):
        assert words in english, words


def test_a_guarantee_item_at_nothing_is_said_in_words(browser: Client, cast: Cast, visit: Visit) -> None:
    key = submit(cast, visit, {"item": ITEMS[1].key, "outcome": "fail", "values": [10]})
    page = browser("inspector").get(f"/submissions/{key}").text
    assert "保证项目“安全装置”未得分" in page
    assert "保证项目不符合，本表为零分" in page


def test_machines_get_the_score_with_every_step(caller: Client, cast: Cast, visit: Visit) -> None:
    key = submit(cast, visit, {"item": ITEMS[7].key, "outcome": "fail", "values": [0.1, 0.2]})
    score = caller("inspector").get(f"/api/submissions/{key}").json["score"]
    assert (score["value"], score["exact"], score["grade"]) == ("99.7", "997/10", None)
    assert score["steps"][0]["numbers"] == "10 − 0.1 − 0.2"
    assert score["parts"][0]["key"] == "B.10"


def test_a_failure_without_its_points_is_sent_back_to_the_inspector(
    caller: Client, cast: Cast, visit: Visit
) -> None:
    answers = [{"item": each.key, "outcome": "pass"} for each in ITEMS[1:]]
    body = {**make.filled(visit), "answers": [{"item": ITEMS[0].key, "outcome": "fail"}, *answers]}
    refused = caller("inspector").post("/api/submissions", json=body)
    assert refused.status_code == 422
    assert "answers.0.values" in refused.json["errors"]


def test_a_checklist_without_a_score_shows_none(caller: Client, browser: Client, cast: Cast) -> None:
    plain = make.visit(cast.project(), assignee_id=cast.person("inspector").id)
    with transaction():
        key = actions.submit(cast.inspector, make.filled(plain), at=make.NOW).id
    assert 'id="score"' not in browser("inspector").get(f"/submissions/{key}").text
    assert caller("inspector").get(f"/api/submissions/{key}").json["score"] is None


def test_full_points_are_one_tap_on_the_page(browser: Client, cast: Cast, visit: Visit) -> None:
    client = browser("inspector")
    page = client.get(f"/visits/{visit.id}/checklist").text
    for words in ("不扣分", "按所填扣分", "缺项", "满分 10 分，填每处扣分"):
        assert words in page, words
    hidden = dict(re.findall(r'name="(id|started_at)" value="([^"]+)"', page))
    values = {f"outcome-{each.key}": "pass" for each in ITEMS[1:]}
    values |= {
        f"outcome-{ITEMS[0].key}": "",
        f"values-{ITEMS[0].key}": ["2", "1,5"],
        "sign-inspector": "李工",
    }
    done = client.post(f"/visits/{visit.id}/checklist", data={**hidden, **values})
    assert done.status_code == 302, re.findall(r"field-error.*?</p>", done.text)
    assert "96.5" in client.get(done.location).text
