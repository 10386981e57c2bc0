"""Credit for machines: scores of any day with their working, entries and their moves, what is supposed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.calendar import local_day, start_of_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.credit import actions, queries
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules.catalogue import days_late, of_version, points
from inspect_app.credit.rules.life import COUNTS, WORKFLOW
from inspect_app.credit.rules.score import Score
from inspect_app.credit.rules.whatif import Answer, Supposed, what_if
from inspect_app.credit.schemas import (
    EnterProjectIn,
    EntryOut,
    ListIn,
    OnIn,
    StandingPage,
    WhatIfIn,
    WhatIfOut,
    WholeOut,
    standing,
)
from inspect_app.identity.models import Party
from inspect_app.inspections.queries import scope
from inspect_app.projects import queries as projects

bp = Blueprint("credit_api", __name__, url_prefix="/api/credit", description="信用 / Credit")
# What the lower room of inspections asks when it makes a draw's list.
if queries.risks not in scope.WEIGHERS:
    scope.WEIGHERS.append(queries.risks)
#: how far ahead a supposition may look
FURTHEST = timedelta(days=730)


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
    return queries.scores_on(party_ids, on)


@endpoint(bp, "/parties/<string:id>", permit="credit.list", query=OnIn, out=WholeOut)
def party(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """Show a party's score on a day line by line, and every entry."""
    found = find(queries.party(actor, id))
    score = scores_of([found.id], query["on"])[found.id]
    listed = queries.entries(found.id, query["on"] or local_day(now()))
    return {**standing(found, score), "entries": db.session.scalars(listed).all()}


@endpoint(bp, "/parties/<string:id>/what-if", permit="credit.list", query=WhatIfIn, out=WhatIfOut)
def what_if_call(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """Show a party's score as it would be: without entries, with tickets closed by a day, with more behaviours."""
    answer = supposed(find(queries.party(actor, id)), query)
    return {"on": answer.after.on, "before": answer.before, "after": answer.after}


def supposed(firm: Party, query: Mapping[str, Any]) -> Answer:
    """Return a firm's score as it stands and as it would be; what is proposed is supposed to take effect."""
    today = local_day(now())
    on = query["on"] or query["closed_on"] or today
    for name in ("on", "closed_on"):
        if query[name] and not today <= query[name] <= today + FURTHEST:
            raise field_problem(name, "应在今天到两年之内", "from today to two years ahead")
    rows = list(db.session.scalars(queries.entries(firm.id, today)).unique())
    closed = start_of_day(query["closed_on"]) if query["closed_on"] else None
    added = (
        [Supposed(query["code"], min(on, query["closed_on"] or on), query["days"], query["times"])] if query["code"] else []
    )  # fmt: skip
    # What is only proposed counts in the supposition alone when its end is supposed, too.
    standing_ = [each.item for each in rows if each.state in COUNTS]
    try:
        return what_if(
            standing_, on, without=query["without"], settled=_settled(rows, closed) if closed else None,
            supposed=added, region=queries.place(firm),
        )  # fmt: skip
    except ValueError as unknown:
        raise field_problem(
            "code", "当日的目录中没有这项行为", "not in the catalogue of that day"
        ) from unknown


def _settled(rows: list[CreditEntry], closed: datetime) -> dict[str, int]:
    """Return the points that unsettled entries would have in the end, were their tickets closed at that moment."""
    open_ones, found = [each for each in rows if each.settled_at is None], dict[str, int]()
    tickets = queries.sources(open_ones)
    for each in open_ones:
        behaviour, ticket = of_version(each.event, each.rule), tickets.get(each.source_id)
        if behaviour is not None and ticket is not None:
            found[each.id] = points(behaviour, days_late(ticket.due_at, queries.late_until(ticket, closed)))
    return found


@endpoint(bp, "/", permit="credit.enter", method="POST", body=EnterProjectIn, out=EntryOut, status=201, on_thing=True)  # fmt: skip
def enter(actor: Actor, body: dict[str, Any]) -> CreditEntry:
    """Enter a behaviour that a paper shows; the party is told and may object."""
    project = find(projects.one(actor, body["project_id"]))
    require(actor, "credit.enter", project)
    return actions.enter(actor, project=project, values=body, at=now())


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
