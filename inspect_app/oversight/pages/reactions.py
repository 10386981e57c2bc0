"""What should have followed from an act and failed: for the administrator, to run again once it is mended."""

from typing import Any

from flask import flash, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import journal, nav
from inspect_app.core.clock import now
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import as_lines, register_words
from inspect_app.core.web import find, page, paged, require
from inspect_app.oversight import queries
from inspect_app.oversight.pages.home import bp
from inspect_app.oversight.rules import PAGES_OF, REACTIONS, VERBS
from inspect_app.oversight.schemas import REACTIONS_TABLE, ReactionsIn, standing

nav.add("/reactions", "失败的后续", "Failed reactions", verb="reaction.list", order=92, rare=True)
register_words(VERBS)


@page(bp, "/reactions", permit="reaction.list")
def reactions(_actor: Actor) -> Any:
    """List the acts whose reactions failed."""
    return _listed(None)


def _listed(form: Form | None) -> Any:
    query = ReactionsIn().load(request.args.to_dict(), unknown=EXCLUDE)
    found = paged(queries.reactions(query["state"]), number=query["page"], table=REACTIONS_TABLE)
    shown = {
        "page": found, "lines": list(zip(found.rows, as_lines(found.rows, locale()), strict=True)),
        "query": query, "states": REACTIONS, "standing": standing, "pages_of": PAGES_OF, "form": form,
    }  # fmt: skip
    return render_template("oversight/reactions.html", **shown)


@page(
    bp, "/reactions/<string:id>/run-again", permit="reaction.run-again", methods=("POST",), on_thing=True
)  # fmt: skip
def run_again(actor: Actor, id: str) -> Any:
    """Put the reactions to an act back into the queue."""
    require(actor, "reaction.run-again")
    form = Form(Schema)
    again = form.act(lambda _values: journal.run_again(actor, find(queries.reaction(id)), at=now()))
    if again is None:
        return _listed(form), form.status
    flash(t("已重新排队，片刻后自动执行。", "Queued again; it runs in a moment."), "good")
    return redirect("/reactions")
