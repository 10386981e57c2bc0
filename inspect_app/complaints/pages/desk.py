"""Complaints for those who handle them: the list, a complaint with its moves, notes and the phone number."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.acceptance.rules.papers import KINDS
from inspect_app.complaints import actions, queries
from inspect_app.complaints.api import found, permitted, take
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.pages.case import WORDS, bp, seen
from inspect_app.complaints.rules import life
from inspect_app.complaints.rules.clocks import PAUSES
from inspect_app.complaints.rules.clusters import KINDS as CLUSTERS
from inspect_app.complaints.rules.privacy import PURPOSES
from inspect_app.complaints.rules.promises import more_days
from inspect_app.complaints.rules.surveys import ANSWERS
from inspect_app.complaints.rules.transfers import must_decide
from inspect_app.complaints.schemas import FilterIn, NoteIn, hidden_from, late, masked, place_for, words_for
from inspect_app.complaints.schemas.tables import complaints as table_for
from inspect_app.core import journal, nav, onward
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.fields import Schema
from inspect_app.core.files import signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import ROLES, Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged
from inspect_app.projects import pages as project_pages

ACTS = (
    "assign", "tell", "remark", "see-phone", "see-place", "take-over", "refuse", "recall", "decide", "pause", "resume",
    "extend", "call-back", "see-photos", "extend-hotline", "hand-over",
)  # fmt: skip
nav.add("/complaints", "投诉", "Complaints", verb="complaint.list", order=40)
project_pages.LINKS.append(("/complaints", "投诉", "Complaints", "complaint.list"))


@page(bp, "/complaints", permit="complaint.list")
def complaints(actor: Actor) -> Any:
    """List the complaints of a filter that lives in the address."""
    query = FilterIn().load(request.args.to_dict(), unknown=EXCLUDE)
    number = query.pop("page")
    wanted = queries.Filter(**query)
    kept = {name: value for name, value in request.args.items() if name in query and value}
    counts, projects = queries.choices(actor, wanted)
    listed, total = queries.listed(actor, wanted), counts.get(wanted.state, 0)
    shown = {
        "page": paged(listed, number=number, total=total, table=table_for(actor)), "wanted": wanted, "late": late,
        "place_of": lambda one: place_for(actor, one),
        "link": f"?{urlencode(kept)}&" if kept else "?", "narrowed": bool(kept),
        "may_import": may(actor, "complaint.import"), "may_decide": may(actor, "redaction.list"),
        "undecided": queries.count_undecided(actor) if may(actor, "redaction.list") else 0,
        "counts": counts, "projects": projects,
    }  # fmt: skip
    return render_template("complaints/list.html", **shown, **WORDS)


@page(bp, "/projects/<string:id>/complaints", permit="complaint.list")
def of_project(_actor: Actor, id: str) -> Any:
    """List the complaints of a project."""
    return redirect(f"/complaints?{urlencode({'project_id': id})}")


@page(bp, "/complaints/<string:id>", permit="complaint.read", on_thing=True)
def complaint(actor: Actor, id: str) -> Any:
    """Show a complaint to those who handle it."""
    return show(actor, id)


def show(
    actor: Actor, id: str, form: Form | None = None, phone: str = "", exact: str = "", originals: Sequence[str] = (),
) -> Any:  # fmt: skip
    one = permitted(actor, id, "complaint.read")
    tickets = db.session.scalars(queries.tickets(one.id)).all()
    shown = {
        "moves": buttons(actor, one), "form": form, "opened": request.path.rpartition("/")[2] if form else "",
        "phone": phone, "exact": exact, "masked": masked(actor, one), "tickets": tickets,
        "may": {name: may(actor, f"complaint.{name}", one) for name in ACTS}, "purposes": PURPOSES, "pauses": PAUSES,
        "joined": queries.supporters([one.id]).get(one.id, 0),
        "must_decide": must_decide(one.bounces), "paused": any(each.ended_at is None for each in one.pauses),
        "record": queries.record(actor, one), "clusters": CLUSTERS,
        "answers": ANSWERS, "roles": ROLES, "kinds_of": {each.key: each for each in KINDS},
        "call_due": _call_due(one), "thumb": signed_url, "originals": originals, "onward": onward.links(actor, one),
        **_more_to_do(one, bool(tickets)),
        **_timeline(actor, one),
    }  # fmt: skip
    return render_template("complaints/show.html", **shown, **seen(actor, one))


def _more_to_do(one: Complaint, ticketed: bool) -> dict[str, Any]:
    day, claim = local_day(now()), actions.claim_of(one)
    more, by = more_days("hotline", day, one.project.region), one.hotline_by
    running = one.state in ("received", "accepted") and not one.hotline_extended
    return {
        "claim": claim, "more_days": more, "may_put_off": bool(running and more and by and day <= by),
        "claimable": one.covered and claim is None and not ticketed and one.state in ("accepted", "answered"),
    }  # fmt: skip


def _call_due(one: Complaint) -> bool:
    return any(
        each.drawn and each.called in (None, "absent") and each.round == one.reopenings
        for each in one.surveys
    )


def _timeline(actor: Actor, one: Complaint) -> dict[str, Any]:
    """Return the lines of the timeline, and whether anything the resident wrote is hidden from this person."""
    entries = journal.timeline("complaint", one.id)[::-1]
    lines = [
        replace(line, detail=words_for(actor, one, line.detail)) if entry.actor_kind != "person" else line
        for entry, line in zip(entries, as_lines(entries, locale()), strict=True)
    ]
    said = (str(each.data.get("reason", "")) for each in entries if each.actor_kind != "person")
    return {"lines": lines, "hidden": hidden_from(actor, one, *said)}


def note(actor: Actor, id: str, name: str, schema: type[Schema], act: Any) -> Any:
    permitted(actor, id, f"complaint.{name}")
    form = Form(schema)
    done = form.act(lambda values: act(actor, permitted(actor, id, f"complaint.{name}"), **values, at=now()))
    if done is None:
        return show(actor, id, form), form.status
    flash(t("已记录。", "Noted."), "good")
    return redirect(f"/complaints/{id}")


@page(bp, "/complaints/<string:id>/tell", permit="complaint.tell", on_thing=True, methods=("POST",))
def tell(actor: Actor, id: str) -> Any:
    """Write to the resident."""
    return note(actor, id, "tell", NoteIn, actions.tell)


@page(bp, "/complaints/<string:id>/remark", permit="complaint.remark", on_thing=True, methods=("POST",))
def remark(actor: Actor, id: str) -> Any:
    """Write to colleagues."""
    return note(actor, id, "remark", NoteIn, actions.remark)


page_moves(bp, life.WORKFLOW, found, take, show, "/complaints/<string:id>")
