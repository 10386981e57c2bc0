"""A community's dossier for people: the list, its chapters on one page, and the form that enters or corrects a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from inspect_app.core import nav
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.moves import drawn_field
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import Slice, page, paged, require, whole
from inspect_app.dossier import actions, queries
from inspect_app.dossier.api import found
from inspect_app.dossier.pages.chapters import shown_amount, shown_line, shown_value, whole_of
from inspect_app.dossier.rules.chapters import BY_KEY, POOL_STATES
from inspect_app.dossier.rules.completing import MISSING, STATES, THERE, Standing
from inspect_app.dossier.rules.lives import FINDING, TRADES, WORK
from inspect_app.dossier.rules.registers import DUTY_BY_KEY, REGISTERS, SCOPE_STATES, Register
from inspect_app.dossier.schemas import DOSSIERS, PageLine
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

bp = Blueprint("dossier", __name__)
#: projects that a file of the list tells of
_MOST = 2000
nav.add("/dossiers", "小区档案", "Dossiers", verb="dossier.list", order=12, rare=True)
project_pages.LINKS.append(("/dossier", "小区档案", "Dossier", "dossier.read"))


@dataclass(frozen=True, slots=True)
class Row:
    """A project with how complete its dossier is."""

    project: Project
    standing: list[Standing]

    @property
    def there(self) -> int:
        """Return how many lines are there."""
        return sum(each.state == THERE for each in self.standing)

    @property
    def missing(self) -> list[Standing]:
        """Return what is missing."""
        return [each for each in self.standing if each.state == MISSING]

    @property
    def asked(self) -> int:
        """Return how many lines have to be there now."""
        return self.there + len(self.missing)


@page(bp, "/dossiers", permit="dossier.list")
def dossiers(actor: Actor) -> Any:
    """List the projects with how complete their dossiers are; `pool` is a state in the reserve pool."""
    pool = request.args.get("pool", "")
    pool = pool if pool in [key for key, *_words in POOL_STATES] else ""
    wanted = queries.with_dossiers(actor, pool)
    if request.args.get("as"):
        whole(_rows(db.session.scalars(wanted.limit(_MOST)).unique().all()), DOSSIERS)
    slice_ = paged(wanted, size=25)
    shown = {
        "page": Slice(_rows(slice_.rows), slice_.number, slice_.pages, slice_.total, DOSSIERS), "pool": pool,
        "pool_states": POOL_STATES, "link": f"?pool={pool}&" if pool else "?",
    }  # fmt: skip
    return render_template("dossier/list.html", **shown)


def _rows(found: Sequence[Project]) -> list[Row]:
    held = queries.standings(found)
    return [Row(each, held[each.id]) for each in found]


@page(bp, "/projects/<string:id>/dossier", permit="dossier.read", on_thing=True, name="dossier")
def dossier(actor: Actor, id: str) -> Any:
    """Show a project's dossier, chapter by chapter."""
    project = found(actor, id)
    require(actor, "dossier.read", project)
    shown = {
        "project": project, "whole": whole_of(actor, project), "may_enter": may(actor, "dossier.enter", project),
        "may_plan": may(actor, "utility-work.plan", project), "amount": shown_amount, "value": shown_value,
        "said": shown_line,
        "states": STATES, "works": WORK, "findings": FINDING, "trades": TRADES, "scope_states": SCOPE_STATES,
    }  # fmt: skip
    return render_template("dossier/show.html", **shown)


@page(
    bp, "/projects/<string:id>/dossier/enter", permit="dossier.enter", methods=("GET", "POST"), on_thing=True,
    name="enter",
)  # fmt: skip
def enter(actor: Actor, id: str) -> Any:
    """Enter a line of a register, or correct the one named in the address."""
    project = found(actor, id)
    require(actor, "dossier.enter", project)
    form = Form(PageLine, _start(project))
    register = REGISTERS.get(str(form.values.get("register")))
    if register is None or (form.values.get("kind") or next(iter(register.kinds))) not in register.kinds:
        raise Problem("not-found")
    made = form.act(lambda values: actions.enter(actor, found(actor, id), values, at=now()))
    if made is None:
        return render_template("dossier/enter.html", **_form(id, form, register)), form.status
    flash(t("已登记；原记录保留", "Entered; earlier lines are kept"), "good")
    return redirect(f"/projects/{id}/dossier#{chapter_of(register, made.kind)}")


def chapter_of(register: Register, kind: str) -> str:
    """Return the chapter that a line of a register belongs to."""
    return register.chapter or BY_KEY[kind].chapter


def _start(project: Project) -> dict[str, Any]:
    """Return what the form opens with: the line to correct, or what the address names."""
    asked = {name: request.args.get(name, "")[:40] for name in ("register", "kind", "what", "replaces")}
    line = queries.standing_line(project.id, asked["replaces"]) if asked["replaces"] else None
    if line is None:
        asked.pop("replaces")
        duty = DUTY_BY_KEY.get(asked["kind"]) if asked["register"] == "duty" else None
        leader = next((each.leader for each in project.parties if duty and each.role == duty.role), "")
        return {**asked, "on": local_day(now()).isoformat(), "said": leader}
    return {
        "register": line.register, "kind": line.kind, "what": line.what, "said": line.said, "unit": line.unit,
        "amount": "" if line.amount is None else f"{Decimal(line.amount) / 100:f}", "element_id": line.element_id,
        "on": line.on.isoformat(), "source": line.source, "note": line.note, "lacks": line.lacks, "replaces": line.id,
    }  # fmt: skip


def _form(id: str, form: Form, register: Register) -> dict[str, Any]:
    item = BY_KEY.get(str(form.values.get("kind"))) if register.key == "value" else None
    fields = [drawn_field(each) for each in register.asks]
    for each in fields:
        if each["name"] == "said" and item:
            each |= {
                "kind": _KINDS.get(item.kind, item.kind),
                "hint": t(*item.unit),
                "label": t("内容", "Value"),
            }
            each["choices"] = [(key, t(zh, en)) for key, zh, en in item.choices]
        if each["name"] == "element_id":
            places = db.session.scalars(projects.tree(id)).all()
            each |= {"kind": "select", "choices": [(one.id, one.path) for one in places]}
        # One that is asked for unless the item does not apply is checked by the act, which knows.
        each |= {"asked": each["required"], "required": each["required"] and not register.lackable}
    return {
        "project": db.session.get(Project, id), "form": form, "register": register, "item": item, "fields": fields,
        "kinds": [(key, t(*words)) for key, words in register.kinds.items()],
        "duty": DUTY_BY_KEY.get(str(form.values.get("kind"))) if register.key == "duty" else None,
    }  # fmt: skip


_KINDS = {"text": "textarea", "choice": "radio", "number": "text"}
