"""The household roll for organisers: the list with owners masked, a form, a file, and looks that are written down."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form, rows_kept, rows_sent
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, paged, require
from inspect_app.projects import queries as projects
from inspect_app.votes import actions, queries
from inspect_app.votes.pages.desk import WORDS, bp
from inspect_app.votes.rules.life import PURPOSES
from inspect_app.votes.rules.roll import COLUMNS, masked_name, masked_phone
from inspect_app.votes.schemas import ROLL, HouseholdForm, ImportIn, ReasonIn, SeeIn

_MASKS = {"masked_name": masked_name, "masked_phone": masked_phone, "purposes": PURPOSES}


@page(bp, "/roll", permit="roll.list")
def roll(actor: Actor) -> Any:
    """List the households on the rolls one may see, their owners masked."""
    return _roll(actor, request.args.get("project_id", "")[:36])


def _roll(actor: Actor, project_id: str, form: Form | None = None, seen: tuple[str, ...] = ()) -> Any:
    project = db.session.scalar(projects.one(actor, project_id)) if project_id else None
    shown = {
        "page": paged(queries.roll(actor, project_id=project_id), table=ROLL), "project": project, "form": form, "seen": seen,
        "link": f"?project_id={project_id}&" if project_id else "?",
        "may_put": project is not None and may(actor, "roll.put", project),
        "may_see": project is not None and may(actor, "roll.see", project),
    }  # fmt: skip
    return render_template("votes/roll.html", **shown, **_MASKS, **WORDS)


@page(
    bp,
    "/projects/<string:id>/roll/new",
    permit="roll.put",
    methods=("GET", "POST"),
    on_thing=True,
    name="put",
)
def put(actor: Actor, id: str) -> Any:
    """Enter a household on the roll, or change what is told of it."""
    project = find(projects.one(actor, id))
    require(actor, "roll.put", project)
    form = Form(HouseholdForm, {"element_id": request.args.get("element_id", "")[:36]})
    made = form.act(
        lambda values: actions.put(
            actor, find(projects.one(actor, id)), values.pop("element_id"), values, at=now()
        )
    )
    if made is None:
        project = find(projects.one(actor, id))
        homes = [
            (each.id, each.path) for each in db.session.scalars(projects.tree(id)) if each.kind == "household"
        ]
        return render_template("votes/household.html", form=form, project=project, homes=homes), form.status
    flash(t("已登记", "Entered"), "good")
    return redirect(f"/roll?project_id={id}")


@page(bp, "/roll/<string:id>/see", permit="roll.see", methods=("POST",), on_thing=True, name="see")
def see(actor: Actor, id: str) -> Any:
    """Show an owner's name and phone once; who looked and what for is written down."""
    row = find(queries.household(actor, id))
    require(actor, "roll.see", row)
    form, project_id = Form(SeeIn), row.project_id
    told = form.act(
        lambda values: actions.see(actor, find(queries.household(actor, id)), values["purpose"], at=now())
    )
    return _roll(actor, project_id, form, (id, *told) if told else ()), form.status


@page(bp, "/roll/<string:id>/remove", permit="roll.remove", methods=("POST",), on_thing=True, name="remove")
def remove(actor: Actor, id: str) -> Any:
    """Take a household off the roll."""
    row = find(queries.household(actor, id))
    require(actor, "roll.remove", row)
    form, project_id = Form(ReasonIn), row.project_id
    done = form.act(
        lambda values: actions.remove(actor, find(queries.household(actor, id)), values["reason"], at=now())
    )
    if done is None:
        return _roll(actor, project_id, form), form.status
    flash(t("已移出名册", "Taken off the roll"), "good")
    return redirect(f"/roll?project_id={project_id}")


@page(
    bp,
    "/projects/<string:id>/roll/import",
    permit="roll.import",
    methods=("GET", "POST"),
    on_thing=True,
    name="take_roll",
)
def take_roll(actor: Actor, id: str) -> Any:
    """Read a file of households: first only to show what would come of it."""
    project = find(projects.one(actor, id))
    require(actor, "roll.import", project)
    form = Form(ImportIn)
    rows: dict[str, list[list[str]]] = {}

    def taken(values: dict[str, Any]) -> Any:
        rows["read"] = rows_sent(values["kept"])
        dry = values["step"] != "take"
        return actions.import_roll(actor, find(projects.one(actor, id)), rows["read"], at=now(), dry=dry)

    done = form.act(taken)
    if done is not None and not done.faults and form.values.get("step") == "take":
        flash(
            t(f"新登记 {done.new} 户，更改 {done.changed} 户", f"{done.new} new, {done.changed} changed"),
            "good",
        )
        return redirect(f"/roll?project_id={id}")
    kept = rows_kept(rows["read"]) if done is not None and not done.faults else ""
    project = find(projects.one(actor, id))
    status = 422 if done is not None and done.faults else form.status
    shown = {"form": form, "done": done, "kept": kept, "columns": COLUMNS, "project": project}
    return render_template("votes/import.html", **shown), status
