"""Photos that were used at another site before: a list of questions, and each with its answer."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.core import journal, nav
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.photos import shown
from inspect_app.inspections.pages.visits import BOTH, WORDS, bp
from inspect_app.inspections.rules.photo_reuse import FINDINGS
from inspect_app.inspections.schemas import tables
from inspect_app.inspections.schemas.photos import FindingIn

nav.add("/photo-repeats", "照片查重", "Photo check", verb="photo-repeat.list", order=26, rare=True)


@page(bp, "/photo-repeats", permit="photo-repeat.list")
def photo_repeats(actor: Actor) -> Any:
    """List the photos used elsewhere before: the open ones first."""
    open_only = request.args.get("state") == "open"
    table = tables.repeats(lambda one: shown(actor, one))
    found = paged(queries.photos.repeats(actor, open_only=open_only), table=table)
    rows = [(each, shown(actor, each)) for each in found.rows]
    told = {"page": found, "rows": rows, "open_only": open_only, "findings": FINDINGS}
    return render_template("inspections/photo_repeats.html", **told, **WORDS)


@page(bp, "/photo-repeats/<string:id>", permit="photo-repeat.read", on_thing=True, methods=BOTH)
def photo_repeat(actor: Actor, id: str) -> Any:
    """Show a photo beside the one it looks like, and take down what was found."""
    one = find(queries.photos.repeat(actor, id))
    require(actor, "photo-repeat.read", one)
    form = Form(FindingIn)
    if form.submitted:
        require(actor, "photo-repeat.decide", one)
    done = form.act(lambda values: _decide(actor, id, values))
    if done is not None:
        flash(t("已判定。", "Taken down."), "good")
        return redirect(f"/photo-repeats/{id}")
    told = {
        "one": one, "seen": shown(actor, one), "form": form, "findings": FINDINGS,
        "may_decide": may(actor, "photo-repeat.decide", one) and one.finding is None,
        "lines": as_lines(reversed(journal.timeline("photo-repeat", one.id)), locale()),
    }  # fmt: skip
    return render_template("inspections/photo_repeat.html", **told, **WORDS), form.status


def _decide(actor: Actor, id: str, values: dict[str, Any]) -> Any:
    one = find(queries.photos.repeat(actor, id))
    require(actor, "photo-repeat.decide", one)
    return actions.decide_repeat(actor, one, at=now(), **values)
