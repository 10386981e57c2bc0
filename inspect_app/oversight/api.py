"""Oversight for machines: the risk board, the journal, and the reactions that failed."""

from typing import Any

from flask_smorest import Blueprint

from inspect_app.core import journal as entries
from inspect_app.core import rulebook
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.inspections.queries import scope
from inspect_app.oversight import queries
from inspect_app.oversight.schemas import (
    AnswerOut,
    JournalIn,
    JournalPage,
    ReactionOut,
    ReactionPage,
    ReactionsIn,
    RuleIn,
    RuleOut,
    SiteOut,
    narrowed,
    site_row,
)

bp = Blueprint("oversight_api", __name__, url_prefix="/api", description="监管 / Oversight")
# Told to the lower room of inspections when it makes a draw's list: alarms are in a room beside it.
scope.CAUSED["alarm"] = queries.alarmed


@endpoint(bp, "/board", permit="board.read", out=SiteOut(many=True))
def board(actor: Actor) -> Any:
    """List the sites the caller may see with their figures, the gravest first."""
    return [site_row(each) for each in queries.board(actor, now())]


@endpoint(bp, "/journal", permit="journal.list", query=JournalIn, out=JournalPage)
def journal(actor: Actor, query: dict[str, Any]) -> Any:
    """List what was done, newest first."""
    return paged(queries.journal(actor, narrowed(query)), number=query["page"])


@endpoint(bp, "/reactions", permit="reaction.list", query=ReactionsIn, out=ReactionPage)
def reactions(_actor: Actor, query: dict[str, Any]) -> Any:
    """List the acts whose reactions failed: those given up first."""
    return paged(queries.reactions(query["state"]), number=query["page"])


@endpoint(
    bp, "/reactions/<string:id>/run-again", permit="reaction.run-again", method="POST", out=ReactionOut,
    on_thing=True,
)  # fmt: skip
def run_again(actor: Actor, id: str) -> entries.Entry:
    """Put the reactions to an act back into the queue; the clock runs them at its next beat."""
    require(actor, "reaction.run-again")
    return entries.run_again(actor, find(queries.reaction(id)), at=now())


@endpoint(bp, "/rules", permit="rule.ask", out=RuleOut(many=True))
def rules(_actor: Actor) -> Any:
    """List the rules of the field with the JSON Schema of what goes in and comes out."""
    return rulebook.rules()


@endpoint(bp, "/rules/<string:key>", permit="rule.ask", method="POST", body=RuleIn, out=AnswerOut)
def rule(_actor: Actor, given: dict[str, Any], key: str) -> Any:
    """Ask a rule: the inputs its schema names, and `on` for the day whose edition counts."""
    return rulebook.ask(rulebook.rule(key), given, local_day(now()))
