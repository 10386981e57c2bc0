"""Votes for organisers: the list, one of them with its progress, paper ballots, codes."""

import secrets
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request

from inspect_app.core import journal, nav, todo
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, pdf_reply, require
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.votes import actions, paper, queries
from inspect_app.votes.api import enter_now, found, take
from inspect_app.votes.models import Vote
from inspect_app.votes.rules.law import CHOICES, RULES, SUBJECTS, square_metres
from inspect_app.votes.rules.life import WAYS, WORKFLOW
from inspect_app.votes.rules.privacy import RETENTION
from inspect_app.votes.rules.proxies import AUTHORITY_BASIS, PROXIES
from inspect_app.votes.rules.questions import announced
from inspect_app.votes.rules.roll import masked_name
from inspect_app.votes.schemas import VOTES, CodesForm, LookForm, PaperForm, voters_table

bp = Blueprint("votes", __name__)
nav.add("/votes", "业主表决", "Owners' votes", verb="vote.list", order=27, rare=True)
project_pages.LINKS.append(("/votes", "业主表决", "Owners' votes", "vote.list"))
todo.add(queries.todos)
WORDS = {
    "workflow": WORKFLOW, "rules": RULES, "subjects": SUBJECTS, "choices": CHOICES, "ways": WAYS, "metres": square_metres,
    "amount": paper.amount,
}  # fmt: skip
#: on the vote's timeline ballots would hide all else, and are counted above it
_MANY = ("vote.cast", "vote.enter")


@page(bp, "/votes", permit="vote.list")
def votes(actor: Actor) -> Any:
    """List the votes of a filter that lives in the address."""
    typed = {name: request.args.get(name, "")[:36] for name in ("state", "project_id")}
    state = typed["state"] if typed["state"] in queries.STATES else "all"
    project = db.session.scalar(projects.one(actor, typed["project_id"])) if typed["project_id"] else None
    kept = {name: value for name, value in typed.items() if value}
    shown = {
        "page": paged(queries.listed(actor, state=state, project_id=typed["project_id"]), table=VOTES),
        "state": state, "project": project, "link": f"?{urlencode(kept)}&" if kept else "?",
        "may_draft": project is not None and may(actor, "vote.draft", project), "may_roll": may(actor, "roll.list"),
    }  # fmt: skip
    return render_template("votes/list.html", **shown, **WORDS)


@page(bp, "/projects/<string:id>/votes", permit="vote.list")
def of_project(actor: Actor, id: str) -> Any:
    """List the votes of a project."""
    return redirect(f"/votes?project_id={find(projects.one(actor, id)).id}")


@page(bp, "/votes/<string:id>", permit="vote.read", on_thing=True)
def vote(actor: Actor, id: str) -> Any:
    """Show a vote: its question and rule, how many have voted, and once counted its result."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "vote.read", one)
    entries = [each for each in journal.timeline("vote", one.id) if each.verb not in _MANY]
    shown = {
        "vote": one, "project": one.project, "form": form,
        "moves": [each for each in buttons(actor, one) if _due(actor, one, each["name"])], "begins": _begins(one),
        "opened": request.path.rpartition("/moves/")[2] if form and "/moves/" in request.path else "",
        "progress": queries.progress(one), "results": queries.results(one), "past": now() >= one.closes_at,
        "may_enter": one.state == "open" and not one.secret and may(actor, "vote.enter", one),
        "may_edit": one.state == "draft" and may(actor, "vote.edit", one),
        "proxies": PROXIES, "retention": RETENTION, "authority_basis": AUTHORITY_BASIS,
        "may_print": one.state == "open" and may(actor, "vote.print-codes", one),
        "may_voters": one.edition is not None and may(actor, "vote.voters", one),
        "once": secrets.token_hex(16), "lines": as_lines(reversed(entries), locale()),
    }  # fmt: skip
    return render_template("votes/show.html", **shown, **WORDS)


def _begins(one: Vote) -> date:
    return one.notice_on + timedelta(days=announced(one.asked).notice_days)


def _due(actor: Actor, one: Vote, name: str) -> bool:
    """Say whether a move's time has come and this is a person for it: no button is shown that would be refused."""
    waits = {
        "open": local_day(now()) >= _begins(one) and now() < one.closes_at,
        "close": now() >= one.closes_at,
        "publish": actor.id != one.barred,
    }
    return waits.get(name, True)


@page(bp, "/votes/<string:id>/voters", permit="vote.voters", on_thing=True)
def voters(actor: Actor, id: str) -> Any:
    """List the voters of a vote and whether each has voted; never what."""
    return _voters(actor, id)


def _voters(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "vote.voters", one)
    voted = queries.voted(one)
    rows = paged(queries.voters(one), table=voters_table(voted))
    looks = not one.secret and may(actor, "vote.see-paper", one)
    shown = {
        "vote": one, "page": rows, "voted": voted, "masked": masked_name, "form": form, "may_look": looks,
    }  # fmt: skip
    return render_template("votes/voters.html", **shown, **WORDS)


@page(
    bp,
    "/votes/<string:id>/papers",
    permit="vote.see-paper",
    methods=("POST",),
    on_thing=True,
    name="see_paper",
)
def see_paper(actor: Actor, id: str) -> Any:
    """Show the photo of a paper ballot beside what was entered from it, so that another person can check it."""
    require(actor, "vote.see-paper", found(actor, id))
    form = Form(LookForm)
    seen = form.act(lambda values: actions.see_paper(actor, found(actor, id), values["voter"], at=now()))
    if seen is None:
        return _voters(actor, id, form), form.status
    return render_template("votes/paper.html", vote=found(actor, id), seen=seen, picture=signed_url, **WORDS)


@page(bp, "/votes/<string:id>/ballots", permit="vote.enter", methods=("POST",), on_thing=True, name="enter")
def enter(actor: Actor, id: str) -> Any:
    """Enter a paper ballot with its photo, or correct an entry."""
    require(actor, "vote.enter", found(actor, id))
    form = Form(PaperForm)
    told = form.act(lambda values: enter_now(actor, found(actor, id), values))
    if told is None:
        return _show(actor, id, form), form.status
    receipt = told["receipt"]
    flash(t(f"已录入。回执：{receipt}，请抄给业主。", f"Entered. Receipt for the owner: {receipt}"), "good")
    return redirect(f"/votes/{id}")


@page(
    bp,
    "/votes/<string:id>/codes",
    permit="vote.print-codes",
    methods=("POST",),
    on_thing=True,
    name="print_codes",
)
def print_codes(actor: Actor, id: str) -> Any:
    """Give out the sheet of slips with every voter's code, or send the codes to the phones on the roll."""
    require(actor, "vote.print-codes", found(actor, id))
    form, key = Form(CodesForm), str(current_app.secret_key)
    if form.values.get("way") == "phone":
        many = form.act(lambda _values: actions.send_codes(actor, found(actor, id), at=now()))
        if many is None:
            return _show(actor, id, form), form.status
        flash(t(f"正在发送到 {many} 个电话", f"On their way to {many} phones"), "good")
        return redirect(f"/votes/{id}")
    made = form.act(lambda _values: actions.print_codes(actor, found(actor, id), key, at=now()))
    if made is None:
        return _show(actor, id, form), form.status
    one = found(actor, id)
    reply = pdf_reply(paper.slips(one, made, at=now()), f"{one.number}-codes.pdf")
    reply.headers["Cache-Control"] = "no-store"
    return reply


page_moves(bp, WORKFLOW, found, take, _show, "/votes/<string:id>")
