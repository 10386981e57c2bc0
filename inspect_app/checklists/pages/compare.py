"""What differs between two versions of a checklist, for people."""

from typing import Any

from flask import abort, render_template, request

from inspect_app.checklists import queries
from inspect_app.checklists.pages.lists import bp
from inspect_app.checklists.rules.diff import CHANGES, FACETS, difference
from inspect_app.core.i18n import locale
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page


@page(bp, "/checklists/<string:id>/compare", permit="checklist.read")
def compare(_actor: Actor, id: str) -> Any:
    """Show what differs between two versions (`?from=1&to=3`; without them the newest and the one before)."""
    found = find(queries.template(id))
    numbers = {each.number: each for each in found.versions}
    to = request.args.get("to", found.versions[0].number, type=int)
    since = request.args.get("from", max(to - 1, 1), type=int)
    if to not in numbers or since not in numbers:
        abort(404)
    changes = difference(numbers[since].content, numbers[to].content, locale())
    shown = {
        "template": found, "since": numbers[since], "to": numbers[to], "changes": changes, "kinds": CHANGES, "facets": FACETS,
    }  # fmt: skip
    return render_template("checklists/compare.html", **shown)
