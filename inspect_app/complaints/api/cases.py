"""Complaints for machines, and the doors that pages share: file, follow by number and code, find, take."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from flask import current_app, request
from flask_smorest import Blueprint

from inspect_app.complaints import actions, queries
from inspect_app.complaints.models import Complaint, Supporter
from inspect_app.complaints.rules.life import FOLLOWING, OWN_MOVES, POSTING, TO_THE_RESIDENT, WORKFLOW
from inspect_app.complaints.schemas import (
    CodeIn,
    ComplaintOut,
    ComplaintPage,
    ComplaintWhole,
    FiledOut,
    FileIn,
    FilterIn,
    FollowOut,
    NoteIn,
    UpdateOut,
    said_as,
)
from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import field_problem
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import api_moves, open_moves
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import verb_words
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity.actions import note_failure, refuse_when_throttled
from inspect_app.identity.rules import Throttle, network_of
from inspect_app.inspections.queries import scope
from inspect_app.projects.models import Project

bp = Blueprint("complaints_api", __name__, url_prefix="/api/complaints", description="投诉 / Complaints")
Opened = TypeVar("Opened", Complaint, Supporter)
# Told to the lower room of inspections when it makes a draw's list.
scope.CAUSED["complaint"] = queries.complained_of


@endpoint(bp, "/", permit="complaint.list", query=FilterIn, out=ComplaintPage)
def complaints(actor: Actor, query: dict[str, Any]) -> Any:
    """List the complaints the caller may see, the longest waiting first."""
    number = query.pop("page")
    wanted = queries.Filter(**query)
    counts = queries.counts(actor, wanted)
    page = paged(queries.listed(actor, wanted), number=number, total=counts.get(wanted.state, 0))
    shown = {"rows": page.rows, "number": page.number, "pages": page.pages, "total": page.total}
    return {**shown, "counts": counts}


@endpoint(
    bp, "/", permit="complaint.file", method="POST", body=FileIn, out=FiledOut, status=201, name="file",
    tells_secret=True,
)  # fmt: skip
def file_complaint(actor: Actor, values: dict[str, Any]) -> Any:
    """File a complaint without an account. The reply holds the code that opens it later; keep it."""
    if request.headers.get("Idempotency-Key"):
        # A kept reply would keep the code; `once` does the same without it.
        raise field_problem("Idempotency-Key", "请改用 once 字段", "use the field `once` instead")
    once = values.pop("once") or secrets.token_hex(16)
    project = db.session.scalar(queries.at_site(values.pop("site")))
    if project is None:
        raise field_problem("site", "没有这个小区", "no such community")
    complaint, code = file_now(actor, project, actions.Told(**values), once)
    return {"complaint": complaint, "code": code}


def file_now(actor: Actor, project: Project, told: actions.Told, once: str) -> tuple[Complaint, str]:
    """File a complaint now; without an account only so many from one address."""
    spend("complaint", POSTING, actor)
    if actor.kind != "person":
        told = replace(told, source="self", source_number=None)
    key = str(current_app.secret_key)
    return actions.file_complaint(actor, project=project, told=told, once=once, key=key, at=now())


def spend(what: str, throttle: Throttle, actor: Actor, times: int = 1) -> None:
    """Count something done without an account from this address; refuse when it is too much."""
    refuse_spent(what, throttle, actor)
    if actor.kind != "person":
        for _each in range(times):
            note_failure(_from_here(what), now())


def refuse_spent(what: str, throttle: Throttle, actor: Actor) -> None:
    """Refuse when this address has done it too often; people with an account answer for themselves."""
    if actor.kind != "person":
        refuse_when_throttled([(_from_here(what), throttle)], now())


def _from_here(what: str) -> str:
    return f"{what}:{network_of(request.remote_addr or '')}"


def opened(number: str, code: str) -> Complaint:
    """Return the complaint that number and code open; whatever is wrong with them, the answer is the same."""
    return _opened(queries.followed, number, code)


def opened_by_supporter(number: str, code: str) -> Supporter:
    """Return who joined a case by number and code, as guarded as the case itself."""
    return _opened(queries.joined, number, code)


def _opened(look: Callable[[str, str, str], Opened | None], number: str, code: str) -> Opened:
    key = _from_here("follow")
    refuse_when_throttled([(key, FOLLOWING)], now())
    found = look(number, code, str(current_app.secret_key))
    if found is None:
        with transaction():
            note_failure(key, now())
        raise field_problem("code", "编号或查询码不对", "number or code is wrong")
    return found


def resident_of(complaint: Complaint) -> Actor:
    """Return the resident who has shown the code, as an actor."""
    return Actor("resident", complaint.id, "居民")


def updates(complaint: Complaint) -> list[dict[str, Any]]:
    """Return the lines of a complaint's timeline that its resident reads."""
    return [
        {"at": entry.at, "text": _said(entry.verb), "detail": said_as(name, words)}
        for entry, name, words in queries.told(journal.timeline("complaint", complaint.id))
    ]


def _said(verb: str) -> str:
    words = TO_THE_RESIDENT.get(verb)
    return t(*words) if words else verb_words(verb, locale())


def own_moves(complaint: Complaint) -> list[str]:
    """Return the moves open to its resident."""
    return [each.name for each in open_moves(resident_of(complaint), complaint) if each.name in OWN_MOVES]


def _as_followed(one: Complaint) -> dict[str, Any]:
    document: dict[str, Any] = FollowOut(exclude=("updates", "moves")).dump(one)
    return {**document, "updates": UpdateOut(many=True).dump(updates(one)), "moves": own_moves(one)}


_EITHER = {"application/json": {"anyOf": [ComplaintWhole, FollowOut]}}


@endpoint(bp, "/<string:id>", permit="complaint.follow", query=CodeIn, gives=_EITHER)
def complaint(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """Show a complaint: to its resident by number and `code`, to those who handle it by number or id."""
    if query["code"]:
        followed = opened(id, query["code"])
        require(resident_of(followed), "complaint.read", followed)
        return _as_followed(followed)
    one = found(actor, id)
    require(actor, "complaint.read", one)
    return ComplaintWhole().dump(one)


@endpoint(
    bp, "/<string:id>/tell", permit="complaint.tell", method="POST", body=NoteIn, out=ComplaintOut, on_thing=True
)  # fmt: skip
def tell(actor: Actor, values: dict[str, Any], id: str) -> Complaint:
    """Write a word the resident reads."""
    return actions.tell(actor, permitted(actor, id, "complaint.tell"), **values, at=now())


@endpoint(
    bp, "/<string:id>/remark", permit="complaint.remark", method="POST", body=NoteIn, out=ComplaintOut,
    on_thing=True,
)  # fmt: skip
def remark(actor: Actor, values: dict[str, Any], id: str) -> Complaint:
    """Write a remark for colleagues."""
    return actions.remark(actor, permitted(actor, id, "complaint.remark"), **values, at=now())


def permitted(actor: Actor, id: str, verb: str) -> Complaint:
    """Return a complaint the actor may see and do this to."""
    one = found(actor, id)
    require(actor, verb, one)
    return one


def found(actor: Actor, id: str) -> Complaint:
    """Return a complaint the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Complaint, name: str, values: Mapping[str, Any]) -> Complaint:
    """Take a move of the complaint now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, ComplaintOut)
