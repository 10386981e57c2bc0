"""Defects for people: the list, the ticket, its paper, and the form that raises one."""

from datetime import timedelta
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import journal, nav
from inspect_app.core.canonical import content_hash
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import Attachment, attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.ids import uuid7
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.photo_marks import Marked, marked
from inspect_app.core.sounds import spoken
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.defects import actions, queries, rules
from inspect_app.defects.api import found, take
from inspect_app.defects.models import Defect
from inspect_app.defects.schemas import ListIn, RaiseForm, late
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

bp = Blueprint("defects", __name__)
nav.add("/defects", "缺陷", "Defects", verb="defect.list", order=20)
project_pages.LINKS.append(("/defects", "缺陷", "Defects", "defect.list"))
_WORDS = {"workflow": rules.WORKFLOW, "severities": rules.SEVERITIES, "kinds": rules.KINDS}


@page(bp, "/defects", permit="defect.list")
def defects(actor: Actor) -> Any:
    """List the defects of a filter that lives in the address."""
    typed = {name: value for name, value in request.args.items() if value}
    query = ListIn().load(typed, unknown=EXCLUDE)
    number, at = query.pop("page"), now()
    wanted = queries.Filter(**query)
    kept = {name: value for name, value in typed.items() if name in query}
    counts, held = queries.choices(actor, wanted, at)
    shown = {
        "page": paged(queries.listed(actor, wanted, at), number=number, total=counts["state"][wanted.state]),
        "wanted": wanted,
        "link": f"?{urlencode(kept)}&" if kept else "?",
        "narrowed": bool(kept),
        "counts": counts,
        "projects": held,
        "late": late,
        "may_raise": may(actor, "defect.raise"),
    }
    return render_template("defects/list.html", **shown, **_WORDS)


@page(bp, "/projects/<string:id>/defects", permit="defect.list")
def of_project(actor: Actor, id: str) -> Any:
    """List the defects of a project."""
    return redirect(f"/defects?project_id={find(projects.one(actor, id)).id}")


@page(bp, "/defects/<string:id>", permit="defect.read", on_thing=True)
def defect(actor: Actor, id: str) -> Any:
    """Show a ticket: what is wrong, who acts next, and what happened."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "defect.read", one)
    moves = buttons(actor, one)
    asked = request.path.rpartition("/moves/")[2] if form else ""
    shown = {"moves": moves, "form": form, "opened": asked, **_seen(one)}
    return render_template("defects/show.html", **shown, **_WORDS)


@page(bp, "/defects/<string:id>/print", permit="defect.read", on_thing=True, name="paper")
def paper(actor: Actor, id: str) -> Any:
    """Show the ticket as a sheet to print and sign."""
    one = found(actor, id)
    require(actor, "defect.read", one)
    address = f"{current_app.config['SETTINGS'].address}/defects/{one.id}"
    code = segno.make(address, micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return render_template("defects/print.html", qr=code, address=address, **_seen(one), **_WORDS)


def _seen(one: Defect) -> dict[str, Any]:
    photos: dict[str, list[dict[str, Any]]] = {each: [] for each in ("found", "before", "after", "checked")}
    shots = attachments("defect", one.id)
    over = marked("defect", [one.id]) if any(each.layer for each in shots) else {}
    for each in shots:
        photos[each.label].append(_picture(each, over.get((one.id, each.sha256))))
    before, after = photos["found"] + photos["before"], photos["after"]
    # The newest first: they tell whether the fix can be confirmed.
    pin = projects.pins("defect", [one.id]).get(one.id)
    pairs = list(zip_longest(before[::-1], after[::-1]))
    return {
        "defect": one,
        "pin": pin,
        "note": spoken("defect", [one.id]).get(one.id),
        "pin_url": signed_url(pin.sheet.sha256, "public") if pin else "",
        "project": one.project,
        "state": rules.WORKFLOW.state(one.state),
        "severity": rules.SEVERITIES[one.severity],
        "source": rules.SOURCES[one.source_kind],
        "overdue": late(one),
        "pairs": pairs,
        "checked": photos["checked"],
        "ghost": before[-1]["url"] if before else "",
        "next": _next(one),
        "recheck": rules.RECHECK,
        "lines": as_lines(reversed(journal.timeline("defect", one.id)), locale()),
    }


def _picture(photo: Attachment, over: Marked | None) -> dict[str, Any]:
    large, thumb = signed_url(photo.sha256, "public"), signed_url(photo.sha256)
    return {"url": large, "thumb": thumb, "at": photo.at, "who": photo.actor_name, "marked": over}


def _next(one: Defect) -> dict[str, Any] | None:
    step = rules.next_step(one.state)
    if step is None:
        return None
    who, zh, en = step
    if who == "liable":
        return {"who": one.liable_party.name, "what": t(zh, en), "by": one.due_at, "late": late(one)}
    by = (one.rectified_at or one.raised_at) + rules.RECHECK.within
    return {"who": _verifier(one), "what": t(zh, en), "by": by, "late": by < now()}


def _verifier(one: Defect) -> str:
    supervisor = one.project.party("supervisor")
    if supervisor is None or supervisor.id == one.liable_party_id:
        return t("监督机构", "The authority")
    return t(f"{supervisor.name}或监督机构", f"{supervisor.name} or the authority")


@page(bp, "/defects/new", permit="defect.raise", name="choose")
def choose(actor: Actor) -> Any:
    """Ask which project the defect is of; with one project there is nothing to ask."""
    found_here = db.session.scalars(projects.visible(actor)).all()
    mine = [each for each in found_here if may(actor, "defect.raise", each)]
    if len(mine) == 1:
        return redirect(f"/projects/{mine[0].id}/defects/new")
    return render_template("defects/choose.html", projects=mine)


@page(
    bp, "/projects/<string:id>/defects/new", permit="defect.raise", methods=("GET", "POST"), on_thing=True,
    name="raise",
)  # fmt: skip
def raise_defect(actor: Actor, id: str) -> Any:
    """Raise a defect of a project."""
    require(actor, "defect.raise", find(projects.one(actor, id)))
    form = Form(RaiseForm, {"once": uuid7(), "kind": "quality", "severity": "general"})
    made = form.act(lambda values: _raise(actor, id, values))
    if made is None:
        return render_template("defects/new.html", form=form, **_choices(actor, id), **_WORDS), form.status
    flash(t(f"已登记：{made.number}", f"Raised: {made.number}"), "good")
    return redirect(f"/defects/{made.id}")


def _raise(actor: Actor, id: str, values: dict[str, Any]) -> Defect:
    once = values.pop("once")
    project = find(projects.one(actor, id))
    # By what it says, too: whoever goes back in the browser and writes of another defect raises another.
    source = f"{once}:{content_hash([project.id, values])[:16]}" if once else None
    return actions.raise_defect(actor, project=project, source_id=source, **values, at=now())


def _choices(actor: Actor, id: str) -> dict[str, Any]:
    project: Project = find(projects.one(actor, id))
    taking_part = [each for each in project.parties if each.role in rules.LIABLE_ROLES]
    parties = {each.party_id: each.party.name for each in taking_part}
    contractor = project.party("contractor")
    return {
        "project": project,
        "elements": [(each.id, each.path) for each in db.session.scalars(projects.tree(id))],
        "parties": list(parties.items()),
        "contractor": contractor.id if contractor else "",
        "deadlines": [(each.key, t(each.zh, each.en), _within(each.within)) for each in rules.PERIODS],
        "kind_choices": [(key, t(*words)) for key, words in rules.KINDS.items()],
    }


def _within(much: timedelta) -> str:
    hours = int(much.total_seconds() // 3600)
    if hours > 72:
        return t(f"{hours // 24} 天内整改", f"within {hours // 24} days")
    return t(f"{hours} 小时内整改", f"within {hours} hours")


page_moves(bp, rules.WORKFLOW, found, take, _show, "/defects/<string:id>")
