"""Complaints for residents: number and code once filed, and the page they follow a case on."""

import json
from typing import Any

import segno
from flask import Response, current_app, flash, redirect, render_template, request, session
from sqlalchemy import select

from inspect_app.complaints import actions, queries
from inspect_app.complaints.api import opened, opened_by_supporter, own_moves, resident_of, take, updates
from inspect_app.complaints.models import Supporter
from inspect_app.complaints.pages.case import bp, seen, still_open
from inspect_app.complaints.pages.joining import follow_joined
from inspect_app.complaints.rules import life
from inspect_app.complaints.schemas import FollowIn, ReasonIn
from inspect_app.core import codes, onward
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.fields import Schema, move_schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page, require
from inspect_app.warranty.pages import resident as claims
from inspect_app.warranty.queries.claims import of_source

# Whoever leaves one of these pages leaves them all: the browser may be shared.
claims.FORGOTTEN += ["complaint", "filed", "follow", "join", "joined"]


@page(bp, "/complaints/filed", permit="complaint.file")
def filed(_actor: Actor) -> Any:
    """Show the number and the code, big and to print: in this browser, for a short while."""
    kept = still_open("filed")
    if kept is None:
        return redirect("/complaints/follow")
    one = find(queries.of_id(kept["id"]))
    address = f"{current_app.config['SETTINGS'].address}/complaints/follow?number={one.number}"
    qr = segno.make(address, micro=False).svg_inline(scale=3, border=2, omitsize=True)
    code = codes.shown(codes.code_of("complaint", kept["once"], str(current_app.secret_key)))
    return render_template("complaints/filed.html", code=code, qr=qr, **seen(resident_of(one), one))


@page(bp, "/complaints/follow", permit="complaint.follow", methods=("GET", "POST"))
def follow(_actor: Actor) -> Any:
    """Ask for number and code."""
    form = Form(FollowIn, {"number": request.args.get("number", "")[:20]})
    if form.submitted:
        try:
            given = form.load()
            if given["number"].upper().startswith("FY-"):
                supporter = opened_by_supporter(**given)
                session["follow"] = {"id": supporter.id, "joined": True, "at": int(now().timestamp())}
                return redirect("/complaints/follow/case")
            one = opened(**given)
        except Problem as problem:
            form.refuse(problem)
        else:
            session["follow"] = {"id": one.id, "at": int(now().timestamp())}
            return redirect("/complaints/follow/case")
    return render_template("complaints/follow.html", form=form), form.status


@page(bp, "/complaints/follow/case", permit="complaint.follow")
def case(_actor: Actor) -> Any:
    """Show a resident the own case: how far it is, what was promised, what comes next."""
    return _case()


def _case(form: Form | None = None, name: str = "") -> Any:
    kept = still_open("follow")
    if kept is None:
        return redirect("/complaints/follow")
    if kept.get("joined"):
        return follow_joined(find(select(Supporter).where(Supporter.id == kept["id"])))
    one = find(queries.of_id(kept["id"]))
    shown = {
        "updates": updates(one),
        "moves": own_moves(one),
        "form": form,
        "asked": name,
        "survey": next((each for each in one.surveys if each.round == one.reopenings), None),
        "own_page": "/complaints/follow/case",
        "onward": onward.links(resident_of(one), one),
        "claim": actions.claim_of(one),
        **seen(resident_of(one), one),
    }
    return render_template("complaints/case.html", **shown), form.status if form else 200


@page(bp, "/complaints/follow/moves/<string:name>", permit="complaint.follow", methods=("POST",))
def own_move(_actor: Actor, name: str) -> Any:
    """Take a move of the resident: settled, not settled, or withdrawn."""
    kept = still_open("follow")
    if kept is None or kept.get("joined") or name not in life.OWN_MOVES:
        return redirect("/complaints/follow")
    one = find(queries.of_id(kept["id"]))
    resident = resident_of(one)
    require(resident, f"complaint.{name}", one)
    schema: type[Schema] = move_schema("complaint", life.WORKFLOW.move(name))
    form = Form(schema)
    if form.act(lambda values: take(resident, find(queries.of_id(one.id)), name, values)) is None:
        return _case(form, name)
    flash(t("收到，谢谢您。", "Thank you, noted."), "good")
    return redirect("/complaints/follow/case")


@page(bp, "/complaints/follow/claim", permit="complaint.follow", methods=("POST",))
def own_claim(_actor: Actor) -> Any:
    """Open the claim a case was handed over as: it has no code of its own, the case's opens it too."""
    kept = still_open("follow")
    if kept is None or kept.get("joined"):
        return redirect("/complaints/follow")
    claims.open_here(find(of_source("complaint", kept["id"])), "/complaints/follow/case")
    return redirect("/claims/case")


@page(bp, "/complaints/follow/partly", permit="complaint.follow", methods=("POST",))
def partly(_actor: Actor) -> Any:
    """Keep that it is settled in part."""
    kept = still_open("follow")
    if kept is None or kept.get("joined"):
        return redirect("/complaints/follow")
    resident = resident_of(find(queries.of_id(kept["id"])))
    require(resident, "complaint.partly", find(queries.of_id(kept["id"])))
    form = Form(ReasonIn)
    act = actions.partly
    if form.act(lambda values: act(resident, find(queries.of_id(kept["id"])), **values, at=now())) is None:
        return _case(form, "partly")
    flash(t("收到，谢谢您。", "Thank you, noted."), "good")
    return redirect("/complaints/follow/case")


@page(bp, "/complaints/follow/data", permit="complaint.follow", methods=("POST",))
def own_data(_actor: Actor) -> Any:
    """Give the resident a copy of all that is kept of them with this case."""
    kept = still_open("follow")
    if kept is None or kept.get("joined"):
        return redirect("/complaints/follow")
    one = find(queries.of_id(kept["id"]))
    resident = resident_of(one)
    require(resident, "complaint.export", one)
    form = Form(Schema)
    given = form.act(lambda _values: actions.export_own(resident, find(queries.of_id(one.id)), at=now()))
    if given is None:
        return _case(form)
    reply = Response(json.dumps(given, ensure_ascii=False, indent=1), mimetype="application/json")
    reply.headers["Content-Disposition"] = f'attachment; filename="{one.number}.json"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


@page(bp, "/complaints/follow/erase", permit="complaint.follow", methods=("POST",))
def erase(_actor: Actor) -> Any:
    """Take away phone and exact place at the resident's wish."""
    kept = still_open("follow")
    if kept is None or kept.get("joined"):
        return redirect("/complaints/follow")
    one = find(queries.of_id(kept["id"]))
    resident = resident_of(one)
    require(resident, "complaint.erase", one)
    form = Form(Schema)
    if form.act(lambda _values: actions.erase_own(resident, find(queries.of_id(one.id)), at=now())) is None:
        return _case(form)
    flash(t("已删除。", "Deleted."), "good")
    return redirect("/complaints/follow/case")


@page(bp, "/complaints/leave", permit="complaint.follow", methods=("POST",))
def leave(_actor: Actor) -> Any:
    """Forget the case in this browser, its claim and its number too: it may be shared."""
    for name in claims.FORGOTTEN:
        session.pop(name, None)
    return redirect("/")
