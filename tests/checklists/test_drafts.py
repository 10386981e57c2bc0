"""A checklist written on a page: every step is kept, faults stand at their fields, publishing makes a version."""

import copy
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from inspect_app.checklists.models import TemplateDraft, TemplateVersion
from inspect_app.checklists.rules import authoring, check_content, content_id
from inspect_app.core.db import db
from tests.checklists import test_conditions, test_kinds
from tests.checklists.test_actions import publish
from tests.checklists.test_rules import CONTENT

Browser = Callable[[str], FlaskClient]
Form = dict[str, list[str]]


def typed(thing: Any, path: str = "") -> Form:
    """Return the inputs of the page that hold a content."""
    found: Form = {}
    if isinstance(thing, dict):
        for name, value in thing.items():
            found |= typed(value, f"{path}.{name}".lstrip("."))
    elif isinstance(thing, list) and all(isinstance(each, str) for each in thing):
        found[path] = thing
    elif isinstance(thing, list):
        for index, each in enumerate(thing):
            found |= typed(each, f"{path}.{index}")
    elif thing is not None and thing is not False:
        found[path] = ["1" if thing is True else str(thing)]
    return found


@pytest.mark.parametrize(
    "content",
    [CONTENT, test_conditions.CONTENT, test_kinds.content(test_kinds.COUNTED, test_kinds.BY_PLAN, test_kinds.HOLD)],
)  # fmt: skip
def test_a_content_read_back_from_its_page_is_the_same_content(content: dict[str, Any]) -> None:
    read = authoring.from_form(typed(content))
    assert check_content(read) == []
    assert content_id(read) == content_id({"signatures": [], **content})


def test_steps_add_move_remove_and_build_conditions() -> None:
    draft = copy.deepcopy(authoring.EMPTY)
    assert authoring.acted(draft, "add-section") == "sections.0"
    assert authoring.acted(draft, "add-item:sections.0") == "sections.0.items.0"
    authoring.acted(draft, "add-item:sections.0")
    authoring.acted(draft, "add-section")
    keys = [each["key"] for each in draft["sections"][0]["items"]]
    assert keys == ["item-1", "item-2"]
    assert authoring.acted(draft, "up:sections.0.items.1") == "sections.0.items.0"
    assert authoring.acted(draft, "up:sections.0.items.0") == "sections.0.items.0"
    assert authoring.acted(draft, "move:sections.0.items.0>sections.1.items.0") == "sections.1.items.0"
    assert [each["key"] for each in draft["sections"][1]["items"]] == ["item-2"]
    built = {"sections.1.items.0.b-pick": ["item-1=fail"], "sections.1.items.0.b-sign": ["!="]}
    authoring.acted(draft, "when:sections.1.items.0", built)
    authoring.acted(draft, "when:sections.1.items.0", {**built, "sections.1.items.0.b-join": ["or"]})
    assert draft["sections"][1]["items"][0]["when"] == "${item-1} != 'fail' or ${item-1} != 'fail'"
    assert authoring.acted(draft, "add-choice:sections.1.items.0") == "sections.1.items.0.choices.0"
    assert authoring.acted(draft, "remove:sections.1.items.0") == "sections.1"
    assert draft["sections"][1]["items"] == []


@given(
    st.lists(st.text(max_size=30) | st.sampled_from(["up:sections.0", "move:sections.0>sections.1", "add-item:sections.0.items.0",
        "add-choice:sections.0", "remove:sections.0.items.9", "when:sections.0.items.0", "move:sections.0.items.0>sections.7.items.0",
        "move:sections.0>sections.0.items.0", "move:sections.0.items.1>sections.0.items.0.choices.0"]), max_size=6),
    st.dictionaries(st.from_regex(r"sections\.[0-9]{1,2}(\.items\.[0-9])?\.(zh|norm|kind|when|b-pick)", fullmatch=True),
        st.lists(st.text(max_size=9), max_size=2), max_size=9),
)  # fmt: skip
def test_whatever_a_page_sends_is_read_and_no_step_falls_over(acts: list[str], form: Form) -> None:
    draft = authoring.from_form(form)
    for act in acts:
        authoring.acted(draft, act, form)
    check_content(draft)


def begun(client: FlaskClient, version: TemplateVersion | None = None) -> str:
    query = f"?version={version.id}" if version else ""
    done = client.post(f"/checklists/drafts{query}", data={"key": "walls"})
    assert done.status_code == 303
    return str(done.location)


def test_a_list_is_written_step_by_step_and_published(browser: Browser) -> None:
    client = browser("officer")
    path = begun(client)
    form: Form = {"key": ["walls"], **typed({"zh": "墙", "en": "Walls"})}
    added = client.post(path, data={**form, "act": "add-section"})
    assert added.location == f"{path}#sections.0"
    form |= typed({"sections": [{"key": "a", "zh": "甲", "en": "A"}]})
    client.post(path, data={**form, "act": "add-item:sections.0"})
    page = unescape(client.get(path).text)
    assert 'name="sections.0.items.0.zh"' in page
    assert "还有" in page
    refused = client.post(
        path,
        data={
            **form,
            **typed({"sections": [{"items": [{"zh": "平", "kind": "counted"}]}]}),
            "act": "publish",
        },
    )
    assert refused.status_code == 422
    assert 'href="#sections.0.items.0.clause"' in refused.text
    assert 'value="平"' in refused.text
    item = {"key": "flat", "zh": "平", "en": "Flat", "kind": "judged", "severity": "general", "clause": "c"}
    done = client.post(path, data={**form, **typed({"sections": [{"items": [item]}]}), "act": "publish"})
    version = db.session.scalars(select(TemplateVersion)).one()
    assert done.location == f"/checklists/{version.template_id}"
    assert version.content["sections"][0]["items"] == [item]
    assert db.session.scalars(select(TemplateDraft)).all() == []


def test_a_draft_from_a_version_is_kept_by_script_and_seen_by_its_writer_alone(browser: Browser) -> None:
    client = browser("officer")
    path = begun(client, publish(test_conditions.CONTENT))
    form = {"key": "walls", **typed(test_conditions.CONTENT), "act": "save"}
    form["sections.0.items.2.when"] = ["${pipe} = 'wood'"]
    script = {"Accept": "application/json"}
    stamp = db.session.scalars(select(TemplateDraft)).one().saved_at.isoformat()
    kept = client.post(path, data={**form, "stamp": stamp}, headers=script).get_json()
    assert client.post(path, data={**form, "stamp": stamp}, headers=script).status_code == 409  # saved since
    assert client.post(path, data={**form, "stamp": kept["stamp"]}, headers=script).status_code == 200
    assert "sections.0.items.2.when" in kept["faults"]
    assert kept["words"]["sections.0.items.3"] == "“不漏”等于“不合格”"
    assert "管材" in client.get(f"{path}/preview").text
    assert "wood" in client.get(path).text
    assert browser("admin").get(path).status_code == 404
    assert browser("contractor_a").get("/checklists/drafts").status_code == 403
    client.post(path, data={**form, "act": "drop"})
    assert client.get(path).status_code == 404


def test_two_versions_are_set_side_by_side_in_words(browser: Browser) -> None:
    first = publish(CONTENT)
    second = copy.deepcopy(CONTENT)
    items = second["sections"][0]["items"]
    items[0] |= {"clause": "第九条", "veto": True}
    items[1]["norm"] = 90
    items[2]["key"] = "d"
    publish(second)
    page = browser("inspector").get(f"/checklists/{first.template_id}/compare").text
    for words in (
        "<del>第一条</del>",
        "<ins>第九条</ins>",
        "<del>100 ± 5 mm",
        "<ins>90 ± 5 mm",
        "新增",
        "删除",
    ):
        assert words in page
    english = browser("inspector").get(f"/checklists/{first.template_id}/compare?from=2&to=1&lang=en").text
    assert "<del>yes</del>" in english
    assert browser("inspector").get(f"/checklists/{first.template_id}/compare?to=9").status_code == 404
