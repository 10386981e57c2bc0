"""Identity for machines: a token for an account, who I am, the parties."""

from typing import Any

from flask import current_app, request
from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, paged
from inspect_app.identity import actions, queries
from inspect_app.identity.schemas import LogInIn, MeOut, PartyIn, PartyOut, PartyPage, TokenOut

bp = Blueprint("identity_api", __name__, url_prefix="/api", description="Log-in and parties")


@endpoint(
    bp, "/session", permit="session.begin", method="POST", body=LogInIn, out=TokenOut, status=201,
    tells_secret=True,
)  # fmt: skip
def begin_session(_actor: Actor, values: dict[str, Any]) -> dict[str, str]:
    """Exchange account and password for a bearer token."""
    hours = current_app.config["SETTINGS"].session_hours
    token = actions.log_in(**values, address=request.remote_addr or "", hours=hours, kind="token", at=now())
    if token is None:
        raise Problem("log-in-failed", keep=True)
    return {"token": token}


@endpoint(bp, "/me", permit="account.read", out=MeOut)
def me(actor: Actor) -> Actor:
    """Say who the caller is."""
    return actor


@endpoint(bp, "/parties", permit="party.list", out=PartyPage)
def parties(_actor: Actor) -> Any:
    """List the organisations."""
    return paged(queries.parties())


@endpoint(bp, "/parties", permit="party.add", method="POST", body=PartyIn, out=PartyOut, status=201)
def add_party(actor: Actor, values: dict[str, Any]) -> Any:
    """Add an organisation."""
    return actions.add_party(actor, **values, at=now())
