"""Credit for people: the parties with their scores, a firm's page with its working, an entry and its moves."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import journal, nav, todo
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.credit import queries
from inspect_app.credit.api.entries import found, scores_of, supposed, take
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules import blacklist, catalogue, lateness, life, repair, score
from inspect_app.credit.rules.openings import shut
from inspect_app.credit.schemas import ENTRIES, KINDS, ListIn, RulesIn, WhatIfIn, firms, source_url
from inspect_app.identity.rules import PARTY_KINDS

bp = Blueprint("credit", __name__)
nav.add("/credit", "信用", "Credit", verb="credit.list", order=60)
todo.add(queries.todos)
WORDS = {
    "behaviours": catalogue.BEHAVIOURS, "shown": catalogue.shown, "grades": score.GRADES, "kinds": PARTY_KINDS,
    "rule": catalogue.VERSION, "workflow": life.WORKFLOW, "source_url": source_url, "base": catalogue.BASE,
    "classes": KINDS, "grounds": blacklist.GROUNDS, "blacklist_life": blacklist.WORKFLOW, "lateness": lateness,
}  # fmt: skip


@page(bp, "/credit", permit="credit.list")
def credit(actor: Actor) -> Any:
    """List the parties with their scores; a firm goes straight to its own page."""
    query = ListIn().load(request.args.to_dict(), unknown=EXCLUDE)
    listed = paged(
        queries.parties(actor), number=query["page"], table=firms(lambda: _all_scores(actor, query["on"]))
    )
    if not actor.has(*queries.OFFICERS) and listed.total == 1:
        return redirect(f"/credit/parties/{listed.rows[0].id}")
    scores = scores_of([each.id for each in listed.rows], query["on"])
    shown = {
        "page": listed,
        "scores": scores,
        "on": _day(query["on"]),
        "may_desk": may(actor, "credit.desk"),
        "may_simulate": may(actor, "credit.simulate"),
    }
    return render_template("credit/list.html", **shown, **WORDS)


def _all_scores(actor: Actor, on: date | None) -> dict[str, score.Score]:
    return scores_of([each.id for each in db.session.scalars(queries.parties(actor))], on)


def _day(asked: date | None) -> date:
    return asked or local_day(now())


@page(bp, "/credit/rules", permit="credit.rules")
def rules(_actor: Actor) -> Any:
    """Show the catalogue of a place: what counts, how much, how long, by which rule."""
    place = RulesIn().load(request.args.to_dict(), unknown=EXCLUDE)["region"]
    edition = catalogue.edition(place, local_day(now()))
    shown = {
        "edition": edition, "editions": catalogue.EDITIONS.values(), "place": place,
        "automatic": catalogue.AUTOMATIC, "months": catalogue.WINDOW_MONTHS, "objection": life, "blacklist": blacklist,
        "information": repair.CLASSES, "repair_basis": repair.BASIS, "deciding": repair.DECIDING,
    }  # fmt: skip
    return render_template("credit/rules.html", **shown, **WORDS)


@page(bp, "/credit/parties/<string:id>", permit="credit.list")
def party(actor: Actor, id: str) -> Any:
    """Show a firm: its score on a day line by line, and every entry."""
    one = find(queries.party(actor, id))
    query = ListIn().load(request.args.to_dict(), unknown=EXCLUDE)
    day = _day(query["on"])
    found_score = scores_of([one.id], query["on"])[one.id]
    rows = queries.entries(one.id, day)
    shown = {
        "party": one, "score": found_score, "by_id": queries.by_id([each.item.id for each in found_score.lines]),
        "page": paged(rows, number=query["page"], table=ENTRIES), "on": day, "today": local_day(now()),
        "officer": actor.has(*queries.OFFICERS), "listed": db.session.scalars(queries.of_party(one.id)).all(),
    }  # fmt: skip
    return render_template("credit/party.html", **shown, **WORDS)


@page(bp, "/credit/parties/<string:id>/what-if", permit="credit.list")
def what_if(actor: Actor, id: str) -> Any:
    """Show a firm's score as it would be, beside the one it has."""
    one, today = find(queries.party(actor, id)), local_day(now())
    typed = {key: value for key, value in request.args.to_dict().items() if value != ""}
    typed["without"] = ",".join(request.args.getlist("without"))
    query = WhatIfIn().load(typed, unknown=EXCLUDE)
    listed = queries.entries(one.id, today).where(CreditEntry.state.in_(life.COUNTS)).limit(200)
    shown = {
        "party": one, "answer": supposed(one, query), "query": query, "asked": bool(request.args), "today": today,
        "rows": db.session.scalars(listed).all(), "letters": {each.letter: each for each in score.GRADES},
    }  # fmt: skip
    return render_template("credit/what-if.html", **shown, **WORDS)


@page(bp, "/credit/<string:id>", permit="credit.read", on_thing=True)
def entry(actor: Actor, id: str) -> Any:
    """Show an entry: the behaviour, its working, its source, what may be done."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "credit.read", one)
    today = local_day(now())
    shown = {
        "entry": one, "state": life.WORKFLOW.state(one.state), "form": form,
        "moves": [each for each in buttons(actor, one) if shut(each["name"], one, today) is None],
        "behaviour": one.behaviour, "basis_of_time": life.OBJECTION_BASIS,
        "opened": request.path.rpartition("/")[2] if form else "",
        "later": shut("ask-repair", one, today) if may(actor, "credit.ask-repair", one) else None,
        "deciding": repair.deciding(one.project.region), "correction": queries.correction(one.id),
        "lines": as_lines(reversed(journal.timeline("credit", one.id)), locale()),
        "photos": [signed_url(each.sha256, "public") for each in attachments("credit", one.id)],
        "counts": one.state in life.COUNTS and score.counts_on(one.item, today),
        "is_public": one.published_on is not None and one.public_until is not None and today <= one.public_until,
    }  # fmt: skip
    return render_template("credit/show.html", **shown, **WORDS)


page_moves(bp, life.WORKFLOW, found, take, _show, "/credit/<string:id>")
