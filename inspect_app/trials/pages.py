"""Functional tests for people: the list, one of them with its curve, its record as a paper, and the form that plans one."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request
from sqlalchemy import select

from inspect_app.core import journal, nav, todo
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.readings.models import Channel, Device
from inspect_app.readings.queries.sight import sighted
from inspect_app.trials import actions, paper, queries
from inspect_app.trials.api import found, take
from inspect_app.trials.models import Trial
from inspect_app.trials.rules import GROUPS, INPUTS, KINDS, OUTCOMES, SOURCES, WORKFLOW, Kind, fitting
from inspect_app.trials.rules.drawing import drawn
from inspect_app.trials.schemas import TRIALS, TrialForm

bp = Blueprint("trials", __name__)
nav.add("/trials", "功能性试验", "Functional tests", verb="trial.list", order=25, rare=True)
project_pages.LINKS.append(("/trials", "功能性试验", "Functional tests", "trial.list"))
todo.add(queries.todos)
_WORDS = {
    "workflow": WORKFLOW, "kinds": KINDS, "groups": GROUPS, "inputs": INPUTS, "outcomes": OUTCOMES, "sources": SOURCES,
}  # fmt: skip
_GAUGE = ("gauge_no", "certificate", "valid_until", "full", "division")
_CURVE = ("device", "ended_at", "curve")


@page(bp, "/trials", permit="trial.list")
def trials(actor: Actor) -> Any:
    """List the functional tests of a filter that lives in the address; of one project, with what is still missing."""
    typed = {name: request.args.get(name, "") for name in ("state", "kind", "project_id")}
    state = typed["state"] if typed["state"] in queries.STATES else "all"
    kind = typed["kind"] if typed["kind"] in KINDS else ""
    project = db.session.scalar(projects.one(actor, typed["project_id"])) if typed["project_id"] else None
    kept = {name: value for name, value in typed.items() if value}
    rows = queries.listed(actor, state=state, kind=kind, project_id=typed["project_id"])
    shown = {
        "page": paged(rows, table=TRIALS), "state": state, "kind": kind, "project": project,
        "projects": db.session.scalars(projects.visible(actor)).all(), "project_id": typed["project_id"],
        "link": f"?{urlencode(kept)}&" if kept else "?",
        "may_plan": project is not None and may(actor, "trial.plan", project),
        "standing": _standing(actor, project.id) if project else [],
    }  # fmt: skip
    return render_template("trials/list.html", **shown, **_WORDS)


def _standing(actor: Actor, project_id: str) -> list[queries.Standing]:
    project = db.session.scalar(projects.one(actor, project_id))
    whole = project is not None and may(actor, "trial.read", Trial(project=project, party_id=""))
    return queries.standing([project_id])[project_id] if whole else []


@page(bp, "/projects/<string:id>/trials", permit="trial.list")
def of_project(actor: Actor, id: str) -> Any:
    """List the functional tests of a project."""
    return redirect(f"/trials?project_id={find(projects.one(actor, id)).id}")


@page(bp, "/trials/<string:id>", permit="trial.read", on_thing=True)
def trial(actor: Actor, id: str) -> Any:
    """Show a functional test: what was measured, its curve with the stages, and the verdict step by step."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "trial.read", one)
    kind, defect = KINDS[one.kind], actions.defect_of(one)
    moves = buttons(actor, one)
    for each in moves:
        if each["name"] == "run":
            each["fields"] = _asked(one, kind, each["fields"])
    shown = {
        "trial": one, "project": one.project, "kind": kind, "form": form, "moves": moves,
        "opened": request.path.rpartition("/moves/")[2] if form and "/moves/" in request.path else "",
        "device": _device(actor, one), "drawing": _drawing(one), "chain": queries.chain(one),
        "defect": defect if defect is not None and may(actor, "defect.read", defect) else None,
        "asked": kind.edition(one.project.region, local_day(one.began_at or now())),
        "photos": [
            {"url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at}
            for each in reversed(attachments("trial", one.id))
        ],
        "may_plan": may(actor, "trial.plan", one.project),
        "lines": as_lines(reversed(journal.timeline("trial", one.id)), locale()),
    }  # fmt: skip
    return render_template("trials/show.html", **shown, **_WORDS)


def _asked(one: Trial, kind: Kind, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the fields this kind of trial asks for, the devices of the site to choose from."""
    left_out = set(INPUTS) - set(kind.inputs)
    left_out |= set() if kind.form == "hold" else set(_CURVE)
    left_out |= set() if kind.form == "values" else {"values"}
    left_out |= set() if kind.gauged else set(_GAUGE)
    found_here = [each for each in fields if each["name"] not in left_out]
    for each in found_here:
        # Without them nothing can be judged; a machine may still send what there is.
        each["required"] = each["required"] or each["name"] in (*kind.inputs, *_GAUGE, "values")
        if each["name"] == "device":
            each["kind"], each["choices"] = "select", _devices(one.project_id)
        elif each["name"] == "values":
            each["label"] += f"（{kind.unit}）" if locale() == "zh" else f" ({kind.unit})"
        elif each["name"] in ("full", "division"):
            each["label"] += f"（{kind.unit}）" if locale() == "zh" else f" ({kind.unit})"
            each["attrs"] = {"inputmode": "decimal"}
        elif each["name"] == "seen":
            each["hint"] = t(f"有无{kind.look[0]}", f"Look for {kind.look[1]}")
    return found_here


def _device(actor: Actor, one: Trial) -> str | None:
    """Return the key of the device the curve came from, where this person may look at it."""
    mine = Device.project_id == one.project_id, Device.name == one.device, sighted(actor)
    return db.session.scalar(select(Device.id).join(Device.project).where(*mine)) if one.device else None


def _devices(project_id: str) -> list[tuple[str, str]]:
    stmt = select(Device.name, Device.label).join(Channel).where(
        Device.project_id == project_id, Channel.quantity == "water_pressure", Device.state != "retired"
    )  # fmt: skip
    return [
        (name, f"{name} {label}".strip()) for name, label in db.session.execute(stmt.order_by(Device.name))
    ]


def _drawing(one: Trial) -> Any:
    if not one.curve:
        return None
    points = actions.measured(one)
    edition = KINDS[one.kind].edition(one.project.region, points.on)
    return drawn(points.curve, edition.stages, Decimal(one.working), whole=points.whole)


@page(bp, "/trials/<string:id>.pdf", permit="trial.read", on_thing=True, name="record")
def record(actor: Actor, id: str) -> Any:
    """Give out the record of the functional test as a sealed paper."""
    one = found(actor, id)
    require(actor, "trial.read", one)
    reply = Response(paper.sealed(one, at=now()), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    return reply


@page(
    bp, "/projects/<string:id>/trials/new", permit="trial.plan", methods=("GET", "POST"), on_thing=True, name="plan",
)  # fmt: skip
def plan(actor: Actor, id: str) -> Any:
    """Plan a functional test of an element."""
    project = find(projects.one(actor, id))
    require(actor, "trial.plan", project)
    start = {name: request.args[name] for name in ("element_id", "kind") if name in request.args}
    form = Form(TrialForm, {"planned_on": local_day(now()).isoformat(), **start})
    made = form.act(lambda values: actions.plan(actor, find(projects.one(actor, id)), values, at=now()))
    if made is None:
        project = find(projects.one(actor, id))
        elements = [each for each in db.session.scalars(projects.tree(project.id)) if fitting(each.kind)]
        return render_template(
            "trials/new.html", form=form, project=project, elements=[(each.id, each.path) for each in elements],
            choices=[(each.key, t(each.zh, each.en)) for each in KINDS.values()],
        ), form.status  # fmt: skip
    flash(t(f"已安排：{made.number}", f"Planned: {made.number}"), "good")
    return redirect(f"/trials/{made.id}")


page_moves(bp, WORKFLOW, found, take, _show, "/trials/<string:id>")
