"""For whoever looks after the installation: letters given up and waiting, and webhooks."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import nav
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.moves import page_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page, paged, require
from inspect_app.messages import actions, queries
from inspect_app.messages.api import found_delivery, move_delivery
from inspect_app.messages.models import Delivery, Hook
from inspect_app.messages.pages.inbox import bp
from inspect_app.messages.rules.events import HOOK_TOPICS, TOPICS
from inspect_app.messages.rules.life import ALL_CHANNELS, DELIVERY, USELESS
from inspect_app.messages.schemas import OUTBOX, HookIn, OutboxIn, said_about
from inspect_app.projects import queries as projects

nav.add("/outbox", "发送", "Outbox", verb="delivery.list", order=91, rare=True)
nav.add("/hooks", "网络回调", "Webhooks", verb="hook.list", order=92, rare=True)


@page(bp, "/outbox", permit="delivery.list")
def outbox(_actor: Actor) -> Any:
    """List letters, those given up first of all."""
    return _outbox()


def _outbox(form: Form | None = None) -> Any:
    query = OutboxIn().load(request.args.to_dict(), unknown=EXCLUDE)
    kept = {name: query[name] for name in ("state", "channel")}
    shown = {
        "page": paged(queries.outbox(query["state"], query["channel"]), number=query["page"], table=OUTBOX), "query": query,
        "link": f"/outbox?{urlencode(kept)}&", "life": DELIVERY, "channels": ALL_CHANNELS, "form": form,
        "tally": queries.tally(), "about_words": _about, "useless": USELESS,
    }  # fmt: skip
    return render_template("messages/outbox.html", **shown), form.status if form else 200


def _about(one: Delivery) -> str:
    return t(*said_about(one))


def _show(_actor: Actor, _id: str, form: Form | None = None) -> Any:
    return _outbox(form)[0]


page_moves(bp, DELIVERY, found_delivery, move_delivery, _show, "/outbox/<string:id>")


@page(bp, "/outbox/<string:id>", permit="delivery.list", name="delivery")
def delivery(actor: Actor, id: str) -> Any:
    """Lead back to the list, where the letter stands."""
    return redirect(f"/outbox?state={found_delivery(actor, id).state}")


@page(bp, "/hooks", permit="hook.list")
def hooks(actor: Actor) -> Any:
    """List the webhooks, with the form that sets one up."""
    return _hooks(actor, Form(HookIn, {"topics": list(TOPICS)}))


def _hooks(actor: Actor, form: Form, made: Hook | None = None) -> Any:
    shown = {
        "hooks": db.session.scalars(queries.hooks()).all(), "topics": HOOK_TOPICS, "tally": queries.tally(),
        "projects": [(each.id, each.name) for each in db.session.scalars(projects.visible(actor))],
        "made": made,
    }  # fmt: skip
    return render_template("messages/hooks.html", form=form, **shown), form.status


@page(bp, "/hooks/new", permit="hook.add", methods=("POST",))
def add_hook(actor: Actor) -> Any:
    """Set up a webhook; its secret is shown this once."""
    form = Form(HookIn)
    made = form.act(lambda values: actions.add_hook(actor, **values, at=now()))
    if made is None:
        return _hooks(actor, form)
    blank = Form(Schema)
    blank.values = {"topics": list(TOPICS)}
    return _hooks(actor, blank, made)


@page(bp, "/hooks/<string:id>/test", permit="hook.test", methods=("POST",), on_thing=True)
def test_hook(actor: Actor, id: str) -> Any:
    """Send a webhook an event that tells of nothing."""
    require(actor, "hook.test")
    Form(Schema).act(lambda _values: actions.test_hook(actor, find(queries.hook(id)), at=now()))
    flash(t("测试事件已放入发送", "A test event is in the outbox"))
    return redirect("/outbox?state=all&channel=webhook")


@page(bp, "/hooks/<string:id>/end", permit="hook.end", methods=("POST",), on_thing=True)
def end_hook(actor: Actor, id: str) -> Any:
    """End a webhook."""
    require(actor, "hook.end")
    Form(Schema).act(lambda _values: actions.end_hook(actor, find(queries.hook(id)), at=now()))
    flash(t("网络回调已停用", "The webhook has ended"))
    return redirect("/hooks")
