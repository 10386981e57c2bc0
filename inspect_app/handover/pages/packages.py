"""Packages for people: the list, one of them decided asset by asset, signed, and its deed."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import Line, as_lines
from inspect_app.core.web import page, paged, require
from inspect_app.handover import actions, queries
from inspect_app.handover.api import found, found_condition, found_item, found_reversion, take, take_back
from inspect_app.handover.models import Package, PackageItem, Reversion
from inspect_app.handover.pages.desk import WORDS, bp, kept_file
from inspect_app.handover.rules import DECISIONS, SIDES, WORKFLOW, invitation_rule
from inspect_app.handover.rules.reverting import BEGINNERS, REVERSION
from inspect_app.handover.schemas import PACKAGES, DecideIn, MeetIn, ReversionForm
from inspect_app.projects import queries as projects

_WORDS = {**WORDS, "decisions": DECISIONS, "sides": SIDES, "beginners": BEGINNERS, "reverting": REVERSION}


@page(bp, "/packages", permit="package.list", name="packages")
def packages(actor: Actor) -> Any:
    """List the packages of a filter that lives in the address."""
    typed = {name: request.args.get(name, "") for name in ("state", "project_id")}
    state = typed["state"] if typed["state"] in queries.STATES else "all"
    kept = {name: value for name, value in typed.items() if value}
    wanted = queries.packages(actor, state=state, project_id=typed["project_id"])
    shown = {
        "page": paged(wanted, table=PACKAGES), "state": state, "project_id": typed["project_id"],
        "projects": db.session.scalars(projects.visible(actor)).all(), "link": f"?{urlencode(kept)}&" if kept else "?",
        "today": local_day(now()),
    }  # fmt: skip
    return render_template("handover/packages.html", **shown, **_WORDS)


@page(bp, "/packages/<string:id>", permit="package.read", on_thing=True, name="package")
def package(actor: Actor, id: str) -> Any:
    """Show a package with the file of each asset and what was decided."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None, item_id: str = "", turning: str = "") -> Any:
    one = found(actor, id)
    require(actor, "package.read", one)
    assets = [each.asset for each in one.items]
    invited = [each for each in queries.invitations(one.project_id) if each.trade == one.trade]
    reversions = queries.reversions_of(one.id)
    utility = WORDS["trades"][one.trade].role == "utility"
    shown = {
        "one": one, "project": one.project, "files": queries.files_of(assets), "form": form,
        "in_sight": queries.ids_in_sight(actor, [each.id for each in assets]), "item_id": item_id,
        "moves": buttons(actor, one), "opened": request.path.rpartition("/moves/")[2] if "/moves/" in request.path else "",
        "decides": one.state == "offered" and may(actor, "package.decide", one), "meets": may(actor, "package.meet", one),
        "gap": invitation_rule(one.project.region, local_day(now())) if utility and not invited else None,
        "invited": invited, "uninvited": utility and not invited, "today": local_day(now()),
        "article": queries.property_papers(one.project_id) if one.trade == "property" else {},
        "evidence": {each.id: _evidence(each) for each in one.items if each.decision == "refuse"},
        "reversions": [(each, buttons(actor, each)) for each in reversions], "lines": _lines(one.id, reversions),
        "reverts": may(actor, "reversion.begin", one) and _still_there(one, reversions),
        "ordering": may(actor, "reversion.order", one), "turning": turning,
    }  # fmt: skip
    return render_template("handover/package.html", **shown, **_WORDS)


def _still_there(package: Package, reversions: list[Reversion]) -> list[PackageItem]:
    """Return the items whose asset has neither gone back nor is about to."""
    going = {item.asset_id for each in reversions for item in each.items if item.live}
    return [each for each in package.taken if not each.reverted_at and each.asset_id not in going]


def _lines(package_id: str, reversions: list[Reversion]) -> list[Line]:
    found = journal.timeline("package", package_id)
    for each in reversions:
        found += journal.timeline("reversion", each.id)
    found.sort(key=lambda each: each.seq, reverse=True)
    return as_lines(found, locale())


def _evidence(item: PackageItem) -> list[dict[str, str]]:
    found = attachments("package-item", item.id)
    return [{"url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256)} for each in found]


@page(bp, "/packages/<string:id>.pdf", permit="package.read", on_thing=True, name="deed")
def deed(actor: Actor, id: str) -> Any:
    """Give out the deed as issued."""
    one = found(actor, id)
    require(actor, "package.read", one)
    if one.pdf_sha256 is None:
        raise Problem("not-found")
    return vault.as_download(one.pdf_sha256, f"{one.number}")


@page(
    bp, "/packages/items/<string:id>/decide", permit="package.decide", methods=("POST",), on_thing=True, name="decide"
)  # fmt: skip
def decide(actor: Actor, id: str) -> Any:
    """Decide on one asset."""
    package_id = found_item(actor, id).package_id
    form = Form(DecideIn)
    done = form.act(lambda values: actions.decide(actor, found_item(actor, id), **values, at=now()).id)
    if done is None:
        return _show(actor, package_id, form, id), form.status
    flash(t("已答复", "Decided"), "good")
    return redirect(f"/packages/{package_id}#i-{id}")


@page(
    bp, "/packages/conditions/<string:id>/meet", permit="package.meet", methods=("POST",), on_thing=True, name="meet"
)  # fmt: skip
def meet(actor: Actor, id: str) -> Any:
    """Say that a condition was met."""
    package_id = found_condition(actor, id).package.id
    form = Form(MeetIn)
    done = form.act(lambda values: actions.meet(actor, found_condition(actor, id), **values, at=now()).id)
    flash(form.message or t("已确认条件满足", "The condition is met"), "bad" if done is None else "good")
    return redirect(f"/packages/{package_id}")


@page(
    bp, "/packages/<string:id>/reversions", permit="reversion.begin", methods=("POST",), on_thing=True, name="revert"
)  # fmt: skip
def revert(actor: Actor, id: str) -> Any:
    """Propose that assets go back to the owner; the authority orders it."""
    require(actor, "reversion.begin", found(actor, id))
    form = Form(ReversionForm)
    done = form.act(
        lambda values: (
            actions.begin_reversion(actor, found(actor, id), **values, sha256=kept_file(), at=now()).state
        )
    )
    if done is None:
        return _show(actor, id, form, "revert", "revert"), form.status
    said = (
        ("管理责任已退回", "The charge has reverted")
        if done == "reverted"
        else ("已提出，待双方签署", "Proposed; both sides sign")
    )
    flash(t(*said), "good")
    return redirect(f"/packages/{id}#reversions")


@page(bp, "/reversions/<string:id>.pdf", permit="package.read", on_thing=True, name="reversion_paper")
def reversion_paper(actor: Actor, id: str) -> Any:
    """Give out the sealed paper of a reversion."""
    one = found_reversion(actor, id)
    require(actor, "package.read", one.package)
    if one.pdf_sha256 is None:
        raise Problem("not-found")
    return vault.as_download(one.pdf_sha256, f"{one.number}")


def _show_reversion(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_reversion(actor, id)
    return _show(actor, one.package_id, form, id, id)


@page(bp, "/reversions/<string:id>", permit="package.read", on_thing=True, name="reversion")
def reversion(actor: Actor, id: str) -> Any:
    """Lead from a reversion, which has no page of its own, to its package."""
    one = found_reversion(actor, id)
    require(actor, "package.read", one.package)
    return redirect(f"/packages/{one.package_id}#reversions")


page_moves(bp, WORKFLOW, found, take, _show, "/packages/<string:id>", name="package_move")
page_moves(
    bp,
    REVERSION,
    found_reversion,
    take_back,
    _show_reversion,
    "/reversions/<string:id>",
    name="reversion_move",
)
