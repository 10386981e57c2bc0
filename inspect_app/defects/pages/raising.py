"""The form that raises a defect."""

from dataclasses import astuple
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, require
from inspect_app.defects import actions, rules
from inspect_app.defects.models import Defect
from inspect_app.defects.pages.lists import WORDS, bp
from inspect_app.defects.rules.hazards import GROUPS, criteria_on
from inspect_app.defects.schemas import RaiseForm
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project


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
    form = Form(
        RaiseForm, {"once": uuid7(), "kind": "quality", "severity": "general", "days_kind": "calendar"}
    )
    made = form.act(lambda values: _raise(actor, id, values))
    if made is None:
        return render_template("defects/new.html", form=form, **_choices(actor, id), **WORDS), form.status
    flash(t(f"已登记：{made.number}", f"Raised: {made.number}"), "good")
    return redirect(f"/defects/{made.id}")


def _raise(actor: Actor, id: str, values: dict[str, Any]) -> Defect:
    once = values.pop("once")
    project = find(projects.one(actor, id))
    # By what it says, too: whoever goes back in the browser and writes of another defect raises another.
    said = {**values, "term": list(astuple(values["term"])) if values["term"] else None}
    source = f"{once}:{content_hash([project.id, said])[:16]}" if once else None
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
        "criteria": [
            (each.key, f"{t(*GROUPS[each.group])}：{t(each.zh, each.en)}")
            for each in criteria_on(local_day(now()))
        ],
        "kind_choices": [(key, t(*words)) for key, words in rules.KINDS.items()],
    }


def _within(much: timedelta) -> str:
    hours = int(much.total_seconds() // 3600)
    if hours > 72:
        return t(f"{hours // 24} 天内整改", f"within {hours // 24} days")
    return t(f"{hours} 小时内整改", f"within {hours} hours")
