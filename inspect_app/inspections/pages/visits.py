"""An inspector's day, the visits, and what is the same on all pages."""

from typing import Any

from flask import Blueprint, render_template, request

from inspect_app.checklists import rules as lists
from inspect_app.core import journal, nav, onward, todo
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, require
from inspect_app.defects import queries as defects
from inspect_app.defects.rules import WORKFLOW as DEFECT
from inspect_app.inspections import queries
from inspect_app.inspections.api import found, take
from inspect_app.inspections.rules import (
    CAUSES as LATE_CAUSES,
)
from inspect_app.inspections.rules import (
    HANDS,
    KINDS,
    TIMINGS,
    VERDICTS,
    WORKFLOW,
    asks_for_cause,
)
from inspect_app.inspections.rules.arrival import RADIUS_M
from inspect_app.inspections.rules.draw_units import AQLS, SAMPLES
from inspect_app.inspections.rules.draw_weights import CAUSES
from inspect_app.inspections.schemas import tables
from inspect_app.projects import queries as projects
from inspect_app.projects.pages import LINKS
from inspect_app.projects.rules import ELEMENT_KINDS

bp = Blueprint("inspections", __name__)
nav.add("/today", "今日检查", "Today", verb="visit.today", order=5)
nav.add("/visits", "检查任务", "Visits", verb="visit.list", order=20)
nav.add("/plans", "检查计划", "Plans", verb="plan.list", order=22)
LINKS.append(("/plans/new", "制定检查计划", "Make an inspection plan", "plan.add"))
LINKS.append(("/visits/new", "安排一次抽检", "Arrange a spot check", "visit.add"))
BOTH = ("GET", "POST")
WORDS = {"kinds": KINDS, "verdicts": VERDICTS, "workflow": WORKFLOW, "lists": lists, "picture": signed_url}


@page(bp, "/today", permit="visit.today")
def today(actor: Actor) -> Any:
    """Show an inspector's day."""
    mine, at = request.args.get("whose") != "all", now()
    day = local_day(at)
    listed = queries.day(actor, day, mine=mine)
    open_ = [*listed.late, *listed.due, *listed.ahead]
    shown = {
        "list": listed, "date": day, "mine": mine, "sealed": queries.seals.waiting(actor) if mine else [],
        "todos": todo.waiting(actor, at) if mine else [],
        "to_open": {key for key, each in queries.seals.seals(open_).items() if each.arrived_at is None},
    }  # fmt: skip
    return render_template("inspections/today.html", **shown, **WORDS)


@page(bp, "/visits", permit="visit.list")
def visits(actor: Actor) -> Any:
    """List the visits."""
    asked, project_id = request.args.get("state", "all"), request.args.get("project", "")
    state = asked if asked in queries.STATES else "all"
    narrowed: dict[str, Any] = {
        "plan_id": request.args.get("plan", ""),
        "person_id": request.args.get("person", ""),
    }
    fact = request.args.get("fact", "")
    narrowed["fact"] = fact if fact in queries.FACTS else ""
    shown = {
        "page": paged(queries.listed(actor, state=state, project_id=project_id, **narrowed), table=tables.VISITS), "project_id": project_id,
        "narrowed": narrowed, "facts": queries.FACTS,
        "chosen": state, "may_add": may(actor, "visit.add"),
        "projects": db.session.scalars(projects.visible(actor)).all(),
    }  # fmt: skip
    return render_template("inspections/visits.html", **shown, **WORDS)


@page(bp, "/visits/<string:id>", permit="visit.read", on_thing=True)
def visit(actor: Actor, id: str) -> Any:
    """Show a visit."""
    return show(actor, id)


def show(actor: Actor, id: str, form: Form | None = None) -> Any:
    """Show a visit, and below a form of it what must be mended."""
    one = found(actor, id)
    require(actor, "visit.read", one)
    entries = journal.timeline("visit", one.id)
    if one.submission:
        entries += journal.timeline("submission", one.submission.id)
    seal = queries.seals.seals([one]).get(one.id)
    sealed = seal is not None and seal.arrived_at is None
    unfinished = defects.listed(actor, defects.Filter(project_id=one.project_id), now())
    shown = {
        "visit": one, "state": WORKFLOW.state(one.state), "moves": buttons(actor, one), "form": form,
        "item_count": sum(1 for _ in lists.items(one.template_version.content)),
        "may_fill": may(actor, "submission.receive", one) and one.state in ("planned", "missed") and not sealed
        and queries.doubles.may_fill(actor, one),
        "onward": onward.links(actor, one), "blind": queries.doubles.is_blind(actor, one),
        "seal": seal, "may_arrive": seal is not None and sealed and may(actor, "visit.arrive", seal),
        "units": queries.seals.units_of(one.id), "element_kinds": ELEMENT_KINDS, "samples": SAMPLES, "aqls": AQLS,
        "may_draw_units": may(actor, "visit.draw-units", one) and one.state == "planned" and not sealed,
        "radius": RADIUS_M, "causes": CAUSES, "is_open": one.opens_on is None or one.opens_on <= local_day(now()),
        "timings": TIMINGS, "late_causes": LATE_CAUSES, "hands": HANDS,
        "needs_cause": asks_for_cause(one.state, one.timing),
        "may_explain": may(actor, "visit.explain", one), "may_confirm": may(actor, "visit.confirm", one),
        "sees_plan": one.plan is not None and may(actor, "plan.read", one.plan),
        "open_defects": db.session.scalars(unfinished.limit(5)).unique().all(),
        "defect": DEFECT, "lines": as_lines(reversed(entries), locale()), "today": local_day(now()),
    }  # fmt: skip
    return render_template("inspections/visit.html", **shown, **WORDS)


page_moves(bp, WORKFLOW, found, take, show, "/visits/<string:id>")
