"""How a person is told: addresses, ways, quiet hours; and the own calendar at a secret address."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Response, flash, redirect, render_template, request, session

from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import page
from inspect_app.identity.actions import note_failure, one_by_one, refuse_when_throttled
from inspect_app.identity.queries import actor_of
from inspect_app.messages import actions, queries
from inspect_app.messages.models import Choice, PhoneAsk
from inspect_app.messages.pages.inbox import bp
from inspect_app.messages.rules import feed, phones
from inspect_app.messages.rules.events import TOPICS
from inspect_app.messages.rules.life import CHANNELS, CHOSEN_WITHOUT_ASKING
from inspect_app.messages.rules.sending import NIGHT
from inspect_app.messages.schemas import ChoicesIn, CodeIn

#: how long a calendar program may keep what it has read
_FRESH = timedelta(minutes=5)


@page(bp, "/messages/choices", permit="message.choose", methods=("GET", "POST"))
def choices(actor: Actor) -> Any:
    """Show and keep a person's choices."""
    own = queries.choice(str(actor.id))
    form = Form(ChoicesIn, _as_typed(own))
    if form.act(lambda values: _keep(actor, values)) is not None:
        flash(t("已保存", "Saved"), "good")
        return redirect("/messages/email" if _asked(actor) else "/messages/choices")
    shown = {
        "topics": TOPICS, "channels": CHANNELS, "night": NIGHT, "address": _address(own),
        "by_file": [name for name in CHANNELS if not place.setting(_SETTING[name])],
    }  # fmt: skip
    return render_template("messages/choices.html", form=form, **shown), form.status


def _keep(actor: Actor, values: dict[str, Any]) -> Choice:
    wanted = _read(values)
    session.pop("email-ask", None)
    if wanted.email and wanted.email != queries.choice(str(actor.id)).email:
        at, mark = now(), actions.mark_of(wanted.email)[:32]
        keys = [(f"email-by:{actor.id}", phones.FROM_ONE), (f"email-to:{mark}", phones.TO_ONE_DAILY)]
        for key in sorted(key for key, _throttle in keys):  # in one order, so that no two wait for each other
            one_by_one(key)
        refuse_when_throttled(keys, at)
        for key, _throttle in keys:
            note_failure(key, at)
        made = actions.ask_email(actor, wanted.email, at=at)
        session["email-ask"] = {"id": made.id, "by": actor.id}
    return actions.choose(actor, wanted, at=now())


def _asked(actor: Actor) -> str:
    kept = session.get("email-ask", {})
    return str(kept["id"]) if kept.get("by") == actor.id else ""


@page(bp, "/messages/email", permit="message.prove-email", methods=("GET", "POST"))
def prove(actor: Actor) -> Any:
    """Take the code that was sent to a new e-mail address."""
    if not _asked(actor):
        return redirect("/messages/choices")
    form = Form(CodeIn)
    if form.submitted:
        try:
            _prove(actor, form.load()["code"])
        except Problem as problem:
            form.refuse(problem)
        else:
            session.pop("email-ask", None)
            flash(t("邮箱已确认，信件会寄到这个地址", "Confirmed: letters go to this address"), "good")
            return redirect("/messages/choices")
    shown = {"minutes": int(phones.LIVES.total_seconds()) // 60, "by_file": not place.setting("smtp_url")}
    return render_template("messages/email_code.html", form=form, **shown), form.status


def _prove(actor: Actor, code: str) -> None:
    key = f"email-code:{actor.id}"
    refuse_when_throttled([(key, phones.WRONG)], now())
    with transaction():
        ask = db.session.get(PhoneAsk, _asked(actor), with_for_update=True)
        right = actions.prove_email(actor, ask, code, at=now())
        if not right:
            note_failure(key, now())
    if not right:
        raise field_problem("code", "验证码不对或已失效", "the code is wrong or no longer valid")


_SETTING = {"email": "smtp_url", "sms": "sms_url", "wechat": "wechat_url"}


def _as_typed(own: Choice) -> dict[str, Any]:
    boxes = [f"{topic}:{way}" for topic in TOPICS for way in own.ways.get(topic, CHOSEN_WITHOUT_ASKING)]
    return {
        "email": own.email, "phone": own.phone, "wechat": own.wechat, "language": own.language, "ways": boxes,
        "quiet_from": f"{own.quiet_from:%H:%M}", "quiet_until": f"{own.quiet_until:%H:%M}",
    }  # fmt: skip


def _read(values: dict[str, Any]) -> actions.Choices:
    ways: dict[str, list[str]] = {}
    for each in dict.fromkeys(values.pop("ways")):
        topic, _, way = each.partition(":")
        ways.setdefault(topic, []).append(way)
    return actions.Choices(**values, ways=ways)


def _address(own: Choice) -> str:
    if not own.feed_seal:
        return ""
    return f"{place.address()}/calendar/{feed.token_of(own.person_id, own.feed_salt, place.secret())}.ics"


@page(bp, "/messages/feed", permit="message.renew-feed", methods=("POST",))
def renew_feed(actor: Actor) -> Any:
    """Give the own calendar an address, or a new one."""
    Form(Schema).act(lambda _values: actions.renew_feed(actor, at=now()))
    flash(t("已生成新的日历地址，旧地址立即失效", "New calendar address; the one before has ended"), "good")
    return redirect("/messages/choices#calendar")


@page(bp, "/calendar/<string:token>.ics", permit="message.feed", name="feed")
def calendar(_actor: Actor, token: str) -> Any:
    """Give out a person's days to whoever has the secret address."""
    owner = queries.feed_owner(token)
    if owner is None:
        raise Problem("not-found")
    days = queries.days(actor_of(owner), now())
    host = urlsplit(place.address()).hostname or "inspect"
    whole = [
        feed.Day(each.key, each.at, each.title, each.place, f"{place.address()}{each.url}") for each in days
    ]
    name = f"安居巡检 {owner.name}"
    reply = Response(feed.calendar(name, whole, host), mimetype="text/calendar")
    reply.headers["Cache-Control"] = f"private, max-age={int(_FRESH.total_seconds())}"
    reply.add_etag()
    return reply.make_conditional(request)
