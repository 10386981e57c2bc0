"""The mediation room for whoever has an account: the list, one dispute with both claims, and its paper."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request

from inspect_app.core import nav, onward, todo
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, require
from inspect_app.disputes import actions, paper, queries
from inspect_app.disputes.api import (
    found,
    opened,
    take,
)
from inspect_app.disputes.models import PIECES, Dispute
from inspect_app.disputes.rules import clocks, life, opening
from inspect_app.disputes.schemas import DISPUTES, BookIn, CallIn, EvidenceIn, OpenForm, SignForIn, SignIn
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects

bp = Blueprint("disputes", __name__)
nav.add("/disputes", "纠纷调解", "Disputes", verb="dispute.list", order=56)
project_pages.LINKS.append(("/disputes", "纠纷调解", "Disputes", "dispute.list"))
todo.add(queries.todos)
todo.add(queries.times)
WORDS = {
    "workflow": life.WORKFLOW, "sides": life.SIDES, "kinds": PIECES, "sources": opening.SOURCES, "payers": life.PAYERS,
    "findings": life.FINDINGS, "present": life.PRESENT, "meeting_life": life.MEDIATION, "appraisal_life": life.APPRAISAL,
    "sign_ways": life.WAYS_TO_SIGN,
}  # fmt: skip


@page(bp, "/disputes", permit="dispute.list")
def disputes(actor: Actor) -> Any:
    """List the disputes, the longest waiting first."""
    asked, project_id = request.args.get("state", "unfinished"), request.args.get("project_id", "")
    state = asked if asked in queries.STATES else "unfinished"
    shown = {
        "page": paged(queries.listed(actor, state=state, project_id=project_id), table=DISPUTES), "chosen": state,
        "project_id": project_id, "projects": db.session.scalars(projects.visible(actor)).all(),
        "link": f"?{urlencode({'state': state, 'project_id': project_id})}&", "today": local_day(now()),
    }  # fmt: skip
    return render_template("disputes/list.html", **shown, **WORDS)


@page(bp, "/projects/<string:id>/disputes", permit="dispute.list")
def of_project(_actor: Actor, id: str) -> Any:
    """List the disputes of a project."""
    return redirect(f"/disputes?{urlencode({'state': 'all', 'project_id': id})}")


@page(bp, "/disputes/new", permit="dispute.open", methods=("GET", "POST"), on_thing=True)
def new(actor: Actor) -> Any:
    """Ask for mediation of a case: what is disputed, what is wanted."""
    kind, key = request.args.get("kind", ""), request.args.get("case", "")
    case = queries.case(actor, kind, key)
    require(actor, "dispute.open", case.thing)
    form = Form(OpenForm)
    made = form.act(lambda values: opened(actor, kind, key, values))
    if made is None:
        return render_template("disputes/new.html", case=case, form=form, **WORDS), form.status
    return redirect(f"/disputes/{made.id}")


@page(bp, "/disputes/<string:id>", permit="dispute.read", on_thing=True)
def dispute(actor: Actor, id: str) -> Any:
    """Show the room of a dispute: whose turn it is, both claims, the evidence, the agreement."""
    return show(actor, id)


def show(actor: Actor, id: str, form: Form | None = None, asked: str = "") -> Any:
    """Draw the room, with a form that was refused."""
    one = found(actor, id)
    require(actor, "dispute.read", one)
    asked = asked or (request.path.rpartition("/moves/")[2] if form else "")
    within = {each for each in ("add-evidence", "sign", "sign-for") if may(actor, f"dispute.{each}", one)}
    within |= {each for each in ("mediation.call", "appraisal.book") if may(actor, each, one)}
    told = seen(one)
    things = [*told["met"], *told["looked"]]
    shown = {
        "form": form, "asked": asked, "my_side": actions.side_of(actor, one), "moves": _fitting(one, buttons(actor, one)), "within": within,
        "meeting_moves": {each.id: buttons(actor, each) for each in things},
        "answering": {each.id for each in things if may_answer(actor, each)},
        "payer_choices": [(key, t(*words)) for key, words in life.PAYERS.items()],
        "pieces": _left(actor, one) if "add-evidence" in within else [],
        "lines": as_lines(reversed(queries.happened(one.id, [each.id for each in things])), locale()),
    }  # fmt: skip
    return render_template("disputes/show.html", **shown, **told)


def may_answer(actor: Actor, each: Any) -> bool:
    """Say whether somebody is asked about the time of a meeting or an appraisal."""
    life_of = each.WORKFLOW
    return not life_of.state(each.state).final and may(actor, f"{life_of.kind}.answer", each)


def _fitting(one: Dispute, drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what would be refused: a witness before both signed, a second putting off or ruling."""
    left_out = set()
    if one.state == "drafted" and one.turn != "mediator":
        left_out.add("agree")
    left_out |= ({"extend"} if one.extended else set()) | ({"confirm"} if one.confirmed_on else set())
    return [each for each in drawn if each["name"] not in left_out]


def _left(actor: Actor, one: Dispute) -> list[queries.Piece]:
    there = {(each.kind, each.thing_id) for each in queries.evidence(one.id)}
    return [each for each in queries.pieces(actor, one) if (each.kind, each.id) not in there]


def seen(one: Dispute) -> dict[str, Any]:
    """Return what both sides see of a dispute."""
    met, looked = queries.meetings(one.id)
    evidence = [
        (each, [(signed_url(sha, "public"), signed_url(sha)) for sha in queries.photos_of(each)])
        for each in queries.evidence(one.id)
    ]
    papers = [
        (signed_url(each.sha256, "public"), signed_url(each.sha256))
        for each in attachments("dispute", one.id)
        if not each.label.startswith("evidence-")
    ]
    day = local_day(now())
    return {
        "one": one, "state": life.WORKFLOW.state(one.state), "evidence": evidence, "papers": papers, "met": met,
        "looked": looked, "today": day, "late": one.due_on is not None and day > one.due_on,
        "ways": opening.ways(one.state, confirmed=one.confirmed_on is not None), "law": clocks,
        "with_agreement": life.WITH_AGREEMENT, "answers": queries.standing([*met, *looked]), "answer_words": life.ANSWERS,
        "may_add": one.state in ("asked", *life.OPEN_ROOM), **WORDS,
    }  # fmt: skip


page_moves(bp, life.WORKFLOW, found, take, show, "/disputes/<string:id>", name="move_dispute")


def _act(path: str, verb: str, act: Any, schema: Any, about: str) -> None:
    def post(actor: Actor, id: str) -> Any:
        require(actor, verb, found(actor, id))
        form = Form(schema)
        if form.act(lambda values: act(actor, found(actor, id), **values, at=now()) or True) is None:
            return show(actor, id, form, path), form.status
        flash(t("已登记。", "Recorded."))
        return redirect(f"/disputes/{id}")

    post.__name__, post.__doc__ = path.replace("-", "_"), about
    page(bp, f"/disputes/<string:id>/{path}", permit=verb, methods=("POST",), on_thing=True)(post)


for _row in (
    ("evidence", "dispute.add-evidence", actions.add_evidence, EvidenceIn, "Bring a piece of evidence in."),
    ("sign", "dispute.sign", actions.sign, SignIn, "Sign the agreement for one's side."),
    ("sign-for", "dispute.sign-for", actions.sign_for, SignForIn, "Record a signature on paper."),
    ("meetings", "mediation.call", actions.call, CallIn, "Call both sides to a meeting."),
    ("appraisals", "appraisal.book", actions.book, BookIn, "Book an expert."),
):
    _act(*_row)


@page(bp, "/disputes/<string:id>.pdf", permit="dispute.read", on_thing=True)
def agreement(actor: Actor, id: str) -> Any:
    """Show the agreement as a sealed PDF."""
    one = found(actor, id)
    require(actor, "dispute.read", one)
    return pdf_of(one)


def pdf_of(one: Dispute) -> Response:
    """Return the agreement as a PDF; 404 while there is none, or none any more."""
    if one.state not in life.WITH_AGREEMENT:
        raise Problem("not-found")
    reply = Response(paper.sealed(one, at=now()), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _links(actor: Actor, thing: Any) -> list[onward.Link]:
    kind = thing.WORKFLOW.kind
    if kind not in opening.SOURCES or actor.kind == "resident":
        return []
    known = [each for each in queries.of_case(kind, thing.id) if may(actor, "dispute.read", each)]
    links = [(f"/disputes/{each.id}", f"调解 {each.number}", f"Mediation {each.number}") for each in known]
    running = any(each.ended_at is None for each in known)
    case_open = not running and may(actor, "dispute.open", thing)
    ripe = case_open and opening.may_open(kind, thing.state, answered=_answered(kind, thing))
    if ripe and queries.case(actor, kind, thing.id).can_be_mediated:
        links.append((f"/disputes/new?kind={kind}&case={thing.id}", "申请调解", "Ask for mediation"))
    return links


def _answered(kind: str, thing: Any) -> bool:
    return kind == "claim" or (thing.answered_at if kind == "complaint" else thing.disputed_at) is not None


onward.add(_links)
