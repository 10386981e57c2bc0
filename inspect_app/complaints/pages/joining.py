"""A neighbour with the same trouble: joins a known case by one tap, and follows it without anybody's words."""

import secrets
from typing import Any

import segno
from flask import current_app, redirect, render_template, request, session

from inspect_app.complaints import queries
from inspect_app.complaints.api import join_now, updates
from inspect_app.complaints.models import Complaint, Supporter
from inspect_app.complaints.pages.case import WORDS, bp, seen, still_open
from inspect_app.core import codes, place
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.permits import ANYONE, Actor
from inspect_app.core.web import find, page


@page(bp, "/complaints/<string:id>/join", permit="complaint.join", methods=("POST",))
def join(actor: Actor, id: str) -> Any:
    """Join a known case and show number and code."""
    one = find(queries.of_id(id))
    kept = session.setdefault("join", {})
    once = kept.get(one.id) or secrets.token_hex(16)
    session["join"] = {one.id: once}
    form = Form(Schema)
    made = form.act(lambda _values: join_now(actor, find(queries.of_id(id)), once)[0])
    if made is None:
        return render_template("complaints/joined.html", refused=form.message, **_public(one)), form.status
    session["joined"] = {"id": made.id, "once": once, "at": int(now().timestamp())}
    return redirect("/complaints/joined")


@page(bp, "/complaints/joined", permit="complaint.join")
def joined(_actor: Actor) -> Any:
    """Show number and code of who joined: in this browser, for a short while."""
    kept = still_open("joined")
    supporter = db.session.get(Supporter, kept["id"]) if kept else None
    if kept is None or supporter is None:
        return redirect("/complaints/follow")
    address = f"{place.address()}/complaints/follow?number={supporter.number}"
    qr = segno.make(address, micro=False).svg_inline(scale=3, border=2, omitsize=True)
    code = codes.shown(codes.code_of("complaint", kept["once"], str(current_app.secret_key)))
    shown = {"supporter": supporter, "code": code, "qr": qr}
    return render_template("complaints/joined.html", **shown, **_public(supporter.complaint))


def follow_joined(supporter: Supporter) -> str:
    """Show a supporter how far the case is."""
    one = find(queries.of_id(supporter.complaint_id))
    shown = {"supporter": supporter, "updates": updates(one), "own_page": request.path}
    return render_template("complaints/joined.html", **shown, **_public(one))


def _public(one: Complaint) -> dict[str, Any]:
    """Return what somebody may see who is not the case's own resident: no words, no photos, no door."""
    shown = {**seen(ANYONE, one), **WORDS, "count": queries.supporters([one.id]).get(one.id, 0)}
    return {name: value for name, value in shown.items() if name not in ("words", "photos", "place", "voice")}
