"""Votes for machines: the roll, votes and their moves, ballots with number and code, published results."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, request
from flask_smorest import Blueprint

from inspect_app.core import codes
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.errors import field_problem
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.versions import same_version
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity.actions import note_failure, refuse_when_throttled
from inspect_app.identity.rules import network_of
from inspect_app.projects import queries as projects
from inspect_app.votes import actions, queries
from inspect_app.votes.models import RollHousehold, Vote, Voter
from inspect_app.votes.rules.life import CASTING, WORKFLOW
from inspect_app.votes.rules.questions import FURTHER
from inspect_app.votes.rules.tally import decided
from inspect_app.votes.schemas import (
    CastIn,
    FilterIn,
    HouseholdIn,
    HouseholdOut,
    OwnerOut,
    PaperForm,
    ReasonIn,
    ReceiptOut,
    ResultOut,
    RollFilterIn,
    RollPage,
    SeeIn,
    VoteForm,
    VoteIn,
    VoteOut,
    VotePage,
    VoteWhole,
)

bp = Blueprint("votes_api", __name__, url_prefix="/api", description="表决 / Votes")
#: whoever has shown number and code of a slip; no more is known of them
OWNER = Actor("resident", None, "业主")


@endpoint(bp, "/votes/", permit="vote.list", query=FilterIn, out=VotePage)
def votes(actor: Actor, query: dict[str, Any]) -> Any:
    """List the votes the caller may see, the newest first."""
    number = query.pop("page")
    return paged(queries.listed(actor, **query), number=number)


@endpoint(
    bp, "/votes/", permit="vote.draft", method="POST", body=VoteIn, out=VoteWhole, status=201, on_thing=True,
    name="draft",
)  # fmt: skip
def draft(actor: Actor, values: dict[str, Any]) -> Vote:
    """Draft a vote of a project's owners."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "vote.draft", project)
    return actions.draft(actor, project, values, at=now())


@endpoint(bp, "/votes/<string:id>", permit="vote.read", out=VoteWhole, on_thing=True)
def vote(actor: Actor, id: str) -> Vote:
    """Show a vote: how far it is, and once counted its figures; never a choice while it is open."""
    one = found(actor, id)
    require(actor, "vote.read", one)
    return one


@endpoint(
    bp, "/votes/<string:id>", permit="vote.edit", method="PUT", body=VoteForm, out=VoteWhole, on_thing=True, name="edit",
)  # fmt: skip
def edit(actor: Actor, values: dict[str, Any], id: str) -> Vote:
    """Write a draft anew, all of it; with If-Match only over the version it names."""
    one = found(actor, id)
    require(actor, "vote.edit", one)
    same_version(one)
    return actions.edit(actor, one, values, at=now())


@endpoint(
    bp, "/votes/<string:id>/ballots", permit="vote.enter", method="POST", body=PaperForm, out=ReceiptOut, status=201,
    on_thing=True, name="enter", tells_secret=True,
)  # fmt: skip
def enter(actor: Actor, values: dict[str, Any], id: str) -> Any:
    """Enter a paper ballot with its photo; the reply holds its receipt."""
    one = found(actor, id)
    require(actor, "vote.enter", one)
    return enter_now(actor, one, values)


@endpoint(
    bp, "/vote/cast", permit="vote.cast", method="POST", body=CastIn, out=ReceiptOut, status=201, name="cast",
    tells_secret=True,
)  # fmt: skip
def cast(_actor: Actor, values: dict[str, Any]) -> Any:
    """Cast a ballot with the number and code of a slip. The reply holds the receipt; keep it."""
    one, voter = opened(values.pop("number"), values.pop("code"))
    return cast_now(one, voter, **values)


@endpoint(bp, "/vote/results/<string:number>", permit="vote.look", out=ResultOut)
def result(_actor: Actor, number: str) -> Any:
    """Return a published tally file, its hash, and what it says when counted again."""
    one = find(queries.published(number))
    return {"tally": one.tally, "hash": one.tally_hash, "decided": decided(one.tally)}


@endpoint(bp, "/roll/", permit="roll.list", query=RollFilterIn, out=RollPage)
def roll(actor: Actor, query: dict[str, Any]) -> Any:
    """List the households on the rolls the caller may see, their owners masked."""
    number = query.pop("page")
    return paged(queries.roll(actor, **query), number=number)


@endpoint(
    bp,
    "/roll/",
    permit="roll.put",
    method="POST",
    body=HouseholdIn,
    out=HouseholdOut,
    on_thing=True,
    name="put",
)
def put(actor: Actor, values: dict[str, Any]) -> RollHousehold:
    """Enter a household on the roll, or change what is told of it."""
    project = find(projects.one(actor, values.pop("project_id")))
    require(actor, "roll.put", project)
    return actions.put(actor, project, values.pop("element_id"), values, at=now())


@endpoint(
    bp, "/roll/<string:id>/see", permit="roll.see", method="POST", body=SeeIn, out=OwnerOut, on_thing=True,
    name="see", tells_secret=True,
)  # fmt: skip
def see(actor: Actor, values: dict[str, Any], id: str) -> Any:
    """Show an owner's name and phone; who looked and what for is written down."""
    row = find(queries.household(actor, id))
    require(actor, "roll.see", row)
    name, phone = actions.see(actor, row, values["purpose"], at=now())
    return {"owner_name": name, "phone": phone}


@endpoint(
    bp, "/roll/<string:id>/remove", permit="roll.remove", method="POST", body=ReasonIn, out=HouseholdOut,
    on_thing=True, name="remove",
)  # fmt: skip
def remove(actor: Actor, values: dict[str, Any], id: str) -> RollHousehold:
    """Take a household off the roll; editions that were frozen keep it."""
    row = find(queries.household(actor, id))
    require(actor, "roll.remove", row)
    return actions.remove(actor, row, values["reason"], at=now())


def found(actor: Actor, id: str) -> Vote:
    """Return a vote the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Vote, name: str, values: Mapping[str, Any]) -> Vote:
    """Take a move of the vote now."""
    return actions.move(actor, one, name, values, at=now())


def opened(number: str, code: str) -> tuple[Vote, Voter]:
    """Return the vote and voter that a slip opens; whatever is wrong with it, the answer is the same."""
    key = f"vote:{network_of(request.remote_addr or '')}"
    refuse_when_throttled([(key, CASTING)], now())
    seen = actions.opened(number, code, str(current_app.secret_key))
    if seen is None:
        with transaction():
            note_failure(key, now())
        raise field_problem("code", "编号或投票码不对", "number or code is wrong")
    return seen


def cast_now(one: Vote, voter: Voter, choice: str, once: str, **more: str) -> dict[str, str]:
    """Cast an owner's own ballot now, and return its receipt with the hash to look for."""
    key = str(current_app.secret_key)
    by = actions.By(more.get("who", ""))
    receipt = actions.cast(
        OWNER, one, voter, choice, once=once, key=key, at=now(), further=_further(more), by=by
    )
    return _told(one, receipt)


def enter_now(actor: Actor, one: Vote, values: Mapping[str, Any]) -> dict[str, str]:
    """Enter a paper ballot now, and return its receipt."""
    voter = queries.voter(one, values["voter"])
    if voter is None:
        raise field_problem("voter", "名册上没有这个序号", "no such voter on the roll")
    key = str(current_app.secret_key)
    receipt = actions.cast(
        actor, one, voter, values["choice"], once=values["once"], key=key, at=now(), paper=values["photos"],
        reason=values["reason"], further=_further(values),
        by=actions.By(values["who"], values["proxy"], values["authority"]),
    )  # fmt: skip
    return _told(one, receipt)


def _further(values: Mapping[str, Any]) -> list[str]:
    """Return the choices of the further questions, without the empty ones behind the last."""
    found = [values.get(f"choice_{place}", "") for place in FURTHER]
    while found and not found[-1]:
        found.pop()
    return found


def _told(one: Vote, receipt: str) -> dict[str, str]:
    return {"vote": one.number, "receipt": codes.shown(receipt), "hash": codes.fingerprint(receipt)}


api_moves(bp, WORKFLOW, found, take, VoteOut, below="/votes")
