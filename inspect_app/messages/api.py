"""Messages for machines and tablets: one's inbox, the outbox, webhooks."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.messages import actions, queries
from inspect_app.messages.models import Delivery, Hook, Message
from inspect_app.messages.rules.life import DELIVERY
from inspect_app.messages.schemas import (
    CountOut,
    DeliveryOut,
    DeliveryPage,
    HookIn,
    HookMade,
    HookOut,
    InboxIn,
    MessageOut,
    MessagePage,
    OutboxIn,
)

bp = Blueprint("messages_api", __name__, url_prefix="/api", description="消息 / Messages")


@endpoint(bp, "/messages", permit="message.list", query=InboxIn, out=MessagePage)
def inbox(actor: Actor, query: dict[str, Any]) -> Any:
    """List the caller's messages, the newest first."""
    page = paged(
        queries.inbox(actor, unread_only=query["unread"], topic=query["topic"]), number=query["page"]
    )
    shown = {"rows": page.rows, "number": page.number, "pages": page.pages, "total": page.total}
    return {**shown, "unread": queries.unread(actor)}


@endpoint(
    bp, "/messages/<string:id>/read", permit="message.read", method="POST", out=MessageOut, on_thing=True
)
def read(actor: Actor, id: str) -> Message:
    """Mark a message as read."""
    one = found_message(actor, id)
    require(actor, "message.read", one)
    return actions.read(actor, one, at=now())


def found_message(actor: Actor, id: str) -> Message:
    """Return a message of the actor's own, or 404."""
    return find(queries.message(actor, id))


@endpoint(bp, "/messages/read-all", permit="message.read-all", method="POST", out=CountOut)
def read_all(actor: Actor) -> Any:
    """Mark all the caller's messages as read."""
    return {"count": actions.read_all(actor, at=now())}


@endpoint(bp, "/outbox", permit="delivery.list", query=OutboxIn, out=DeliveryPage)
def outbox(_actor: Actor, query: dict[str, Any]) -> Any:
    """List letters, those given up unless another state is asked for; never where to, nor their text."""
    return paged(queries.outbox(query["state"], query["channel"]), number=query["page"])


def found_delivery(_actor: Actor, id: str) -> Delivery:
    """Return a letter, or 404."""
    return find(queries.delivery(id))


def move_delivery(actor: Actor, one: Delivery, name: str, _values: Mapping[str, Any]) -> Delivery:
    """Take a move of a letter now."""
    return actions.move(actor, one, name, at=now())


api_moves(bp, DELIVERY, found_delivery, move_delivery, DeliveryOut, below="/outbox")


@endpoint(bp, "/hooks", permit="hook.list", out=HookOut(many=True))
def hooks(_actor: Actor) -> Any:
    """List the webhooks that stand."""
    return db.session.scalars(queries.hooks()).all()


@endpoint(
    bp, "/hooks", permit="hook.add", method="POST", body=HookIn, out=HookMade, status=201, tells_secret=True
)
def add_hook(actor: Actor, values: dict[str, Any]) -> Hook:
    """Set up a webhook. The reply holds the secret its sendings are signed with; keep it."""
    return actions.add_hook(actor, **values, at=now())


@endpoint(bp, "/hooks/<string:id>/end", permit="hook.end", method="POST", out=HookOut, on_thing=True)
def end_hook(actor: Actor, id: str) -> Hook:
    """End a webhook."""
    require(actor, "hook.end")
    return actions.end_hook(actor, find(queries.hook(id)), at=now())
