"""Credit for machines: scores of any day with their working, entries and their moves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.credit import actions, queries
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules.life import WORKFLOW
from inspect_app.credit.rules.score import Score
from inspect_app.credit.schemas import EntryOut, ListIn, OnIn, StandingPage, WholeOut, standing
from inspect_app.inspections.queries import scope

bp = Blueprint("credit_api", __name__, url_prefix="/api/credit", description="信用 / Credit")
# What the lower room of inspections asks when it makes a draw's list.
if queries.risks not in scope.WEIGHERS:
    scope.WEIGHERS.append(queries.risks)


@endpoint(bp, "/parties", permit="credit.list", query=ListIn, out=StandingPage)
def parties(actor: Actor, query: dict[str, Any]) -> Any:
    """List the parties whose credit the caller may see, with today's score (or that of `on`)."""
    page = paged(queries.parties(actor), number=query["page"])
    found = scores_of([each.id for each in page.rows], query["on"])
    rows = [standing(each, found[each.id]) for each in page.rows]
    return {"rows": rows, "number": page.number, "pages": page.pages, "total": page.total}


def scores_of(party_ids: list[str], on: date | None) -> dict[str, Score]:
    """Return the scores of parties today, or as they stood on an earlier day."""
    today = local_day(now())
    if on is None or on == today:
        return queries.scores(party_ids, today)
    if on > today:
        raise field_problem("on", "不能晚于今天", "not after today")
    return {key: queries.score_on(key, on) for key in party_ids}


@endpoint(bp, "/parties/<string:id>", permit="credit.list", query=OnIn, out=WholeOut)
def party(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """Show a party's score on a day line by line, and every entry."""
    found = find(queries.party(actor, id))
    score = scores_of([found.id], query["on"])[found.id]
    return {**standing(found, score), "entries": db.session.scalars(queries.entries(found.id)).all()}


@endpoint(bp, "/<string:id>", permit="credit.read", out=EntryOut, on_thing=True)
def entry(actor: Actor, id: str) -> CreditEntry:
    """Show an entry."""
    one = found(actor, id)
    require(actor, "credit.read", one)
    return one


def found(actor: Actor, id: str) -> CreditEntry:
    """Return an entry the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: CreditEntry, name: str, values: Mapping[str, Any]) -> CreditEntry:
    """Take a move of the entry now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, EntryOut)
