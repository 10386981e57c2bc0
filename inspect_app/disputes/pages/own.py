"""A dispute for its resident, who comes from the own complaint or claim by number and code."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.complaints.pages.case import still_open
from inspect_app.core import onward
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.fields import move_schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import page, require
from inspect_app.disputes import actions, queries
from inspect_app.disputes.api import opened, take
from inspect_app.disputes.api.own import answer, resident_of
from inspect_app.disputes.models import Dispute
from inspect_app.disputes.pages.room import WORDS, bp, may_answer, pdf_of, seen
from inspect_app.disputes.rules import life, opening
from inspect_app.disputes.schemas import EvidenceIn, OpenForm, SignIn, TimeOfIn

#: kind of case -> what the browser that has shown its code keeps it under, and where the code is asked for
KEPT = {"complaint": ("follow", "/complaints/follow"), "claim": ("claim", "/claims/follow")}


def _resident(kind: str) -> Actor | None:
    """Return the resident whose case stands open in this browser."""
    if kind not in KEPT:
        raise Problem("not-found")
    kept = still_open(KEPT[kind][0])
    if kept is None or kept.get("joined"):
        return None
    return Actor("resident", kept["id"], "居民")


def _own(resident: Actor, kind: str) -> Dispute | None:
    return queries.followed(kind, str(resident.id))


@page(bp, "/disputes/own/<string:kind>", permit="dispute.follow", methods=("GET", "POST"))
def own(_actor: Actor, kind: str) -> Any:
    """Ask for mediation of the own case, or show how far it is."""
    resident = _resident(kind)
    if resident is None:
        return redirect(KEPT[kind][1])
    one = _own(resident, kind)
    if one is not None and not (one.ended_at and request.args.get("again")):
        return _show(kind, one)
    case, form = queries.case(resident, kind, str(resident.id)), Form(OpenForm)
    if form.act(lambda values: opened(resident, kind, str(resident.id), values)) is None:
        shown = {"case": case, "form": form, "own": kind}
        return render_template("disputes/own_new.html", **shown, **WORDS), form.status
    flash(t("已收到，由调解组织联系您。", "Received; the mediator will be in touch."), "good")
    return redirect(f"/disputes/own/{kind}")


def _show(kind: str, one: Dispute, form: Form | None = None, asked: str = "") -> Any:
    resident = resident_of(one)
    mine = [each.name for each in open_moves(resident, one) if each.name in life.OWN_MOVES]
    if one.confirmed_on is not None:
        mine = [each for each in mine if each != "confirm"]
    pieces = queries.pieces(resident, one) if one.state in ("asked", *life.OPEN_ROOM) else []
    there = {(each.kind, each.thing_id) for each in queries.evidence(one.id)}
    told = seen(one)
    shown = {
        "kind": kind, "mine": mine, "form": form, "asked": asked, "may_sign": may(resident, "dispute.sign", one),
        "pieces": [each for each in pieces if (each.kind, each.id) not in there],
        "answering": {each.id for each in (*told["met"], *told["looked"]) if may_answer(resident, each)},
    }  # fmt: skip
    return render_template("disputes/own.html", **shown, **told), form.status if form else 200


@page(bp, "/disputes/own/<string:kind>/<string:act>", permit="dispute.follow", methods=("POST",))
def own_act(_actor: Actor, kind: str, act: str) -> Any:
    """Do one of the resident's acts: sign, bring evidence, answer a time, take a move of the own."""
    resident = _resident(kind)
    one = _own(resident, kind) if resident else None
    if resident is None or one is None:
        return redirect(KEPT[kind][1])
    form, work = _work(resident, kind, one, act)
    if form.act(work) is None:
        return _show(kind, one, form, act)
    flash(t("收到，谢谢您。", "Thank you, noted."), "good")
    return redirect(f"/disputes/own/{kind}")


def _work(resident: Actor, kind: str, one: Dispute, act: str) -> tuple[Form, Any]:
    who = resident_of(one)

    def again() -> Dispute:
        found = _own(resident, kind)
        if found is None or found.id != one.id:
            raise Problem("not-found")
        return found

    if act == "sign":
        require(who, "dispute.sign", one)
        return Form(SignIn), lambda values: actions.sign(who, again(), **values, at=now())
    if act == "evidence":
        require(who, "dispute.add-evidence", one)
        return Form(EvidenceIn), lambda values: actions.add_evidence(who, again(), **values, at=now())
    if act == "time":
        return Form(TimeOfIn), lambda values: answer(who, again(), **values)
    if act not in life.OWN_MOVES:
        raise Problem("not-found")
    require(who, f"dispute.{act}", one)
    form = Form(move_schema("dispute", life.WORKFLOW.move(act)))
    return form, lambda values: take(who, again(), act, values)


@page(bp, "/disputes/own/<string:kind>/agreement.pdf", permit="dispute.follow")
def own_agreement(_actor: Actor, kind: str) -> Any:
    """Show the resident the agreement as a sealed PDF."""
    resident = _resident(kind)
    one = _own(resident, kind) if resident else None
    if one is None:
        return redirect(KEPT[kind][1])
    return pdf_of(one)


def _links(actor: Actor, thing: Any) -> list[onward.Link]:
    kind = thing.WORKFLOW.kind
    if actor.kind != "resident" or kind not in KEPT:
        return []
    if queries.followed(kind, thing.id):
        return [(f"/disputes/own/{kind}", "看调解进展", "See the mediation")]
    answered = kind == "claim" or thing.answered_at is not None
    if not opening.may_open(kind, thing.state, answered=answered):
        return []
    if not queries.case(actor, kind, thing.id).can_be_mediated:
        return []
    return [
        (f"/disputes/own/{kind}", "不同意处理结果？申请调解（免费）", "Not agreed? Ask for mediation (free)")
    ]


onward.add(_links)
