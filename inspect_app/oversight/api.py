"""Oversight for machines: the risk board and the journal."""

from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, paged
from inspect_app.oversight import queries
from inspect_app.oversight.schemas import JournalIn, JournalPage, SiteOut, narrowed, site_row

bp = Blueprint("oversight_api", __name__, url_prefix="/api", description="监管 / Oversight")


@endpoint(bp, "/board", permit="board.read", out=SiteOut(many=True))
def board(actor: Actor) -> Any:
    """List the sites the caller may see with their figures, the gravest first."""
    return [site_row(each) for each in queries.board(actor, now())]


@endpoint(bp, "/journal", permit="journal.list", query=JournalIn, out=JournalPage)
def journal(actor: Actor, query: dict[str, Any]) -> Any:
    """List what was done, newest first."""
    return paged(queries.journal(actor, narrowed(query)), number=query["page"])
