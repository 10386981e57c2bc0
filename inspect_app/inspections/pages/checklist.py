"""The checklist of a visit on a tablet, and the record it becomes."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.checklists import rules as lists
from inspect_app.checklists.rules.scoring import figure
from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.fields import SHA256
from inspect_app.core.files import store_photo
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.ids import uuid7
from inspect_app.core.keys import own_key
from inspect_app.core.permits import Actor
from inspect_app.core.photo_marks import marked
from inspect_app.core.sounds import spoken
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, require
from inspect_app.defects.rules import WORKFLOW as DEFECT
from inspect_app.inspections import actions, queries, schemas
from inspect_app.inspections.api import found
from inspect_app.inspections.models import FillLog, Twin, Visit
from inspect_app.inspections.pages.visits import BOTH, WORDS, bp
from inspect_app.inspections.rules import MOST_ROUNDS, body_from_form, form_field, inputs, photos_of
from inspect_app.inspections.rules.fill_log import PLACES, clocked
from inspect_app.inspections.rules.paper import paper_hash
from inspect_app.inspections.rules.scored import scored
from inspect_app.projects import queries as projects
from inspect_app.projects.rules import ELEMENT_KINDS


@page(bp, "/visits/<string:id>/checklist", permit="submission.receive", on_thing=True, methods=BOTH)
def fill(actor: Actor, id: str) -> Any:
    """Fill in the checklist of a visit."""
    one = found(actor, id)
    require(actor, "submission.receive", one)
    if not queries.seals.is_open(one.id):
        return redirect(f"/visits/{one.id}")
    start = {"id": uuid7(), "started_at": now().isoformat()}
    content = one.template_version.content
    rounds = _rounds(content)
    form = Form(schemas.form_schema(content, rounds), start)
    if request.form.get("more-round") in rounds:
        return _checklist(actor, one, form, rounds), 200
    receipt = form.act(lambda values: _submit(actor, id, values, rounds))
    if receipt is None:
        return _checklist(actor, one, form, rounds), form.status
    flash(t("检查表已收到并签发回执。", "The checklist is received; here is its receipt."), "good")
    return redirect(f"/submissions/{receipt.id}")


def _rounds(content: dict[str, Any]) -> dict[str, int]:
    """Return how many rounds each repeated section shows: as many as were shown, and one more where asked for."""
    found = {}
    for key in (each["key"] for each in content["sections"] if each.get("repeat")):
        shown = request.form.get(f"rounds-{key}", 1, type=int) + (request.form.get("more-round") == key)
        found[key] = min(max(shown, 1), MOST_ROUNDS)
    return found


def _submit(actor: Actor, id: str, values: dict[str, Any], rounds: dict[str, int]) -> actions.Receipt:
    one = found(actor, id)
    content, errors = one.template_version.content, dict[str, list[Any]]()
    places = {each.path: each.id for each in one.project.elements}
    body = body_from_form(content, values, places, errors, rounds)
    if errors:
        raise Problem("bad-input", errors=errors)
    known = {"id": values["id"], "visit": one.id, "template": one.template_version_id, "place": None}
    moments = {"started_at": values["started_at"], "finished_at": values["finished_at"] or now().isoformat()}
    try:
        return actions.submit(actor, {**body, **known, **moments}, at=now())
    except Problem as refused:
        refused.errors = {form_field(body, name): words for name, words in refused.errors.items()}
        raise


def _checklist(actor: Actor, one: Visit, form: Form, rounds: dict[str, int]) -> str:
    content = one.template_version.content
    shown = {
        "rounds": rounds, "asks": lists.trees(content), "known": lists.items_by_key(content), "element_kinds": ELEMENT_KINDS,
        "visit": one, "content": one.template_version.content, "form": form, "elements": one.project.elements,
        "own_name": actor.name, "photos": _photos_of(one, rounds) if form.submitted else {},
    }  # fmt: skip
    return render_template("inspections/checklist.html", **shown, **WORDS)


def _photos_of(one: Visit, rounds: dict[str, int]) -> dict[str, list[str]]:
    """Return the photos of a form that was refused, kept so that nobody need take them again."""
    kept: dict[str, list[str]] = {}
    ends = [end for end, _item in inputs(one.template_version.content, rounds)]
    for name in (f"{field}-{end}" for end in ends for field in ("photos", "image")):
        shas = [each for each in request.form.getlist(name) if SHA256.fullmatch(each)]
        for upload in (each for each in request.files.getlist(name) if each.filename):
            upload.seek(0)
            with suppress(Problem), transaction():
                shas.append(store_photo(upload.read()))
        kept[name] = shas
    return kept


@page(bp, "/submissions/<string:id>", permit="submission.read", on_thing=True)
def submission(actor: Actor, id: str) -> Any:
    """Show a submission: what was found, the defects it opened, and its receipt."""
    twin = db.session.get(Twin, id)
    one = find(queries.submission(actor, twin.submission_id if twin else id))
    require(actor, "submission.read", one)
    if twin:  # it was merged into the record, and is shown beside it
        return redirect(f"/visits/{twin.visit_id}/merge")
    opened, besides = queries.defects_of(one.answers), queries.besides(one.visit)
    shown = {
        "submission": one, "visit": one.visit, "photos": queries.photos_of(one.answers),
        "besides": besides, "severities": lists.SEVERITIES, "shots": queries.shots("defect", [each.id for each in besides]),
        "over": marked("defect", [each.id for each in besides]),
        "marked": marked("answer", [each.id for each in one.answers]),
        "known": lists.items_by_key(one.visit.template_version.content),
        "public_key": own_key().public, "opened": opened, "defect": DEFECT, "receipt": actions.receipt_of(one),
        "paper_hash": paper_hash(one.body),
        "sees": queries.in_sight_of(actor, [*opened.values(), *besides]), "figure": figure,
        "score": scored(one.visit.template_version.content, one.body),
        "lines": as_lines(reversed(journal.timeline("submission", one.id)), locale()),
        "notes": spoken("answer", [each.id for each in one.answers]),
        "pins": projects.pins("answer", [each.id for each in one.answers]),
        "repeats": queries.photos.repeats_in(actor, one.project_id, list(photos_of(one.body))),
        "log": queries.fill_logs.shown(actor, db.session.get(FillLog, one.id)), "clocked": clocked,
        "log_places": PLACES, "elements": {each.id: each.path for each in one.project.elements},
    }  # fmt: skip
    return render_template("inspections/submission.html", **shown, **WORDS)
