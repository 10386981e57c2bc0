"""The blacklist and what is public, for machines."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.credit import queries
from inspect_app.credit.actions import blacklisting
from inspect_app.credit.api.entries import bp
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.credit.rules.blacklist import WORKFLOW
from inspect_app.credit.schemas import (
    BlacklistingOut,
    BlacklistProjectIn,
    EntryOut,
    PublicIn,
    PublicPage,
    SetAsideIn,
)
from inspect_app.projects import queries as projects


@endpoint(bp, "/public", permit="credit.public", query=PublicIn, out=PublicPage)
def public(_actor: Actor, query: dict[str, Any]) -> Any:
    """List what is published today and who is on the blacklist, for anybody."""
    today = local_day(now())
    page = paged(queries.published(today, query["q"]), number=query["page"])
    listed = db.session.scalars(queries.blacklisted(today, query["q"])).all()
    return {
        "rows": page.rows, "number": page.number, "pages": page.pages, "total": page.total, "blacklist": listed,
    }  # fmt: skip


@endpoint(
    bp, "/proposals/blacklisting", permit="blacklisting.propose", method="POST", body=BlacklistProjectIn, out=BlacklistingOut,
    status=201, on_thing=True,
)  # fmt: skip
def propose(actor: Actor, body: dict[str, Any]) -> Blacklisting:
    """Propose a party for the blacklist; it is heard first."""
    project = find(projects.one(actor, body["project_id"]))
    require(actor, "blacklisting.propose", project)
    return blacklisting.propose(actor, project=project, values=body, at=now())


@endpoint(
    bp,
    "/<string:id>/set-aside",
    permit="credit.set-aside",
    method="POST",
    body=SetAsideIn,
    out=EntryOut,
    on_thing=True,
)
def set_aside(actor: Actor, body: dict[str, Any], id: str) -> CreditEntry:
    """Decide that an accident puts its party on no blacklist."""
    entry = find(queries.one(actor, id))
    require(actor, "credit.set-aside", entry)
    return blacklisting.set_aside(actor, entry, body["reason"], at=now())


@endpoint(bp, "/blacklist/<string:id>", permit="blacklisting.read", out=BlacklistingOut, on_thing=True)
def blacklisted(actor: Actor, id: str) -> Blacklisting:
    """Show a blacklisting."""
    one = found(actor, id)
    require(actor, "blacklisting.read", one)
    return one


def found(actor: Actor, id: str) -> Blacklisting:
    """Return a blacklisting the actor may see, or 404."""
    return find(queries.blacklisting(actor, id))


def take(actor: Actor, one: Blacklisting, name: str, values: Mapping[str, Any]) -> Blacklisting:
    """Take a move of it now."""
    return blacklisting.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, BlacklistingOut, below="/blacklist")
