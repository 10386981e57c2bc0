"""The first page: for each role the one thing it is there for; for everybody else four big buttons."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, redirect, render_template, request

from inspect_app.acceptance import queries as acceptance
from inspect_app.complaints import queries as complaints
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import WORKFLOW as COMPLAINT
from inspect_app.complaints.schemas import late as complaint_late
from inspect_app.complaints.schemas import place_for
from inspect_app.core import todo
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import actor as asking
from inspect_app.core.web import page, paged
from inspect_app.credit.queries import FIRMS, scores
from inspect_app.credit.rules.catalogue import shown as points
from inspect_app.defects import queries as defects
from inspect_app.defects.rules import SEVERITIES
from inspect_app.defects.rules import WORKFLOW as DEFECT
from inspect_app.defects.schemas import late
from inspect_app.inspections import queries as inspections
from inspect_app.oversight import queries
from inspect_app.oversight.rules import FIGURES, first_page
from inspect_app.projects import queries as projects
from inspect_app.projects.rules import WORKFLOW as PROJECT

bp = Blueprint("oversight", __name__)
SOME = 10
_WORDS = {
    "severities": SEVERITIES, "defect": DEFECT, "complaint": COMPLAINT, "project": PROJECT, "late": late,
    "complaint_late": complaint_late, "categories": CATEGORIES, "figures": FIGURES, "points": points,
    "complaint_place": lambda one: place_for(asking(), one),
}  # fmt: skip


@page(bp, "/", permit="home.read")
def home(actor: Actor) -> Any:
    """Show whoever comes the one page they are there for."""
    which = first_page({each.role for each in actor.grants})
    if which == "today":
        return redirect("/today")
    shown = _SHOWN[which](actor)
    waiting = {"to_sign": queries.to_sign(actor), "todos": todo.waiting(actor, now())}
    return render_template(f"oversight/{which}.html", **waiting, **shown, **_WORDS)


def _start(actor: Actor) -> dict[str, Any]:
    return {"person": actor if actor.kind == "person" else None}


def _board(actor: Actor) -> dict[str, Any]:
    sites = queries.board(actor, now())
    only = request.args.get("only", "")
    kept = [each for each in sites if not only or asdict(each.counts).get(only)]
    return {"sites": kept, "totals": asdict(queries.totals(sites)), "only": only, "counts": asdict}


def _supervisor(actor: Actor) -> dict[str, Any]:
    at, to_check = now(), defects.Filter(state="rectified")
    return {
        "page": paged(defects.listed(actor, to_check, at), size=SOME, number=1),
        "counts": defects.counts(actor, defects.Filter(), at),
        "visits": inspections.day(actor, local_day(at), mine=True) if may(actor, "visit.today") else None,
    }


def _firm(actor: Actor) -> dict[str, Any]:
    at, mine = now(), defects.Filter()
    own = actor.party_ids(*FIRMS)
    return {
        "page": paged(queries.own_turn(actor, at), size=SOME, number=1),
        "counts": defects.counts(actor, mine, at),
        "complaints": paged(complaints.listed(actor, complaints.Filter()), size=SOME, number=1),
        "scores": scores(own, local_day(at)),
    }


def _owner(actor: Actor) -> dict[str, Any]:
    at, listed = now(), paged(projects.visible(actor), size=SOME)
    open_gates = acceptance.gates([each for each in listed.rows if each.state != "completed"], at, actor)
    standings = acceptance.standings([each.id for each in listed.rows])
    gates = []
    for each in listed.rows:
        lines = open_gates.get(each.id, ())
        gates.append((each, standings.get(each.id), lines, [line for line in lines if not line.ok]))
    counts = complaints.counts(actor, complaints.Filter())
    return {"page": listed, "gates": gates, "complaints": counts, "may_add": may(actor, "project.add")}


def _desk(actor: Actor) -> dict[str, Any]:
    wanted = complaints.Filter()
    return {
        "page": paged(complaints.listed(actor, wanted), size=SOME, number=1),
        "counts": complaints.counts(actor, wanted),
        "late_defects": defects.counts(actor, defects.Filter(), now())["overdue"]["true"],
    }


def _projects(actor: Actor) -> dict[str, Any]:
    return {
        "page": paged(projects.visible(actor), size=SOME),
        "counts": defects.counts(actor, defects.Filter(), now()),
    }


_SHOWN: dict[str, Callable[[Actor], dict[str, Any]]] = {
    "start": _start, "board": _board, "supervisor": _supervisor, "firm": _firm, "owner": _owner, "desk": _desk,
    "projects": _projects,
}  # fmt: skip
