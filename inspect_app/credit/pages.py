"""Credit for people: the parties with their scores, a firm's page with its working, an entry and its moves."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import journal, nav
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.credit import queries
from inspect_app.credit.api import found, scores_of, take
from inspect_app.credit.rules import catalogue, life, score
from inspect_app.credit.rules.score import Score
from inspect_app.credit.schemas import ENTRIES, ListIn, firms, source_url
from inspect_app.identity.rules import PARTY_KINDS

bp = Blueprint("credit", __name__)
nav.add("/credit", "信用", "Credit", verb="credit.list", order=60)
_WORDS = {
    "behaviours": catalogue.BEHAVIOURS, "shown": catalogue.shown, "grades": score.GRADES, "kinds": PARTY_KINDS,
    "rule": catalogue.VERSION, "workflow": life.WORKFLOW, "source_url": source_url, "base": catalogue.BASE,
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
    return render_template("credit/list.html", page=listed, scores=scores, on=_day(query["on"]), **_WORDS)


def _all_scores(actor: Actor, on: date | None) -> dict[str, Score]:
    return scores_of([each.id for each in db.session.scalars(queries.parties(actor))], on)


def _day(asked: date | None) -> date:
    return asked or local_day(now())


@page(bp, "/credit/rules", permit="credit.rules")
def rules(_actor: Actor) -> Any:
    """Show the catalogue: what counts, how much, how long, by which rule."""
    shown = {"automatic": catalogue.AUTOMATIC, "months": catalogue.WINDOW_MONTHS, "objection": life}
    return render_template("credit/rules.html", **shown, **_WORDS)


@page(bp, "/credit/parties/<string:id>", permit="credit.list")
def party(actor: Actor, id: str) -> Any:
    """Show a firm: its score on a day line by line, and every entry."""
    one = find(queries.party(actor, id))
    query = ListIn().load(request.args.to_dict(), unknown=EXCLUDE)
    entries = paged(queries.entries(one.id), number=query["page"], table=ENTRIES)
    by_id = {each.id: each for each in db.session.scalars(queries.entries(one.id))}
    shown = {
        "party": one, "score": scores_of([one.id], query["on"])[one.id], "by_id": by_id, "page": entries,
        "on": _day(query["on"]), "today": local_day(now()), "officer": actor.has(*queries.OFFICERS),
    }  # fmt: skip
    return render_template("credit/party.html", **shown, **_WORDS)


@page(bp, "/credit/<string:id>", permit="credit.read", on_thing=True)
def entry(actor: Actor, id: str) -> Any:
    """Show an entry: the behaviour, its working, its source, what may be done."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "credit.read", one)
    shown = {
        "entry": one, "state": life.WORKFLOW.state(one.state), "moves": buttons(actor, one), "form": form,
        "behaviour": catalogue.BEHAVIOURS[one.event], "basis_of_time": life.OBJECTION_BASIS,
        "opened": request.path.rpartition("/")[2] if form else "",
        "lines": as_lines(reversed(journal.timeline("credit", one.id)), locale()),
        "counts": one.state == life.COUNTS and score.counts_on(one.item, local_day(now())),
    }  # fmt: skip
    return render_template("credit/show.html", **shown, **_WORDS)


page_moves(bp, life.WORKFLOW, found, take, _show, "/credit/<string:id>")
