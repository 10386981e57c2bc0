"""The acceptance of works for people: the list, a project's division as a tree, one work with its evidence."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request

from inspect_app.core import journal, nav, todo
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
from inspect_app.works import actions, paper, queries
from inspect_app.works.api import found, take
from inspect_app.works.models import Work
from inspect_app.works.permits import ways_for
from inspect_app.works.rules import CLAUSES, DIVISIONS, ITEM_WORKS, LEVELS, PAPERS, VISUAL, WORKFLOW, name_of
from inspect_app.works.rules.judging import ways_on
from inspect_app.works.schemas import WORKS, NothingIn, WorkForm, moves_of

bp = Blueprint("works", __name__)
nav.add("/works", "质量验收", "Acceptance of works", verb="work.list", order=28, rare=True)
project_pages.LINKS.append(("/works", "质量验收", "Acceptance of works", "work.read"))
todo.add(queries.todos)
_WORDS = {"workflow": WORKFLOW, "levels": LEVELS, "clauses": CLAUSES, "papers": PAPERS, "visuals": VISUAL}
#: fields of the submission that only these levels fill in
_ONLY = {"record": ("lot",), "tests": ("division", "unit"), "visual": ("division", "unit")}


@page(bp, "/works", permit="work.list")
def works(actor: Actor) -> Any:
    """List the works of a filter that lives in the address."""
    typed = {name: request.args.get(name, "") for name in ("state", "level", "project_id")}
    state = typed["state"] if typed["state"] in queries.STATES else "all"
    level = typed["level"] if typed["level"] in LEVELS else ""
    kept = {name: value for name, value in typed.items() if value}
    shown = {
        "page": paged(queries.listed(actor, state=state, level=level, project_id=typed["project_id"]), table=WORKS),
        "state": state, "level": level, "project_id": typed["project_id"],
        "projects": db.session.scalars(projects.visible(actor)).all(),
        "link": f"?{urlencode(kept)}&" if kept else "?", "said": _said,
    }  # fmt: skip
    return render_template("works/list.html", **shown, **_WORDS)


def _said(one: Work) -> str:
    """Return the name of a work; those of the catalogue are said in both languages."""
    known = name_of(one.level, one.kind)
    return t(one.name, known[1]) if known and known[0] == one.name else one.name


@page(bp, "/projects/<string:id>/works", permit="work.read", on_thing=True)
def of_project(actor: Actor, id: str) -> Any:
    """Show a project's division as a tree with how far each part is."""
    return _tree(actor, id)


def _tree(actor: Actor, id: str, form: Form | None = None) -> Any:
    project = find(projects.one(actor, id))
    require(actor, "work.read", project)
    rows = db.session.scalars(queries.listed(actor, project_id=project.id)).unique().all()
    shown = {
        "project": project, "branches": queries.branches(rows), "form": form, "said": _said,
        "standing": queries.standing(project), "may_draft": may(actor, "work.draft", project),
        "may_add": may(actor, "work.add", project), "divisions": DIVISIONS,
    }  # fmt: skip
    return render_template("works/tree.html", **shown, **_WORDS)


@page(
    bp, "/projects/<string:id>/works/draft", permit="work.draft", methods=("POST",), on_thing=True, name="draft"
)  # fmt: skip
def draft(actor: Actor, id: str) -> Any:
    """Divide a project's works by its building tree."""
    require(actor, "work.draft", find(projects.one(actor, id)))
    form = Form(NothingIn)
    made = form.act(lambda _values: actions.draft(actor, find(projects.one(actor, id)), at=now()))
    if made is None:
        return _tree(actor, id, form), form.status
    flash(t(f"划分已更新，新增 {len(made)} 项", f"Division updated, {len(made)} added"), "good")
    return redirect(f"/projects/{id}/works")


@page(
    bp, "/projects/<string:id>/works/new", permit="work.add", methods=("GET", "POST"), on_thing=True, name="add"
)  # fmt: skip
def add(actor: Actor, id: str) -> Any:
    """Add one work to a division by hand."""
    project = find(projects.one(actor, id))
    require(actor, "work.add", project)
    form = Form(WorkForm, {"level": "lot", "parent_id": request.args.get("below", "")})
    made = form.act(lambda values: actions.add(actor, find(projects.one(actor, id)), **values, at=now()))
    if made is None:
        project = find(projects.one(actor, id))
        rows = db.session.scalars(queries.listed(actor, state="open", project_id=project.id)).unique()
        shown = {
            "project": project, "form": form,
            "parents": [(each.id, each.path) for each in rows if each.level != "lot"],
            "elements": [(each.id, each.path) for each in db.session.scalars(projects.tree(project.id))],
            "kinds": [
                *((each.key, t(each.zh, each.en)) for each in DIVISIONS.values()),
                *((each.key, t(each.zh, each.en)) for each in ITEM_WORKS.values()),
            ],
        }  # fmt: skip
        return render_template("works/new.html", **shown, **_WORDS), form.status
    flash(t(f"已增加：{made.number}", f"Added: {made.number}"), "good")
    return redirect(f"/works/{made.id}")


@page(bp, "/works/<string:id>", permit="work.read", on_thing=True)
def work(actor: Actor, id: str) -> Any:
    """Show a work: what it is judged from, who signed and who comes next, what happened."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "work.read", one)
    children = queries.below(one)
    ready = one.level == "lot" or bool(children and all(each.passed for each in children))
    kept = {"submit": ready, "drop": not children}
    mine = [each for each in moves_of(actor, one) if kept.get(each, True)]
    shown = {
        "work": one, "project": one.project, "form": form, "said": _said, "above": queries.parents(one),
        "below": children, "moves": [_drawn(actor, one, each) for each in buttons(actor, one) if each["name"] in mine],
        "opened": request.path.rpartition("/moves/")[2] if form and "/moves/" in request.path else "",
        "evidence": queries.evidence(one), "materials": queries.materials(one), "signed": one.signed,
        "outcomes": {each.key: t(each.zh, each.en) for state in ("failed", "testing") for each in ways_on(state, one.level)},
        "defects": [each for each in _defects(one) if may(actor, "defect.read", each)],
        "photos": [
            {"url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at, "what": _label(each.label)}
            for each in reversed(attachments("work", one.id))
        ],
        "may_add": may(actor, "work.add", one.project) and one.level != "lot" and one.state == "open",
        "lines": as_lines(reversed(journal.timeline("work", one.id)), locale()), "title": paper.title(one),
    }  # fmt: skip
    return render_template("works/show.html", **shown, **_WORDS)


def _label(label: str) -> str:
    name, _, number = label.rpartition("-")
    move = WORKFLOW.move(name)
    return t(f"{move.zh}（第 {number} 轮）", f"{move.en} (round {number})")


def _defects(one: Work) -> list[Any]:
    return queries.defects_at(one.element) if one.element else []


def _drawn(actor: Actor, one: Work, move: dict[str, Any]) -> dict[str, Any]:
    """Return a move's form with only the fields of this level, its records and ways on to choose from."""
    if move["name"] == "submit":
        drawn = [each for each in move["fields"] if one.level in _ONLY.get(each["name"], (one.level,))]
        records = [(each.key, _record_words(each)) for each in queries.candidates(actor, one)]
        return move | {"fields": [_needed(each, records) for each in drawn]}
    if move["name"] == "resolve":
        own = [(each.key, t(each.zh, each.en)) for each in ways_for(actor, one)]
        fields = [each | {"choices": own} if each["name"] == "outcome" else each for each in move["fields"]]
        return move | {"fields": fields}
    return move


def _needed(field: dict[str, Any], records: list[tuple[str, str]]) -> dict[str, Any]:
    if field["name"] == "record":
        none = t(
            "没有可用的记录：先按 GB 50300 的检查表检查该部位，或放行停检点",
            "None yet: inspect it by a GB 50300 checklist, or release a hold point",
        )
        return field | {
            "kind": "select",
            "choices": records,
            "required": True,
            "hint": field["hint"] if records else none,
        }
    return field | {"required": True} if field["name"] in _ONLY else field


def _record_words(each: queries.Judged) -> str:
    said = {
        True: ("合格", "qualified"),
        False: ("不合格", "not qualified"),
        None: ("待核资料", "papers to be seen"),
    }
    return f"{each.number} {t(each.zh, each.en)} · {t(*said[each.passes])}"


@page(bp, "/works/<string:id>.pdf", permit="work.read", on_thing=True, name="record")
def record(actor: Actor, id: str) -> Any:
    """Give out the acceptance record of a work as a sealed paper."""
    one = found(actor, id)
    require(actor, "work.read", one)
    reply = Response(paper.sealed(one, at=now()), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    return reply


page_moves(bp, WORKFLOW, found, take, _show, "/works/<string:id>")
