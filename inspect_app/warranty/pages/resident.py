"""Claims for residents: one screen without an account, number and code, and the page a claim is followed on."""

import secrets
from typing import Any

from flask import current_app, flash, redirect, render_template, request, session

from inspect_app.core import codes, journal, onward
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.fields import move_schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import verb_words
from inspect_app.core.web import find, page, pdf_reply, require
from inspect_app.projects.models import Element, Project
from inspect_app.warranty import actions, paper
from inspect_app.warranty.api.claims import claim_now, opened, resident_of, take
from inspect_app.warranty.models import Claim
from inspect_app.warranty.pages.asking import bp
from inspect_app.warranty.pages.claims import seen
from inspect_app.warranty.queries import claims as queries
from inspect_app.warranty.queries.cover import by_code
from inspect_app.warranty.rules.claim import OWN_MOVES, TO_THE_RESIDENT, WORKFLOW
from inspect_app.warranty.rules.promises import URGENCIES
from inspect_app.warranty.schemas import ClaimTyped, FollowIn

#: seconds that a claim made, or one followed, stays open in this browser
OPEN_FOR = 1800
#: what leaving forgets of this browser; a room above that opens a claim adds what it opened it from
FORGOTTEN = ["claimed", "claim"]


def open_here(one: Claim, back: str = "") -> None:
    """Let this browser, whose person was recognised as its resident, follow a claim for a while; `back` is where from."""
    session["claim"] = {"id": one.id, "at": int(now().timestamp()), "back": back}


def _still_open(name: str) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = session.get(name)
    if kept is not None and kept["at"] + OPEN_FOR < now().timestamp():
        session.pop(name)
        return None
    return kept


@page(bp, "/claims/new", permit="claim.file", methods=("GET", "POST"), name="new_claim")
def new(actor: Actor) -> Any:
    """Ask what is wrong at a place; a danger is shown with the number to call before anything else."""
    project = find(by_code(request.args.get("site", "")))
    element = _element(project, request.args.get("element", ""))
    form = Form(ClaimTyped, {"once": secrets.token_hex(16)})
    made = form.act(lambda values: _make(actor, project, element, values))
    if made is None:
        shown = {"project": project, "element": element, "urgencies": URGENCIES}
        return render_template("warranty/new_claim.html", form=form, **shown), form.status
    one = made[0]
    # Kept as the form's own key: the code itself stands nowhere, not in the browser's cookie either.
    session["claimed"] = {"id": one.id, "once": one.source_id, "at": int(now().timestamp())}
    return redirect("/claims/filed")


def _element(project: Project, id: str) -> Element | None:
    found = db.session.get(Element, id) if id else None
    return found if found is not None and found.project_id == project.id else None


def _make(
    actor: Actor, project: Project, element: Element | None, values: dict[str, Any]
) -> tuple[Claim, str]:
    once = values.pop("once") or secrets.token_hex(16)
    told = actions.Told(**values, element_id=element.id if element else None)
    return claim_now(actor, project, told, once)


@page(bp, "/claims/filed", permit="claim.file", name="claim_filed")
def filed(_actor: Actor) -> Any:
    """Show number and code, big and to print: in this browser, for a short while."""
    kept = _still_open("claimed")
    if kept is None:
        return redirect("/claims/follow")
    one = find(queries.of_id(kept["id"]))
    code = codes.code_of("claim", f"resident:{kept['once']}", str(current_app.secret_key))
    return render_template("warranty/claim_filed.html", code=codes.shown(code), **seen(one))


@page(bp, "/claims/follow", permit="claim.follow", methods=("GET", "POST"), name="follow_claim")
def follow(_actor: Actor) -> Any:
    """Ask for number and code."""
    form = Form(FollowIn, {"number": request.args.get("number", "")[:20]})
    if form.submitted:
        try:
            one = opened(**form.load())
        except Problem as problem:
            form.refuse(problem)
        else:
            open_here(one)
            return redirect("/claims/case")
    return render_template("warranty/follow.html", form=form), form.status


@page(bp, "/claims/case", permit="claim.follow", name="own_claim")
def case(_actor: Actor) -> Any:
    """Show a resident the own claim: how far it is, who comes when, what is to be decided."""
    return _case()


def _said(verb: str) -> str:
    words = TO_THE_RESIDENT.get(verb)
    return t(*words) if words else verb_words(verb, locale())


def _case(form: Form | None = None, name: str = "") -> Any:
    kept = _still_open("claim")
    if kept is None:
        return redirect("/claims/follow")
    one = find(queries.of_id(kept["id"]))
    mine = [each.name for each in open_moves(resident_of(one), one) if each.name in OWN_MOVES]
    lines = queries.told(journal.timeline("claim", one.id))
    updates = [{"at": each.at, "text": _said(each.verb), "detail": words} for each, words in lines]
    shown = {
        "moves": mine,
        "updates": updates,
        "form": form,
        "asked": name,
        "late": now() > one.done_by,
        "now": now(),
        "onward": onward.links(resident_of(one), one),
        "back": kept.get("back"),
    }
    return render_template("warranty/case.html", **shown, **seen(one)), form.status if form else 200


@page(bp, "/claims/case.pdf", permit="claim.follow", name="own_claim_paper")
def own_paper(_actor: Actor) -> Any:
    """Give the resident the record of the own claim as a sealed paper."""
    kept = _still_open("claim")
    if kept is None:
        return redirect("/claims/follow")
    one = find(queries.of_id(kept["id"]))
    return pdf_reply(paper.sealed_claim(one, at=now()), f"{one.number}.pdf")


@page(bp, "/claims/own/<string:name>", permit="claim.follow", methods=("POST",), name="own_claim_move")
def own_move(_actor: Actor, name: str) -> Any:
    """Take a move of the resident: choose a time, not repaired, repaired, nobody came, withdrawn."""
    kept = _still_open("claim")
    if kept is None or name not in OWN_MOVES:
        return redirect("/claims/follow")
    one = find(queries.of_id(kept["id"]))
    resident = resident_of(one)
    require(resident, f"claim.{name}", one)
    form = Form(move_schema("claim", WORKFLOW.move(name)))
    if form.act(lambda values: take(resident, find(queries.of_id(one.id)), name, values)) is None:
        return _case(form, name)
    flash(t("收到，谢谢您。", "Thank you, noted."), "good")
    return redirect("/claims/case")


@page(bp, "/claims/leave", permit="claim.follow", methods=("POST",), name="leave_claim")
def leave(_actor: Actor) -> Any:
    """Forget the claim in this browser: it may be shared."""
    for name in FORGOTTEN:
        session.pop(name, None)
    return redirect("/")
