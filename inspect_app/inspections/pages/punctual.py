"""Late and missed: why a visit was, who has not confirmed, and the counts per plan and per person."""

from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import page, require
from inspect_app.inspections import actions, queries, schemas
from inspect_app.inspections.api import found
from inspect_app.inspections.pages.visits import BOTH, WORDS, bp
from inspect_app.inspections.rules import CAUSES


@page(bp, "/plans/facts", permit="plan.facts")
def facts(actor: Actor) -> Any:
    """Count what was on time, late and missed, per plan and per person, with the reasons given."""
    shown = {"plans": queries.by_plan(actor), "people": queries.by_person(actor), "facts": queries.FACTS}
    return render_template("inspections/facts.html", **shown, causes=CAUSES, **WORDS)


@page(bp, "/visits/<string:id>/explain", permit="visit.explain", on_thing=True, methods=BOTH)
def explain(actor: Actor, id: str) -> Any:
    """Say why a visit was late or missed."""
    one = found(actor, id)
    require(actor, "visit.explain", one)
    form = Form(schemas.ExplainIn, {"cause": one.cause, "note": one.cause_note})
    done = form.act(lambda values: actions.explain(actor, found(actor, id), **values, at=now()))
    if done is None:
        shown = {"form": form, "visit": found(actor, id), "causes": CAUSES}
        return render_template("inspections/explain.html", **shown, **WORDS), form.status
    flash(t("原因已记下。", "The reason is kept."), "good")
    return redirect(f"/visits/{id}")


@page(bp, "/visits/<string:id>/confirm", permit="visit.confirm", on_thing=True, methods=("POST",))
def confirm(actor: Actor, id: str) -> Any:
    """Confirm what was found, as one of the people named."""
    require(actor, "visit.confirm", found(actor, id))
    form = Form(schemas.NothingIn)
    done = form.act(lambda _values: actions.confirm(actor, found(actor, id), at=now()))
    flash(t("已确认。", "Confirmed."), "good") if done else flash(form.message, "bad")
    return redirect(f"/visits/{id}")
