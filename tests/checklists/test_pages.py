"""Checklists on the screen."""

import io
import json
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.checklists import actions
from inspect_app.checklists.models import Template
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from tests.checklists.test_actions import publish
from tests.checklists.test_rules import CONTENT, changed
from tests.make import NOW

Browser = Callable[[str], FlaskClient]


def test_an_empty_list_says_what_to_do_next(browser: Browser) -> None:
    assert "/checklists/new" in browser("officer").get("/checklists").text
    shown = browser("contractor_a").get("/checklists").text
    assert "还没有检查表" in shown
    assert "/checklists/new" not in shown


def test_every_clause_and_norm_of_the_library_can_be_read_in_both_languages(browser: Browser) -> None:
    with transaction():
        versions = actions.publish_library(SYSTEM, at=NOW)
    assert "屋面防水工程检查" in browser("inspector").get("/checklists").text
    for version in versions:
        chinese = browser("inspector").get(f"/checklists/{version.template_id}").text
        english = browser("inspector").get(f"/checklists/{version.template_id}?lang=en").text
        for section in version.content["sections"]:
            for item in section["items"]:
                assert item["zh"] in chinese
                assert item["clause"] in chinese
                assert item["en"] in english


def test_an_older_version_stays_readable_and_is_marked(browser: Browser) -> None:
    first = publish()
    publish(changed("sections.0.items.0.zh", "改过的甲"))
    old = browser("inspector").get(f"/checklists/{first.template_id}?version=1").text
    assert "这是旧版本" in old
    assert "改过的甲" not in old
    assert "改过的甲" in browser("inspector").get(f"/checklists/{first.template_id}").text


def test_a_json_file_is_published_and_a_broken_one_keeps_what_was_typed(browser: Browser) -> None:
    client = browser("officer")
    broken = client.post("/checklists/new", data={"key": "walls", "content": "{"})
    assert broken.status_code == 422
    assert "不是有效的 JSON" in broken.text
    assert 'value="walls"' in broken.text
    faulty = client.post(
        "/checklists/new", data={"key": "walls", "content": json.dumps(changed("sections", []))}
    )
    assert "content.sections" in faulty.text
    file = (io.BytesIO(json.dumps(CONTENT).encode("utf-8-sig")), "walls.json")
    done = client.post("/checklists/new", data={"key": "walls", "content": "", "file": file})
    assert done.status_code == 302
    template = db.session.scalars(select(Template)).one()
    assert done.location == f"/checklists/{template.id}"
    prefilled = client.get(f"/checklists/new?key=walls&version={template.versions[0].id}").text
    assert "第一条" in prefilled


def test_a_contractor_may_not_publish(browser: Browser) -> None:
    assert browser("contractor_a").get("/checklists/new").status_code == 403
