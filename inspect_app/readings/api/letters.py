"""Dead letters for machines: the list, one with its bytes, and the moves that replay or discard it."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api.readings import bp
from inspect_app.readings.models import DeadLetter
from inspect_app.readings.rules import LETTER


@endpoint(bp, "/dead-letters", permit="letter.list", query=schemas.LettersIn, out=schemas.LetterPage)
def letters(_actor: Actor, query: dict[str, Any]) -> Any:
    """List the messages that could not be taken."""
    return paged(queries.letters(query["state"]), number=query["page"])


@endpoint(bp, "/dead-letters/<string:id>", permit="letter.read", out=schemas.LetterWhole, on_thing=True)
def letter(actor: Actor, id: str) -> DeadLetter:
    """Show a dead letter with its bytes."""
    one = found_letter(actor, id)
    require(actor, "letter.read", one)
    return one


def found_letter(actor: Actor, id: str) -> DeadLetter:
    """Return a dead letter the actor may see, or 404."""
    return find(queries.letter(actor, id))


def move_letter(actor: Actor, one: DeadLetter, name: str, values: Mapping[str, Any]) -> DeadLetter:
    """Take a move of a dead letter now."""
    return actions.move_letter(actor, one, name, values, at=now())


api_moves(bp, LETTER, found_letter, move_letter, schemas.LetterWhole, below="/dead-letters")
