"""The desks for people: a firm's inbox, a firm's own view, the case desk of street office and authority."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import nav
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import page, paged, whole
from inspect_app.credit.queries import scores
from inspect_app.credit.rules.catalogue import shown as points
from inspect_app.defects.rules import CAUSES
from inspect_app.desks import queries, rules, schemas
from inspect_app.desks.permits import FIRMS
from inspect_app.warranty.queries import retention
from inspect_app.warranty.queries.calendar import KINDS as DAYS
from inspect_app.warranty.queries.calendar import calendar
from inspect_app.warranty.rules.retention import UNFINISHED as ASKED

bp = Blueprint("desks", __name__)
nav.add("/desks/inbox", "收件箱", "Inbox", verb="desk.inbox", order=6)
nav.add("/desks/firm", "本单位", "Our firm", verb="desk.firm", order=7)
nav.add("/desks/cases", "案件台", "Case desk", verb="desk.cases", order=6)
#: rows of the calendar and of the list of sums shown at a glance; each leads to all of them
_SOME = 10
_WORDS = {"kinds": rules.KINDS, "points": points, "most": rules.MOST}


@page(bp, "/desks/inbox", permit="desk.inbox")
def inbox(actor: Actor) -> Any:
    """Show a firm what lies before it: its own, what is due, disputed, and what waits for others."""
    at = now()
    rows = queries.inbox(actor, at)
    heaps = {name: [each for each in rows if rules.heap_of(name, at)(each)] for name in rules.INBOX}
    return _heaps("inbox", heaps, rules.INBOX, schemas.INBOX)


@page(bp, "/desks/cases", permit="desk.cases")
def cases(actor: Actor) -> Any:
    """Show street office and authority what is to be taken up, handed on, hurried or decided."""
    return _heaps("cases", queries.cases(actor, now()), rules.CASES, schemas.CASES)


def _heaps(name: str, heaps: dict[str, Any], words: dict[str, Any], table: Any) -> Any:
    asked = request.args.get("heap", "")
    # What is empty is not what one came for.
    chosen = asked if asked in words else next((each for each in words if heaps[each]), next(iter(words)))
    shown = {"heaps": heaps, "words": words, "chosen": chosen, "page": whole(heaps[chosen], table)}
    return render_template(f"desks/{name}.html", **shown, **_WORDS)


@page(bp, "/desks/firm", permit="desk.firm")
def firm(actor: Actor) -> Any:
    """Show a firm itself: how old its open things are, what repeats, its warranty calendar, its money held back."""
    at = now()
    today = local_day(at)
    sums = (
        list(db.session.scalars(retention.listed(actor).limit(_SOME)).unique()) if _sees_money(actor) else []
    )
    days = calendar(actor, today) if may(actor, "warranty.calendar") else []
    shown = {
        "ageing": queries.ageing(actor, at), "ages": rules.AGES, "scores": scores(actor.party_ids(*FIRMS), today),
        "causes": queries.causes(actor, at), "clauses": queries.clauses(actor, at), "cause_words": CAUSES,
        "days": days[:_SOME], "more_days": len(days) > _SOME, "day_kinds": DAYS, "today": today,
        "sums": sums, "balances": retention.balances(sums), "sees_money": _sees_money(actor),
        "asked": {each.id: next((one for one in each.releases if one.state in ASKED), None) for each in sums},
        "blocking": queries.blocking([each.project_id for each in sums]),
    }  # fmt: skip
    return render_template("desks/firm.html", **shown, **_WORDS)


@page(bp, "/desks/firm/open", permit="desk.firm", name="firm_open")
def firm_open(actor: Actor) -> Any:
    """List what one figure of the ages counts, the oldest first."""
    query, at = schemas.AgedIn().load(request.args.to_dict(), unknown=EXCLUDE), now()
    stmt = queries.aged(actor, query["kind"], query["age"], at)
    if stmt is None:
        raise Problem("not-found")
    own = actor.party_ids(*FIRMS)

    def as_row(one: Any) -> rules.Row:
        return queries.of_thing(actor, one, own, at)

    listed = paged(stmt, number=query["page"], table=schemas.aged(as_row))
    words = next(words for key, _most, words in rules.AGES if key == query["age"])
    shown = {
        "page": replace(listed, rows=[as_row(each) for each in listed.rows]),
        "query": query,
        "age": words,
    }
    return render_template("desks/open.html", **shown, **_WORDS)


def _sees_money(actor: Actor) -> bool:
    return may(actor, "retention.list")
