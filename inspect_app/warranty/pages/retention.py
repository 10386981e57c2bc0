"""Money held back for people: the list, a project's sum with its working, and the requests for release."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.acceptance.queries import documents
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, pdf_reply, require
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.warranty import actions, paper
from inspect_app.warranty.api.retention import found, found_release, take
from inspect_app.warranty.models import Retention
from inspect_app.warranty.pages.asking import bp
from inspect_app.warranty.queries import retention as queries
from inspect_app.warranty.rules import retention as rules
from inspect_app.warranty.schemas import AskIn, HoldIn
from inspect_app.warranty.schemas.tables import RETENTIONS

project_pages.LINKS.append(("/retention", "质量保证金", "Retention money", "retention.hold"))


_WORDS = {"forms": rules.FORMS, "delays": rules.DELAYS, "workflow": rules.RELEASE, "yuan": paper.yuan}


@page(bp, "/retentions", permit="retention.list", name="retentions")
def retentions(actor: Actor) -> Any:
    """List the sums held back, what is due first before."""
    found_page = paged(queries.listed(actor), table=RETENTIONS)
    shown = {"page": found_page, "today": local_day(now()), "balances": queries.balances(found_page.rows)}
    return render_template("warranty/retentions.html", **shown, **_WORDS)


@page(
    bp,
    "/projects/<string:id>/retention",
    permit="retention.hold",
    methods=("GET", "POST"),
    on_thing=True,
    name="hold_retention",
)
def hold(actor: Actor, id: str) -> Any:
    """Record what is held back of a project's price, or put it right."""
    project = find(projects.one(actor, id))
    require(actor, "retention.hold", project)
    standing = db.session.scalar(queries.of_project(actor, id))
    form = Form(
        HoldIn,
        stored=lambda: _as_typed(db.session.scalar(queries.of_project(actor, id))),
        thing=("retention", standing.id) if standing else ("", ""),
    )
    made = form.act(
        lambda values: actions.hold_retention(actor, find(projects.one(actor, id)), **values, at=now())
    )
    if made is None:
        papers = [
            (each.id, f"{each.title or each.kind} · {each.dated_on}")
            for each in documents(id)
            if each.withdrawn_at is None
        ]
        shown = {
            "project": project,
            "form": form,
            "papers": papers,
            "basis": cited(rules.RETENTION_BASIS, locale()),
        }
        return render_template("warranty/hold.html", **shown, **_WORDS), form.status
    flash(t("已登记质量保证金", "Retention money recorded"), "good")
    return redirect(f"/retentions/{made.id}")


def _as_typed(one: Retention | None) -> dict[str, Any]:
    if one is None:
        return {"months": 12, "form": "cash", "delay": "none"}
    sums = {"settlement": one.settlement / 100, "held": one.held / 100}
    return {
        **sums,
        "months": one.months,
        "form": one.form,
        "delay": one.delay,
        "reported_on": one.reported_on,
        "document_id": one.document_id,
    }


@page(bp, "/retentions/<string:id>", permit="retention.read", on_thing=True, name="retention")
def retention(actor: Actor, id: str) -> Any:
    """Show what is held back, the sum step by step, and what blocks its release."""
    one = found(actor, id)
    require(actor, "retention.read", one)
    return _whole(actor, one)


@page(bp, "/retentions/<string:id>.pdf", permit="retention.read", on_thing=True, name="release_list")
def release_list(actor: Actor, id: str) -> Any:
    """Give out what the release is decided by, as a sealed paper."""
    one = found(actor, id)
    require(actor, "retention.read", one)
    return pdf_reply(paper.sealed_release(one, at=now()), f"{one.project.number}-retention.pdf")


def _whole(actor: Actor, one: Retention, form: Form | None = None, opened: str = "") -> Any:
    today, asked = local_day(now()), [each for each in one.releases if each.state in rules.UNFINISHED]
    lines = [each for release in one.releases for each in journal.timeline("release", release.id)]
    shown = {
        "one": one, "project": one.project, "sum": queries.balance(one), "blockers": queries.blockers(one),
        "opens": lambda each: may(actor, each.verb, each.thing),
        "due": today > one.ends_on, "today": today, "form": form, "opened": opened,
        "may_ask": not asked and may(actor, "release.ask", one),
        "may_change": not one.releases and may(actor, "retention.hold", one.project),
        "moves": [(each, buttons(actor, each)) for each in asked],
        "cap": rules.retention_cap(one.settlement), "basis": cited(rules.RETENTION_BASIS, locale()),
        "start_basis": cited(rules.START_BASIS, locale()), "release_basis": cited(rules.RELEASE_BASIS, locale()),
        "lines": as_lines([*reversed(lines), *reversed(journal.timeline("retention", one.id))], locale()),
    }  # fmt: skip
    return render_template("warranty/retention.html", **shown, **_WORDS)


@page(
    bp,
    "/retentions/<string:id>/ask",
    permit="release.ask",
    methods=("POST",),
    on_thing=True,
    name="ask_release",
)
def ask(actor: Actor, id: str) -> Any:
    """Ask for the release of an amount."""
    require(actor, "release.ask", found(actor, id))
    form = Form(AskIn)
    if form.act(lambda values: actions.ask_release(actor, found(actor, id), **values, at=now())) is None:
        return _whole(actor, found(actor, id), form, "ask"), form.status
    flash(t("已提交返还申请", "Release asked for"), "good")
    return redirect(f"/retentions/{id}")


@page(bp, "/releases/<string:id>", permit="retention.read", on_thing=True, name="release")
def release(actor: Actor, id: str) -> Any:
    """Show a request for release, on the page of the sum it belongs to."""
    return _show_release(actor, id)


def _show_release(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_release(actor, id)
    require(actor, "retention.read", one.retention)
    return _whole(actor, one.retention, form, request.path.rpartition("/moves/")[2] if form else "")


page_moves(
    bp, rules.RELEASE, found_release, take, _show_release, "/releases/<string:id>", name="move_release"
)
