"""A site that has no tower crane says so once: its table is not asked, and JGJ 59 takes the total in proportion."""

import json
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.checklists.actions import LIBRARY, publish, publish_library
from inspect_app.checklists.models import Template, TemplateVersion
from inspect_app.checklists.rules import content_id
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import store_photo
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions
from inspect_app.inspections.models import Visit
from tests import make
from tests.cast import Cast

WHOLE: dict[str, Any] = json.loads((LIBRARY / "jgj59-summary.json").read_text("utf-8"))
THERE = ("coupler-scaffold", "cradle", "height", "machines")
ALWAYS = ("management", "conduct", "power")


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    version = make.checklist(WHOLE, key="jgj59-summary")
    return make.visit(
        cast.project(), template_id=version.template_id, assignee_id=cast.person("inspector").id
    )


def answers(*there: str) -> list[dict[str, Any]]:
    """Return answers of a site with these kinds: each table asked for passes, nothing else is answered."""
    present, *tables = WHOLE["sections"]
    said = [
        {"item": each["key"], "text": "yes" if each["key"].removeprefix("has-") in there else "no"}
        for each in present["items"]
    ]
    asked = (each for each in tables if each["key"] in (*there, *ALWAYS))
    return said + [{"item": item["key"], "outcome": "pass"} for each in asked for item in each["items"]]


def submit(cast: Cast, visit: Visit, given: list[dict[str, Any]]) -> str:
    roles = ("inspector", "contractor", "supervisor")
    signed = [{"role": role, "name": "李工"} for role in roles]
    body = {**make.filled(visit), "answers": given, "signatures": signed}
    with transaction():
        return actions.submit(cast.inspector, body, at=make.NOW).id


def test_kinds_a_site_has_not_leave_the_score(cast: Cast, visit: Visit, caller: Any, browser: Any) -> None:
    with transaction():
        photo = store_photo(make.photo())
    given = [each for each in answers(*THERE) if each["item"] != "b03-10"]
    given.append({"item": "b03-10", "outcome": "fail", "values": [4], "note": "锈蚀", "photos": [photo]})
    key = submit(cast, visit, given)
    score = caller("inspector").get(f"/api/submissions/{key}").json["score"]
    assert [each["key"] for each in score["parts"]] == ["B.1", "B.2", "B.3", "B.10", "B.13", "B.14", "B.19"]
    # Management 10, conduct 15, scaffolds 10 × (96 + 100) / 2 %, height 10, power 10, machines 5: of 60.
    assert Fraction(score["exact"]) == Fraction(598, 10) * 100 / 60
    page = browser("inspector").get(f"/submissions/{key}").text
    assert (
        "汇总表有缺项，按比例折算：基坑工程、模板支架、物料提升机与施工升降机、塔式起重机与起重吊装" in page
    )
    assert "第4.0.3条第5款" in page


def test_what_is_on_site_has_to_be_gone_through_and_what_is_not_must_not_be_left_open(
    cast: Cast, visit: Visit
) -> None:
    crane = [each for each in answers("tower-crane") if not each["item"].startswith("b17-")]
    unsaid = [each for each in answers(*THERE) if each["item"] != "has-tower-crane"]
    for given, named in ((crane, "b17-01"), (unsaid, "has-tower-crane")):
        with pytest.raises(Problem) as refused:
            submit(cast, visit, given)
        assert named in str(refused.value.errors)


def test_answers_to_a_table_that_is_not_asked_stand_for_nothing(
    cast: Cast, visit: Visit, caller: Any
) -> None:
    with transaction():
        photo = store_photo(make.photo())
    left = [{"item": "b17-01", "outcome": "fail", "values": [10], "photos": [photo]}]
    key = submit(cast, visit, answers(*THERE) + left)
    score = caller("inspector").get(f"/api/submissions/{key}").json["score"]
    assert "B.17" not in [each["key"] for each in score["parts"]]


def test_the_new_list_follows_the_old_one_which_stays_as_it_was(app: Flask) -> None:
    sections = [
        {name: value for name, value in each.items() if name != "when"} for each in WHOLE["sections"][1:]
    ]
    before = {**WHOLE, "sections": sections}
    with transaction():
        publish(SYSTEM, key="jgj59-summary", content=before, at=make.NOW, origin="library")
    with transaction():
        publish_library(SYSTEM, at=make.NOW)
    template = db.session.scalars(select(Template).where(Template.key == "jgj59-summary")).one()
    stmt = select(TemplateVersion).where(TemplateVersion.template_id == template.id)
    rows = db.session.scalars(stmt.order_by(TemplateVersion.number)).all()
    assert [each.id for each in rows] == [content_id(before), content_id(WHOLE)]
    assert rows[0].content == before
