"""Dead letters for people: the list, one with its bytes, and the moves that replay or discard it."""

from typing import Any

from flask import render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import journal
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, require
from inspect_app.readings import queries, schemas
from inspect_app.readings.api import found_letter, move_letter
from inspect_app.readings.pages.site import WORDS, bp
from inspect_app.readings.rules import LETTER


@page(bp, "/dead-letters", permit="letter.list")
def letters(_actor: Actor) -> Any:
    """List the messages that could not be taken."""
    query = schemas.LettersIn().load(request.args.to_dict(), unknown=EXCLUDE)
    rows = paged(queries.letters(query["state"]), number=query["page"], table=schemas.LETTERS)
    return render_template("readings/letters.html", page=rows, query=query, **WORDS)


@page(bp, "/dead-letters/<string:id>", permit="letter.read", on_thing=True)
def letter(actor: Actor, id: str) -> Any:
    """Show a dead letter with its bytes."""
    return _show_letter(actor, id)


def _show_letter(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_letter(actor, id)
    require(actor, "letter.read", one)
    lines = as_lines(reversed(journal.timeline("letter", one.id)), locale())
    shown = {"letter": one, "bytes": schemas.LetterWhole().dump(one), "moves": buttons(actor, one)}
    return render_template("readings/letter.html", lines=lines, form=form, **shown, **WORDS)


page_moves(bp, LETTER, found_letter, move_letter, _show_letter, "/dead-letters/<string:id>")
