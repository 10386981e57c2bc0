"""Claims for machines, and the doors that pages share: make one, open it by number and code, find, take a move."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import current_app, request

from inspect_app.core import codes
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import field_problem
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity.actions import note_failure, refuse_when_throttled
from inspect_app.identity.rules import Throttle, network_of
from inspect_app.projects.models import Project
from inspect_app.warranty import actions
from inspect_app.warranty.api.clocks import bp
from inspect_app.warranty.models import Claim
from inspect_app.warranty.queries import claims as queries
from inspect_app.warranty.queries.cover import by_code
from inspect_app.warranty.rules.claim import FOLLOWING, POSTING, WORKFLOW
from inspect_app.warranty.schemas import (
    ClaimFilter,
    ClaimFollowed,
    ClaimIn,
    ClaimMade,
    ClaimOut,
    ClaimPage,
    FollowIn,
)


@endpoint(bp, "/claims", permit="claim.list", query=ClaimFilter, out=ClaimPage)
def claims(actor: Actor, query: dict[str, Any]) -> Any:
    """List the claims the caller may see, the soonest due first."""
    number = query.pop("page")
    return paged(queries.listed(actor, **query), number=number)


@endpoint(
    bp,
    "/claims",
    permit="claim.file",
    method="POST",
    body=ClaimIn,
    out=ClaimMade,
    status=201,
    tells_secret=True,
)
def claim(actor: Actor, values: dict[str, Any]) -> Any:
    """Make a claim without an account. The reply holds the code that opens it later; keep it."""
    if request.headers.get("Idempotency-Key"):
        # A kept reply would keep the code; `once` does the same without it.
        raise field_problem("Idempotency-Key", "请改用 once 字段", "use the field `once` instead")
    project = db.session.scalar(by_code(values.pop("site")))
    if project is None:
        raise field_problem("site", "没有这个小区", "no such community")
    once = values.pop("once") or secrets.token_hex(16)
    made, code = claim_now(actor, project, actions.Told(**values), once)
    return {"claim": made, "code": code}


def claim_now(actor: Actor, project: Project, told: actions.Told, once: str) -> tuple[Claim, str]:
    """Make a claim now; without an account only so many from one address."""
    spend("claim", POSTING, actor)
    key, source = str(current_app.secret_key), codes.fingerprint(once)
    return actions.claim(actor, project, told, source_kind="resident", source_id=source, key=key, at=now())


def spend(what: str, throttle: Throttle, actor: Actor) -> None:
    """Count something done without an account from this address; refuse when it is too much."""
    if actor.kind != "person":
        refuse_when_throttled([(_from_here(what), throttle)], now())
        note_failure(_from_here(what), now())


def _from_here(what: str) -> str:
    return f"{what}:{network_of(request.remote_addr or '')}"


def opened(number: str, code: str) -> Claim:
    """Return the claim that number and code open; whatever is wrong with them, the answer is the same."""
    key = _from_here("claim-follow")
    refuse_when_throttled([(key, FOLLOWING)], now())
    found_ = queries.followed(number, code, str(current_app.secret_key))
    if found_ is None:
        with transaction():
            note_failure(key, now())
        raise field_problem("code", "编号或查询码不对", "number or code is wrong")
    return found_


def resident_of(one: Claim) -> Actor:
    """Return the resident who has shown the code, as an actor."""
    return Actor("resident", one.id, "居民")


@endpoint(bp, "/claims/<string:id>", permit="claim.read", out=ClaimOut, on_thing=True, name="claim_read")
def read(actor: Actor, id: str) -> Claim:
    """Show a claim."""
    one = found(actor, id)
    require(actor, "claim.read", one)
    return one


@endpoint(bp, "/follow", permit="claim.follow", method="POST", body=FollowIn, out=ClaimFollowed)
def follow(_actor: Actor, values: dict[str, Any]) -> Claim:
    """Show a claim to its resident, who has number and code."""
    return opened(**values)


def found(actor: Actor, id: str) -> Claim:
    """Return a claim the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Claim, name: str, values: Mapping[str, Any]) -> Claim:
    """Take a move of the claim now."""
    return actions.move_claim(actor, one, name, values, at=now())


api_moves(bp, WORKFLOW, found, take, ClaimOut, below="/claims")
