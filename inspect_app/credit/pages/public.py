"""The public page: what is published of firms today, and who is on the blacklist; no person, no place, no case."""

from typing import Any

from flask import render_template, request
from marshmallow import EXCLUDE

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.core.web import page, paged
from inspect_app.credit import queries
from inspect_app.credit.pages.entries import WORDS, bp
from inspect_app.credit.rules import repair
from inspect_app.credit.schemas import PUBLISHED, PublicIn, paper


@page(bp, "/credit/public", permit="credit.public")
def public(_actor: Actor) -> Any:
    """Show what is published today to anybody."""
    query, today = PublicIn().load(request.args.to_dict(), unknown=EXCLUDE), local_day(now())
    shown = {
        "page": paged(queries.published(today, query["q"]), number=query["page"], table=PUBLISHED), "q": query["q"], "today": today,
        "listed": db.session.scalars(queries.blacklisted(today, query["q"]).limit(100)).all(), "paper": paper,
        "basis": repair.BASIS, "market": repair.MARKET,
    }  # fmt: skip
    return render_template("credit/public.html", **shown, **WORDS)
