"""Who may inspect what, for people: own recusals, and the inspectors of an officer."""

from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, paged, require
from inspect_app.identity.queries import parties
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.recusals import declare, withdraw_recusal
from inspect_app.inspections.models import InspectorCard
from inspect_app.inspections.pages.visits import BOTH, bp
from inspect_app.inspections.rules.recusal import DECLARED
from inspect_app.inspections.schemas import tables
from inspect_app.inspections.schemas.drawing import Asked, InspectorForm, RecusalIn
from inspect_app.projects import queries as projects

_WORDS = {"declared": DECLARED}


@page(bp, "/recusals", permit="recusal.list", methods=BOTH)
def recusals(actor: Actor) -> Any:
    """List recusals, one's own and those one answers for, and declare another."""
    form = Form(RecusalIn)
    if form.submitted:
        require(actor, "recusal.add")
    done = form.act(lambda values: declare(actor, values))
    if done is not None:
        flash(t("已申报，今后的抽取会避开。", "Declared: draws to come keep clear of it."), "good")
        return redirect("/recusals")
    shown = {
        "form": form, "page": paged(queries.inspecting.recusals(actor), table=tables.RECUSALS), "me": actor.id,
        "people": _people(actor), "parties": db.session.scalars(parties()).all(),
        "projects": db.session.scalars(projects.visible(actor)).unique().all(),
        "drops": lambda one: may(actor, "recusal.withdraw", one) and one.withdrawn_at is None,
    }  # fmt: skip
    return render_template("inspections/recusals.html", **shown, **_WORDS), form.status


def _people(actor: Actor) -> list[Any]:
    stmt = queries.inspecting.people(actor)
    return list(db.session.scalars(stmt)) if may(actor, "inspector.list") else []


@page(bp, "/recusals/<string:id>/withdraw", permit="recusal.withdraw", on_thing=True, methods=("POST",))
def withdraw(actor: Actor, id: str) -> Any:
    """Withdraw a recusal that no longer holds."""
    require(actor, "recusal.withdraw", find(queries.inspecting.recusal(actor, id)))
    Form(Asked).act(lambda _values: withdraw_recusal(actor, id))
    return redirect("/recusals")


@page(bp, "/inspectors", permit="inspector.list")
def inspectors(actor: Actor) -> Any:
    """List the inspectors an officer answers for, with their skills and load."""
    people = paged(queries.inspecting.people(actor), table=tables.INSPECTORS)
    held = InspectorCard.person_id.in_([each.id for each in people.rows])
    cards = {each.person_id: each for each in db.session.query(InspectorCard).where(held)}
    shown = {"page": people, "cards": cards, "room": queries.scope.ROOM}
    return render_template("inspections/inspectors.html", **shown)


@page(bp, "/inspectors/<string:id>", permit="inspector.set", methods=BOTH)
def set_inspector(actor: Actor, id: str) -> Any:
    """Say what an inspector can do and how many visits they take at a time."""
    person = find(queries.inspecting.person(actor, id))
    form = Form(InspectorForm, stored=lambda: _card(id), thing=("inspector", id))
    done = form.act(lambda values: _set(actor, id, values))
    if done is None:
        return render_template("inspections/inspector.html", person=person, form=form), form.status
    return redirect("/inspectors")


def _card(id: str) -> dict[str, Any]:
    card = db.session.get(InspectorCard, id)
    return {"skills": " ".join(card.skills), "room": card.room} if card else {"room": queries.scope.ROOM}


def _set(actor: Actor, id: str, values: dict[str, Any]) -> InspectorCard:
    skills = values["skills"].replace("，", " ").split()
    one = find(queries.inspecting.person(actor, id))
    return actions.set_inspector(actor, one, skills=skills, room=values["room"], at=now())
