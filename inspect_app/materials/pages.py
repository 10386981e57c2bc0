"""Material lots for people: the list, one of them with its code, and the forms that enter one and say where it went."""

from typing import Any
from urllib.parse import urlencode

import segno
from flask import Blueprint, flash, redirect, render_template, request

from inspect_app.core import journal, nav, place, todo
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
from inspect_app.materials import actions, queries
from inspect_app.materials.api import found, take
from inspect_app.materials.models import MaterialLot
from inspect_app.materials.permits import BRINGERS
from inspect_app.materials.rules import CLAUSES, KINDS, USABLE, WORKFLOW
from inspect_app.materials.schemas import MATERIALS, LotForm, UnuseIn, UseIn
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

bp = Blueprint("materials", __name__)
nav.add("/materials", "材料批次", "Material lots", verb="material.list", order=26, rare=True)
project_pages.LINKS.append(("/materials", "材料批次", "Material lots", "material.list"))
todo.add(queries.todos)
_WORDS = {"workflow": WORKFLOW, "kinds": KINDS, "clauses": CLAUSES}
_LABELS = {
    "papers": ("质量证明文件", "Papers of its quality"), "pass": ("检测报告", "Test report"),
    "reject": ("不合格", "Rejected"), "remove": ("退场", "Taken off site"),
}  # fmt: skip


@page(bp, "/materials", permit="material.list")
def materials(actor: Actor) -> Any:
    """List the material lots of a filter that lives in the address."""
    typed = {name: request.args.get(name, "") for name in ("state", "kind", "project_id", "number")}
    state = typed["state"] if typed["state"] in queries.STATES else "all"
    kind = typed["kind"] if typed["kind"] in KINDS else ""
    number = typed["number"].strip()[:80]
    project = db.session.scalar(projects.one(actor, typed["project_id"])) if typed["project_id"] else None
    kept = {name: value for name, value in typed.items() if value}
    wanted = queries.listed(actor, state=state, kind=kind, project_id=typed["project_id"], number=number)
    shown = {
        "page": paged(wanted, table=MATERIALS), "state": state, "kind": kind, "number": number, "project": project,
        "projects": db.session.scalars(projects.visible(actor)).all(), "project_id": typed["project_id"],
        "link": f"?{urlencode(kept)}&" if kept else "?",
        "may_enter": project is not None and may(actor, "material.enter", project),
    }  # fmt: skip
    return render_template("materials/list.html", **shown, **_WORDS)


@page(bp, "/projects/<string:id>/materials", permit="material.list")
def of_project(actor: Actor, id: str) -> Any:
    """List the material lots of a project."""
    return redirect(f"/materials?project_id={find(projects.one(actor, id)).id}")


@page(bp, "/materials/<string:id>", permit="material.read", on_thing=True)
def material(actor: Actor, id: str) -> Any:
    """Show a lot: what it is, how its check went, where it was built in, and the code for its pile."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "material.read", one)
    uses = may(actor, "material.use", one)
    shown = {
        "lot": one, "project": one.project, "kind": KINDS[one.kind], "form": form, "uses": uses,
        "moves": [each for each in buttons(actor, one) if each["name"] != "accept" or _signable(one)],
        "opened": request.path.rpartition("/moves/")[2] if form and "/moves/" in request.path else "",
        "photos": [
            {
                "url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at,
                "what": t(*_LABELS[each.label]),
            }
            for each in reversed(attachments("material", one.id))
        ],
        "branches": projects.forest(db.session.scalars(projects.tree(one.project_id))) if uses and one.state == USABLE else [],
        "today": local_day(now()), "code": _code(one), "may_unuse": may(actor, "material.unuse", one),
        "lines": as_lines(reversed(journal.timeline("material", one.id)), locale()),
    }  # fmt: skip
    return render_template("materials/show.html", **shown, **_WORDS)


def _signable(one: MaterialLot) -> bool:
    return one.state == "tested" or not KINDS[one.kind].tested


def _code(one: MaterialLot) -> str:
    made = segno.make(f"{place.address()}/materials/{one.id}", error="m", micro=False)
    return str(made.svg_inline(border=2, omitsize=True))


@page(
    bp, "/projects/<string:id>/materials/new", permit="material.enter", methods=("GET", "POST"), on_thing=True,
    name="enter",
)  # fmt: skip
def enter(actor: Actor, id: str) -> Any:
    """Enter a lot that came on site."""
    project = find(projects.one(actor, id))
    require(actor, "material.enter", project)
    form = Form(LotForm, {"entered_on": local_day(now()).isoformat()})
    made = form.act(lambda values: actions.enter(actor, find(projects.one(actor, id)), values, at=now()))
    if made is None:
        project = find(projects.one(actor, id))
        return render_template(
            "materials/new.html",
            form=form,
            project=project,
            parties=_parties(actor, project),
            choices=[(each.key, t(each.zh, each.en)) for each in KINDS.values()],
        ), form.status
    flash(t(f"已登记：{made.number}", f"Entered: {made.number}"), "good")
    return redirect(f"/materials/{made.id}")


def _parties(actor: Actor, project: Project) -> list[tuple[str, str]]:
    here = {each.party_id: each.party.name for each in project.parties if each.role in BRINGERS}
    mine = actor.party_ids(*BRINGERS)
    own = {key: name for key, name in here.items() if key in mine}
    return list((own or here).items())


@page(bp, "/materials/<string:id>/use", permit="material.use", methods=("POST",), on_thing=True, name="use")
def use(actor: Actor, id: str) -> Any:
    """Say where a lot was built in."""
    require(actor, "material.use", found(actor, id))
    form = Form(UseIn)
    done = form.act(
        lambda values: (
            actions.use(actor, found(actor, id), values.pop("element_ids"), **values, at=now()) or True
        )
    )
    if done is None:
        return _show(actor, id, form), form.status
    flash(t("已登记使用部位", "Recorded where it was built in"), "good")
    return redirect(f"/materials/{id}")


@page(
    bp, "/materials/<string:id>/uses/<string:use_id>/withdraw", permit="material.unuse", methods=("POST",),
    on_thing=True, name="unuse",
)  # fmt: skip
def unuse(actor: Actor, id: str, use_id: str) -> Any:
    """Take back that a lot was built in somewhere."""
    require(actor, "material.unuse", found(actor, id))
    form = Form(UnuseIn)
    done = form.act(lambda values: actions.unuse(actor, found(actor, id), use_id, **values, at=now()))
    if done is None:
        return _show(actor, id, form), form.status
    flash(t("已撤回，原记录保留", "Taken back; the record stays"), "good")
    return redirect(f"/materials/{id}")


page_moves(bp, WORKFLOW, found, take, _show, "/materials/<string:id>")
