"""Publishing: versions are numbered, named by their text, and never change."""

import copy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.checklists import actions, queries
from inspect_app.checklists.models import Template, TemplateVersion
from inspect_app.checklists.rules import content_id
from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from tests.cast import Cast
from tests.checklists.test_rules import CONTENT, changed
from tests.make import NOW, later


def publish(content: dict[str, Any] = CONTENT, key: str = "walls") -> TemplateVersion:
    with transaction():
        return actions.publish(SYSTEM, key=key, content=content, at=NOW)


def test_a_new_text_is_the_next_version_and_the_same_text_is_the_same(app: Flask) -> None:
    first, again = publish(), publish()
    second = publish(changed("zh", "新表"))
    assert first.id == again.id == content_id(CONTENT)
    assert (first.number, second.number) == (1, 2)
    assert queries.latest(first.template_id) is second
    assert second.template.zh == "新表"
    assert [each.id for each in db.session.scalars(queries.newest())] == [second.id]
    entries = journal.timeline("checklist", first.template_id)
    assert [each.data["edition"] for each in entries] == [1, 2]


def test_an_older_text_or_another_ones_text_is_refused_with_words(app: Flask) -> None:
    publish()
    publish(changed("zh", "新表"))
    for key, said in (("walls", "version 1"), ("roofs", "walls")):
        with pytest.raises(Problem) as refused:
            publish(key=key)
        assert said in refused.value.field_words("en")["content"][0]
    assert db.session.scalar(select(Template).where(Template.key == "roofs")) is None


def test_faults_are_named_with_their_path_and_nothing_is_written(app: Flask) -> None:
    with pytest.raises(Problem) as refused:
        publish(changed("sections.0.items.1.norm", "thick"))
    assert list(refused.value.errors) == ["content.sections.0.items.1.norm"]
    with pytest.raises(Problem) as refused:
        publish(key="No Spaces")
    assert list(refused.value.errors) == ["key"]
    assert db.session.scalars(select(Template)).all() == []


@pytest.mark.parametrize(
    ("field", "value"), [("content", {**CONTENT, "zh": "改"}), ("number", 9), ("published_by", "别人")]
)
def test_a_version_cannot_be_changed(app: Flask, field: str, value: object) -> None:
    version = publish()
    with pytest.raises(Problem) as refused, transaction():
        setattr(version, field, value)
    assert refused.value.slug == "conflict"
    db.session.expire_all()
    kept = db.session.get_one(TemplateVersion, content_id(CONTENT))
    assert (kept.content, kept.number) == (CONTENT, 1)


def test_a_version_cannot_be_deleted_and_its_first_use_not_moved(app: Flask) -> None:
    version = publish()
    with pytest.raises(Problem), transaction():
        db.session.delete(version)
    with transaction():
        actions.freeze(version, at=NOW)
    with transaction():
        actions.freeze(version, at=later(days=1))
    assert version.frozen_at == NOW
    with pytest.raises(Problem), transaction():
        version.frozen_at = later(days=1)


def test_the_library_is_published_once_and_leaves_local_changes_alone(app: Flask, cast: Cast) -> None:
    with transaction():
        published = actions.publish_library(cast.admin, at=NOW)
    brought = {path.stem for path in actions.LIBRARY.glob("*.json")}
    assert {each.template.key for each in published} == brought
    with transaction():
        assert actions.publish_library(cast.admin, at=later(days=1)) == []
    own = copy.deepcopy(published[0].content)
    own["zh"] = "本地版"
    with transaction():
        actions.publish(cast.admin, key=published[0].template.key, content=own, at=NOW)
        assert actions.publish_library(cast.admin, at=NOW) == []
    assert len(db.session.scalars(select(TemplateVersion)).all()) == len(brought) + 1
