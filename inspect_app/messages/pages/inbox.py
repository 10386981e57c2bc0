"""A person's inbox: what they were told, read one by one or all at once."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core.clock import now
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import page, paged, require
from inspect_app.messages import actions, queries
from inspect_app.messages.api import found_message
from inspect_app.messages.rules.events import EVENTS, TOPICS
from inspect_app.messages.schemas import INBOX, InboxIn

bp = Blueprint("messages", __name__)


@page(bp, "/messages", permit="message.list")
def inbox(actor: Actor) -> Any:
    """List a person's messages, the newest first."""
    query = InboxIn().load(request.args.to_dict(), unknown=EXCLUDE)
    rows = paged(
        queries.inbox(actor, unread_only=query["unread"], topic=query["topic"]),
        number=query["page"],
        size=30,
        table=INBOX,
    )
    kept = {"topic": query["topic"], **({"unread": "true"} if query["unread"] else {})}
    shown = {
        "page": rows, "query": query, "link": f"?{urlencode(kept)}&", "topics": TOPICS, "events": EVENTS,
        "waiting": queries.unread(actor),
    }  # fmt: skip
    return render_template("messages/inbox.html", **shown)


@page(
    bp, "/messages/<string:id>/open", permit="message.read", methods=("POST",), on_thing=True, name="open_one"
)
def open_one(actor: Actor, id: str) -> Any:
    """Mark a message as read and go to what it tells of."""
    require(actor, "message.read", found_message(actor, id))
    opened = Form(Schema).act(lambda _values: actions.read(actor, found_message(actor, id), at=now()))
    return redirect(opened.url if opened else "/messages")


@page(bp, "/messages/read-all", permit="message.read-all", methods=("POST",))
def read_all(actor: Actor) -> Any:
    """Mark all as read."""
    Form(Schema).act(lambda _values: (actions.read_all(actor, at=now()), True))
    flash(t("已全部标为已读", "All marked as read"))
    return redirect("/messages")
