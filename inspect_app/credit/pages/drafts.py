"""A draft of the catalogue tried on the parties of an officer, before it takes force; nothing is written."""

from typing import Any

from flask import render_template, request
from marshmallow import EXCLUDE, ValidationError

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.fields import by_field
from inspect_app.core.i18n import locale
from inspect_app.core.permits import Actor
from inspect_app.core.web import page, whole
from inspect_app.credit.api.drafts import Tried, tried
from inspect_app.credit.pages.entries import WORDS, bp
from inspect_app.credit.rules import catalogue
from inspect_app.credit.schemas import SIMULATED, SimulateIn

#: rows shown on the page; the file has them all
_SHOWN = 100
_MONTHS = catalogue.WINDOW_MONTHS


@page(bp, "/credit/drafts", permit="credit.simulate")
def drafts(actor: Actor) -> Any:
    """Show a draft of the catalogue beside what is in force, and what it would change."""
    answer: Tried | None = None
    errors: dict[str, list[str]] = {}
    try:
        answer = tried(actor, SimulateIn().load(request.args.to_dict(), unknown=EXCLUDE))
    except ValidationError as wrong:
        errors = Problem("bad-input", errors=by_field(wrong.messages)).field_words(locale())
    except Problem as wrong:
        errors = wrong.field_words(locale())
    listed = whole(answer.rows if answer else [], SIMULATED)
    shown = {
        "answer": answer, "page": listed, "shown_rows": listed.rows[:_SHOWN], "errors": errors, "asked": request.args,
        "standing": _standing(), "editions": catalogue.EDITIONS, "months": _MONTHS, "today": local_day(now()),
        "letters": ("B", "C", "D"),
    }  # fmt: skip
    return render_template("credit/drafts.html", **shown, **WORDS), 422 if errors else 200


def _standing() -> catalogue.Edition:
    place, asked = request.args.get("region", ""), catalogue.EDITIONS.get(request.args.get("edition", ""))
    return asked or catalogue.edition(place, local_day(now())) or catalogue.EDITIONS[catalogue.VERSION]
