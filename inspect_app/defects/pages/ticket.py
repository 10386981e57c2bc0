"""The ticket for people: what is wrong, who acts next, its moves and its paper."""

from itertools import zip_longest
from typing import Any

import segno
from flask import current_app, redirect, render_template, request

from inspect_app.core import journal, onward
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.files import Attachment, attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.photo_marks import Marked, marked
from inspect_app.core.sounds import spoken
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, pdf_reply, require
from inspect_app.defects import actions, queries, rules
from inspect_app.defects import paper as plan_paper
from inspect_app.defects.api import decide, do, found, found_request, take
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.pages.lists import WORDS, bp
from inspect_app.defects.rules.acts import ACTS
from inspect_app.defects.rules.hazards import BY_KEY
from inspect_app.defects.rules.ladder import step_at
from inspect_app.defects.schemas import late
from inspect_app.projects import queries as projects

LABELS = ("found", "before", "after", "checked", "evidence")


@page(bp, "/defects/<string:id>", permit="defect.read", on_thing=True)
def defect(actor: Actor, id: str) -> Any:
    """Show a ticket: what is wrong, who acts next, and what happened."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    veils = queries.unveiled(actor)
    one = find(queries.one(actor, id, veils))
    require(actor, "defect.read", one)
    about = request.path.rpartition("/moves/")[2] if form and "/requests/" not in request.path else ""
    asked = queries.requests_of(one)
    shown = {"moves": moves_of(actor, one, asked), "form": form, "opened": about, **seen(one)}
    shown |= {
        "onward": onward.links(actor, one),
        "family": queries.family(actor, one, veils),
        "may_link": may(actor, "defect.link", one),
    }
    shown |= {"links": queries.links_of(one) if shown["may_link"] else [], "at": now()}
    shown["requests"] = [(each, buttons(actor, each)) for each in asked]
    return render_template("defects/show.html", **shown, **WORDS)


def moves_of(actor: Actor, one: Defect, asked: list[Request]) -> list[dict[str, Any]]:
    """Return the moves and acts open to the actor as the template draws them; parties are chosen, not typed."""
    drawn = buttons(actor, one) + buttons(actor, one, ACTS)
    waiting = {each.kind for each in asked if each.state == "waiting"}
    parties = {
        each.party_id: (each.party_id, each.party.name)
        for each in one.project.parties
        if each.role in rules.LIABLE_ROLES
    }
    subs = one.project.party_ids("subcontractor") - {one.liable_party_id}
    for field in (each for move in drawn for each in move["fields"]):
        if field["name"] in ("liable_party_id", "party_id"):
            offered = [parties[key] for key in parties if field["name"] != "party_id" or key in subs]
            field |= {"kind": "select", "choices": offered}
    for move in drawn:
        if move["name"] == "confirm":
            move["fields"] = _asked_at_the_end(one, move["fields"])
    return [each for each in drawn if each["name"] != "more-time" or "time" not in waiting]


def _asked_at_the_end(one: Defect, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if rules.asks_cause(one.severity) and one.parent_id is None:
        return [each | {"required": each["required"] or each["name"] == "cause"} for each in fields]
    return [each for each in fields if not each["name"].startswith(("cause", "share_"))]


@page(bp, "/defects/<string:id>/print", permit="defect.read", on_thing=True, name="paper")
def paper(actor: Actor, id: str) -> Any:
    """Show the ticket as a sheet to print and sign."""
    one = found(actor, id)
    require(actor, "defect.read", one)
    address = f"{current_app.config['SETTINGS'].address}/defects/{one.id}"
    code = segno.make(address, micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return render_template("defects/print.html", qr=code, address=address, **seen(one), **WORDS)


@page(bp, "/defects/<string:id>/plan.pdf", permit="defect.read", on_thing=True, name="plan")
def plan(actor: Actor, id: str) -> Any:
    """Give out the plan of a ticket as a sealed paper."""
    one = found(actor, id)
    require(actor, "defect.read", one)
    plans = [each for each in queries.requests_of(one) if each.kind == "plan" and each.state != "withdrawn"]
    if not plans:
        raise Problem("conflict", zh="该工单没有整改方案。", en="This ticket has no plan.")
    return pdf_reply(plan_paper.sealed(one, plans, at=now()), f"{one.number}-plan.pdf")


def seen(one: Defect) -> dict[str, Any]:
    """Return what everybody sees of a ticket who may see it."""
    photos: dict[str, list[dict[str, Any]]] = {each: [] for each in LABELS}
    shots = attachments("defect", one.id)
    over = marked("defect", [one.id]) if any(each.layer for each in shots) else {}
    for each in shots:
        photos[each.label].append(_picture(each, over.get((one.id, each.sha256))))
    before, after = photos["found"] + photos["before"], photos["after"]
    # The newest first: they tell whether the fix can be confirmed.
    pin = projects.pins("defect", [one.id]).get(one.id)
    pairs = list(zip_longest(before[::-1], after[::-1]))
    return {
        "defect": one,
        "pin": pin,
        "note": spoken("defect", [one.id]).get(one.id),
        "pin_url": signed_url(pin.sheet.sha256, "public") if pin else "",
        "project": one.project,
        "state": rules.WORKFLOW.state(one.state),
        "severity": rules.SEVERITIES[one.severity],
        "source": rules.SOURCES[one.source_kind],
        "overdue": late(one),
        "pairs": pairs,
        "checked": photos["checked"],
        "evidence": photos["evidence"],
        "criterion": BY_KEY.get(one.criterion or ""),
        "plan": rules.PLANS[one.plan],
        "planned": one.plan in ("asked", "approved"),
        "rungs": _rungs(one),
        "causes": rules.CAUSES,
        "five": rules.FIVE,
        "request_rules": rules.REQUESTS,
        "ghost": before[-1]["url"] if before else "",
        "next": _next(one),
        "recheck": rules.RECHECK,
        "lines": as_lines(reversed(journal.timeline("defect", one.id)), locale()),
    }


def _picture(photo: Attachment, over: Marked | None) -> dict[str, Any]:
    large, thumb = signed_url(photo.sha256, "public"), signed_url(photo.sha256)
    return {"url": large, "thumb": thumb, "at": photo.at, "who": photo.actor_name, "marked": over}


def _rungs(one: Defect) -> list[tuple[str, str]]:
    """Return the steps of the ladder taken for the deadline that runs: what each was, and who was told."""
    if rules.WORKFLOW.state(one.state).final or not one.steps:
        return []
    side, due = actions.clock_of(one)
    if due != one.steps_due:
        return []
    found = []
    for number in range(one.steps):
        step, _moment = step_at(side, due, number)
        party = actions.told_party(one, step.to)
        found.append((t(step.zh, step.en), party[1] if party else t("监督机构", "The authority")))
    return list(dict.fromkeys(found))


def _next(one: Defect) -> dict[str, Any] | None:
    step = rules.next_step(one.state)
    if step is None:
        return None
    side, by = actions.clock_of(one)
    _who, zh, en = step
    if one.plan == "asked":
        zh, en = "审批整改方案", "decide on the plan"
    elif one.state == "accepted" and one.plan == "wanted":
        zh, en = "报整改方案，批准后整改", "hand in a plan, and fix it once approved"
    if side == "liable":
        return {"who": one.liable_party.name, "what": t(zh, en), "by": by, "late": late(one)}
    return {"who": _verifier(one), "what": t(zh, en), "by": by, "late": by < now()}


def _verifier(one: Defect) -> str:
    supervisor = one.project.party("supervisor")
    owner = rules.owner_of(one, supervisor.id if supervisor else None)
    if owner is not None and owner[0] == "giver":
        return next((each.party.name for each in one.project.parties if each.party_id == owner[1]), "")
    if supervisor is None or owner is None or owner[0] == "authority":
        return t("监督机构", "The authority")
    return t(f"{supervisor.name}或监督机构", f"{supervisor.name} or the authority")


def _show_asked(actor: Actor, id: str, form: Form | None = None) -> Any:
    return _show(actor, found_request(actor, id).defect_id, form)


page_moves(bp, rules.WORKFLOW, found, take, _show, "/defects/<string:id>")
page_moves(bp, ACTS, found, do, _show, "/defects/<string:id>")
page_moves(bp, rules.REQUEST, found_request, decide, _show_asked, "/defects/requests/<string:id>")


@page(bp, "/defects/requests/<string:id>", permit="defect.read", on_thing=True, name="asked")
def asked(actor: Actor, id: str) -> Any:
    """Go to the ticket a request is about."""
    one = found_request(actor, id)
    require(actor, "defect.read", one.defect)
    return redirect(f"/defects/{one.defect_id}")
