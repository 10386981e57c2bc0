"""The page a checklist is written on: a draft that is kept at every step, its faults at their fields, its preview."""

import copy
from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.checklists import actions, queries, rules
from inspect_app.checklists.models import TemplateDraft
from inspect_app.checklists.pages.lists import bp
from inspect_app.checklists.rules import authoring
from inspect_app.checklists.rules.standing import has_number, words_of
from inspect_app.checklists.schemas import DraftIn
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page
from inspect_app.projects.rules import ELEMENT_KINDS

BOTH = ("GET", "POST")
WORDS: dict[str, Any] = {"lists": rules, "element_kinds": ELEMENT_KINDS}


@page(bp, "/checklists/drafts", permit="checklist.publish", methods=BOTH)
def begin_draft(actor: Actor) -> Any:
    """Begin a draft, from nothing or from a version (`?version=`), or go on with one."""
    version = queries.version(request.args.get("version", ""))
    form = Form(DraftIn, {"key": version.template.key if version else ""})
    content = version.content if version else authoring.EMPTY
    draft = form.act(lambda values: actions.begin_draft(actor, key=values["key"], content=content, at=now()))
    if draft is None:
        mine = find_all(actor)
        return render_template("checklists/drafts.html", form=form, drafts=mine, version=version), form.status
    return redirect(f"/checklists/drafts/{draft.id}", 303)


@page(bp, "/checklists/drafts/<string:id>", permit="checklist.publish", methods=BOTH)
def draft(actor: Actor, id: str) -> Any:
    """Write a checklist; every button keeps all that was typed."""
    one = find(queries.draft(actor, id))
    form = Form(DraftIn, {"key": one.key})
    if not form.submitted:
        return _written(one, form)
    sent = request.form.to_dict(flat=False)
    by_script = request.accept_mimetypes.best == "application/json"
    content, act = authoring.from_form(sent), request.form.get("act", "save")
    if "scoring" in one.content:  # it has no inputs on the page
        content["scoring"] = one.content["scoring"]
    place = authoring.acted(content, act, sent)
    stamp = request.form.get("stamp") if by_script else None
    saved = form.act(lambda values: _kept(actor, id, values["key"], content, stamp))
    if saved is None and by_script:
        return {"stale": form.message}, form.status
    if saved is None:
        return _written(one, form)
    if act == "publish":
        return _published(actor, id, form)
    if act == "drop":
        form.act(lambda _values: actions.drop_draft(find(queries.draft(actor, id))))
        return redirect("/checklists/drafts", 303)
    if by_script:
        told = {"faults": _faults(content), "words": _conditions(content)}
        return {**told, "stamp": saved.saved_at.isoformat()}
    return redirect(f"/checklists/drafts/{id}#{place or 'list'}", 303)


@page(bp, "/checklists/drafts/<string:id>/preview", permit="checklist.publish")
def draft_preview(actor: Actor, id: str) -> Any:
    """Show a draft as whoever inspects will see it, as far as it is sound."""
    content = _showable(find(queries.draft(actor, id)).content)
    shown = {
        "content": content, "known": rules.items_by_key(content), "asks": {}, "photos": {}, "elements": [],
        "form": Form(DraftIn), "rounds": {}, "lists": rules, "element_kinds": ELEMENT_KINDS,
    }  # fmt: skip
    return render_template("checklists/preview.html", **shown)


def find_all(actor: Actor) -> list[TemplateDraft]:
    """Return the drafts of a person."""
    return list(db.session.scalars(queries.drafts(actor)))


def _kept(actor: Actor, id: str, key: str, content: dict[str, Any], stamp: str | None) -> TemplateDraft:
    """Keep a draft; what saves by itself (with the stamp it knows) never overwrites what was saved since."""
    stmt = queries.draft(actor, id).with_for_update().execution_options(populate_existing=True)
    one = find(stmt)
    if stamp is not None and stamp != one.saved_at.isoformat():
        raise Problem("conflict", zh="此草稿已在别处更改。", en="This draft was changed elsewhere.")
    return actions.save_draft(one, key=key, content=content, at=now())


def _published(actor: Actor, id: str, form: Form) -> Any:
    version = form.act(lambda _values: actions.publish_draft(actor, find(queries.draft(actor, id)), at=now()))
    if version is None:
        return _written(find(queries.draft(actor, id)), form)
    flash(t(f"已发布第 {version.number} 版。", f"Version {version.number} is published."), "good")
    return redirect(f"/checklists/{version.template_id}", 303)


def _written(one: TemplateDraft, form: Form) -> Any:
    content = one.content
    refused = {name.removeprefix("content."): words for name, words in form.errors.items()}
    shown = {
        "draft": one, "form": form, "content": content, "faults": _faults(content), "refused": refused,
        "conditions": _conditions(content), "picks": _picks(content), **WORDS,
    }  # fmt: skip
    return render_template("checklists/draft.html", **shown), form.status


def _faults(content: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in rules.check_content(content):
        found.setdefault(each.path, t(each.zh, each.en))
    return found


def _conditions(content: dict[str, Any]) -> dict[str, str]:
    """Return the conditions in plain words, by the path of what has them."""
    known = {item.get("key", ""): item for section in content["sections"] for item in section["items"]}
    found = {}
    for n, section in enumerate(content["sections"]):
        things = [
            (f"sections.{n}", section),
            *((f"sections.{n}.items.{m}", each) for m, each in enumerate(section["items"])),
        ]
        for path, thing in things:
            if thing.get("when"):
                found[path] = rules.when_words(thing["when"], known, locale())
    return found


def _picks(content: dict[str, Any]) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """Return what a condition can be made of: the number of the section, the item, and its words."""
    found = []
    for n, section in enumerate(content["sections"]):
        for item in (each for each in section["items"] if each.get("key") and each.get("kind") != "text"):
            if item.get("kind") == "choice":
                item = {**item, "choices": [each for each in item.get("choices", []) if each.get("key")]}  # noqa: PLW2901
            words = [(f"{item['key']}={word}", t(*said)) for word, said in words_of(item).items()]
            if has_number(item):
                words.append((f"{item['key']}=", t("数值 …", "a number …")))
            found.append((n, t(item["zh"], item["en"]) or item["key"], words))
    return found


def _showable(content: dict[str, Any]) -> dict[str, Any]:
    """Return the sound part of a draft: sections and items without a fault of their own."""
    faults = {each.path for each in rules.check_content(content)}
    sound = copy.deepcopy(content)
    for n, section in enumerate(sound["sections"]):
        section["items"] = [
            item
            for m, item in enumerate(section["items"])
            if not any(
                each.startswith(f"sections.{n}.items.{m}.") and not each.endswith(".when") for each in faults
            )
        ]
    return sound
