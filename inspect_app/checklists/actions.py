"""Acts on checklists: publish a version, freeze it at first use, bring the library."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from inspect_app.checklists import queries
from inspect_app.checklists.models import Template, TemplateDraft, TemplateVersion
from inspect_app.checklists.rules import check_content, content_id
from inspect_app.checklists.rules.content import KEY
from inspect_app.checklists.rules.xlsform import Taken
from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor

LIBRARY = Path(__file__).parent / "library"


def publish(
    actor: Actor, *, key: str, content: Mapping[str, Any], at: datetime, origin: str = "own"
) -> TemplateVersion:
    """Publish a text under a key as its next version; the same text again is the same version."""
    if not KEY.fullmatch(key):
        raise field_problem(
            "key", "小写字母、数字、点、短横线，最多 64 位", "small letters, digits, . _ -; at most 64"
        )
    faults = check_content(content)
    if faults:
        errors: dict[str, list[tuple[str, str]]] = {}
        for each in faults:
            errors.setdefault(f"content.{each.path}".rstrip("."), []).append((each.zh, each.en))
        raise Problem("bad-input", errors=errors)
    template = _template(key, content, at)
    known = queries.version(content_id(content))
    if known is not None:
        return _again(known, template)
    return _add(actor, template, content, origin, at)


def _template(key: str, content: Mapping[str, Any], at: datetime) -> Template:
    stmt = select(Template).where(Template.key == key).with_for_update()
    found = db.session.scalar(stmt)
    if found is None:
        found = Template(key=key, zh=content["zh"], en=content["en"], created_at=at)
    return found


def _again(known: TemplateVersion, template: Template) -> TemplateVersion:
    if known.template_id != template.id:
        key = known.template.key
        raise field_problem("content", f"同样的内容已作为“{key}”发布", f"the same text is published as {key}")
    newest = queries.latest(known.template_id)
    if newest is not None and newest.id != known.id:
        zh = f"与第 {known.number} 版完全相同，而现行版本是第 {newest.number} 版"
        raise field_problem(
            "content", zh, f"the same as version {known.number}; {newest.number} came after it"
        )
    return known


def _add(
    actor: Actor, template: Template, content: Mapping[str, Any], origin: str, at: datetime
) -> TemplateVersion:
    db.session.add(template)
    db.session.flush()
    newest = queries.latest(template.id)
    template.zh, template.en = content["zh"], content["en"]
    version = TemplateVersion(
        id=content_id(content), template=template, number=newest.number + 1 if newest else 1,
        content=dict(content), origin=origin, published_at=at, published_by=actor.name,
    )  # fmt: skip
    db.session.add(version)
    details = {"key": template.key, "edition": version.number, "version": version.id}
    journal.record(actor, "checklist.publish", template, at=at, data=details)
    return version


def begin_draft(actor: Actor, *, key: str, content: Mapping[str, Any], at: datetime) -> TemplateDraft:
    """Begin to write a checklist, from nothing or from a version."""
    draft = TemplateDraft(key=key, content=dict(content), person_id=actor.id, begun_at=at, saved_at=at)
    db.session.add(draft)
    db.session.flush()
    return draft


def import_draft(actor: Actor, taken: Taken, *, at: datetime) -> TemplateDraft:
    """Begin to write a checklist from what was made of a form."""
    key = taken.key if KEY.fullmatch(taken.key) else "checklist"
    return begin_draft(actor, key=key, content=taken.content, at=at)


def save_draft(draft: TemplateDraft, *, key: str, content: Mapping[str, Any], at: datetime) -> TemplateDraft:
    """Keep what was written so far, whatever is still wrong with it."""
    draft.key, draft.content, draft.saved_at = key, dict(content), at
    return draft


def publish_draft(actor: Actor, draft: TemplateDraft, *, at: datetime) -> TemplateVersion:
    """Publish a draft as the next version under its key; the draft is done with."""
    version = publish(actor, key=draft.key, content=draft.content, at=at)
    db.session.delete(draft)
    return version


def drop_draft(draft: TemplateDraft) -> None:
    """Throw a draft away; nothing published hangs on it."""
    db.session.delete(draft)


def freeze(version: TemplateVersion, *, at: datetime) -> TemplateVersion:
    """Mark the first use of a version; whoever uses it says so in their own entry."""
    if version.frozen_at is None:
        version.frozen_at = at
    return version


def publish_library(actor: Actor, *, at: datetime) -> list[TemplateVersion]:
    """Publish what the product brings and is not yet there as the next version of each checklist.

    A text already published is never published again, and a checklist somebody changed here is left to them.
    """
    published = []
    for path in sorted(LIBRARY.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        template = db.session.scalar(select(Template).where(Template.key == path.stem))
        newest = queries.latest(template.id) if template else None
        if queries.version(content_id(content)) is None and (newest is None or newest.origin == "library"):
            published.append(publish(actor, key=path.stem, content=content, at=at, origin="library"))
    return published
