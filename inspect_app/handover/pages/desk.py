"""The handover desk of a project: trade by trade what is there, what is missing, and whom to invite."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from inspect_app.core import nav, todo, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import page
from inspect_app.handover import actions, queries
from inspect_app.handover.api import found_paper, hand_in, paper_of, seen, the_project
from inspect_app.handover.rules import KINDS, PAPERS, PROPERTY_PAPERS, TRADES, WORKFLOW
from inspect_app.handover.rules.needs import ARTICLE_29, STANDINGS
from inspect_app.handover.schemas import AssetsIn, BeginIn, InviteIn, PaperForm, ReasonIn
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project

_KEY = re.compile("[0-9a-f-]{36}")
bp = Blueprint("handover", __name__)
nav.add("/packages", "移交", "Handover", verb="package.list", order=46)
project_pages.LINKS.append(("/handover", "移交", "Handover", "handover.read"))
todo.add(queries.todos)
WORDS: dict[str, Any] = {
    "kinds": KINDS, "trades": TRADES, "workflow": WORKFLOW, "papers": PAPERS, "standings": STANDINGS,
    "property_papers": PROPERTY_PAPERS, "article_29": ARTICLE_29,
}  # fmt: skip


@page(bp, "/projects/<string:id>/handover", permit="handover.read", on_thing=True, name="desk")
def desk(actor: Actor, id: str) -> Any:
    """Show how the handover of a project stands."""
    return _show(actor, the_project(actor, id, "handover.read"))


def _show(actor: Actor, project: Project, form: Form | None = None, opened: str = "") -> Any:
    rows = seen(actor, project)
    sees_papers = may(actor, "asset.add", project) or any(each.trade.key == "property" for each in rows)
    taking = {
        role: [(each.party_id, each.party.name) for each in project.parties if each.role == role]
        for role in ("utility", "property")
    }
    shown = {
        "project": project, "rows": rows, "form": form, "opened": opened, "taking": taking, "today": local_day(now()),
        "packages": list(db.session.scalars(queries.packages(actor, project_id=project.id)).unique()),
        "article": queries.property_papers(project.id) if sees_papers else {},
        "may_add": may(actor, "asset.add", project), "may_invite": may(actor, "handover.invite", project),
        "may_begin": may(actor, "package.begin", project), "may_hand_in": may(actor, "handover.add-paper", project),
        "elements": [("", "—"), *((each.id, each.path) for each in db.session.scalars(projects.tree(project.id)))],
    }  # fmt: skip
    return render_template("handover/desk.html", **shown, **WORDS)


@page(bp, "/projects/<string:id>/assets", permit="asset.add", methods=("POST",), on_thing=True, name="add")
def add(actor: Actor, id: str) -> Any:
    """Enter assets at elements, or draft them from the whole tree."""
    the_project(actor, id, "asset.add")
    form = Form(AssetsIn)
    made = form.act(
        lambda values: len(actions.add_assets(actor, the_project(actor, id, "asset.add"), **values, at=now()))
    )
    if made is None:
        return _show(actor, the_project(actor, id, "handover.read"), form, "assets"), form.status
    flash(t(f"已登记 {made} 项资产", f"{made} assets entered"), "good")
    return redirect(f"/projects/{id}/handover")


@page(
    bp, "/projects/<string:id>/invitations", permit="handover.invite", methods=("POST",), on_thing=True, name="invite"
)  # fmt: skip
def invite(actor: Actor, id: str) -> Any:
    """Record that a taker was invited."""
    the_project(actor, id, "handover.invite")
    form = Form(InviteIn)
    done = form.act(
        lambda values: (
            actions.invite(actor, the_project(actor, id, "handover.invite"), **values, at=now()).trade
        )
    )
    if done is None:
        return _show(actor, the_project(actor, id, "handover.read"), form, "invite"), form.status
    flash(t("已登记邀请", "The invitation is recorded"), "good")
    return redirect(f"/projects/{id}/handover")


@page(
    bp,
    "/projects/<string:id>/packages",
    permit="package.begin",
    methods=("POST",),
    on_thing=True,
    name="begin",
)
def begin(actor: Actor, id: str) -> Any:
    """Put a package together."""
    the_project(actor, id, "package.begin")
    form = Form(BeginIn)
    made = form.act(
        lambda values: actions.begin(actor, the_project(actor, id, "package.begin"), **values, at=now())
    )
    if made is None:
        return _show(actor, the_project(actor, id, "handover.read"), form, "package"), form.status
    flash(
        t("移交包已编制，核对后提交接管单位", "The package is put together; check it, then offer it"), "good"
    )
    return redirect(f"/packages/{made.id}")


@page(
    bp, "/projects/<string:id>/handover/papers", permit="handover.add-paper", methods=("POST",), on_thing=True,
    name="add_paper",
)  # fmt: skip
def add_paper(actor: Actor, id: str) -> Any:
    """Hand in a paper of an asset, or of art. 29."""
    typed = request.form.get("asset_id", "")
    paper_of(actor, id, typed if _KEY.fullmatch(typed) else "")
    form = Form(PaperForm)
    made = form.act(lambda values: hand_in(actor, id, {**values, "sha256": kept_file()}))
    if made is None:
        message = form.message + "".join(f" {words[0]}" for words in form.errors.values())
        flash(message, "bad")
        asset_id = str(form.values.get("asset_id") or "")
        return redirect(f"/assets/{asset_id}" if asset_id else f"/projects/{id}/handover")
    flash(t("已提交资料", "The paper is handed in"), "good")
    return redirect(f"/assets/{made.asset_id}" if made.asset_id else f"/projects/{id}/handover")


def kept_file() -> str | None:
    """Keep the file of a form, where one came, and return its SHA-256."""
    upload = request.files.get("file")
    return vault.keep(upload.read(), at=now()) if upload and upload.filename else None


@page(bp, "/handover/papers/<string:id>", permit="handover.read-paper", on_thing=True, name="paper")
def paper(actor: Actor, id: str) -> Any:
    """Give out the file of a paper."""
    one = found_paper(actor, id, "handover.read-paper")
    return vault.as_download(one.sha256 or "", f"{one.kind}-{one.dated_on}")


@page(
    bp, "/handover/papers/<string:id>/withdraw", permit="handover.withdraw-paper", methods=("POST",), on_thing=True,
    name="withdraw_paper",
)  # fmt: skip
def withdraw_paper(actor: Actor, id: str) -> Any:
    """Take a paper back."""
    one = found_paper(actor, id, "handover.withdraw-paper")
    back = f"/assets/{one.asset_id}" if one.asset_id else f"/projects/{one.project_id}/handover"
    form = Form(ReasonIn)
    done = form.act(
        lambda values: (
            actions.withdraw_paper(
                actor, found_paper(actor, id, "handover.withdraw-paper"), **values, at=now()
            ).id
        )
    )
    flash(form.message or t("资料已撤回", "The paper is withdrawn"), "bad" if done is None else "good")
    return redirect(back)
