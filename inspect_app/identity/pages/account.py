"""Log in, log out, and what one does to one's own account."""

import secrets
from typing import Any
from urllib.parse import urlsplit

import pyotp
import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request, session
from markupsafe import Markup

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import ROLES, Actor
from inspect_app.core.web import page
from inspect_app.identity import actions, queries
from inspect_app.identity.models import Person
from inspect_app.identity.rules import KNOWN_FOR
from inspect_app.identity.schemas import CodeIn, EndCodeIn, LogInIn, PasswordIn

bp = Blueprint("identity", __name__)
#: the cookie by which a browser is known again, so that no stranger can shut its people out
DEVICE = "device"


@page(bp, "/login", permit="session.begin", methods=("GET", "POST"))
def log_in(_actor: Actor) -> Any:
    """Log in."""
    form = Form(LogInIn)
    device = request.cookies.get(DEVICE) or secrets.token_urlsafe(32)
    secret = form.act(lambda values: _begin(values, device))
    if secret is None:
        return render_template("identity/login.html", form=form), form.status
    session.clear()
    session["key"] = secret
    return _remembering(redirect(_inside(request.args.get("next", "/"))), device)


def _begin(values: dict[str, Any], device: str) -> str:
    hours, address = current_app.config["SETTINGS"].session_hours, request.remote_addr or ""
    secret = actions.log_in(**values, address=address, device=device, hours=hours, at=now())
    if secret is None:
        raise Problem("log-in-failed", keep=True)
    return secret


def _remembering(reply: Any, device: str) -> Any:
    secure, age = current_app.config["SESSION_COOKIE_SECURE"], int(KNOWN_FOR.total_seconds())
    reply.set_cookie(DEVICE, device, max_age=age, path="/login", httponly=True, samesite="Lax", secure=secure)
    return reply


def _inside(target: str) -> str:
    # Only a path of this site: "//elsewhere" and "\\elsewhere" would leave it.
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if safe else "/"


@page(bp, "/logout", permit="session.end", methods=("POST",))
def log_out(actor: Actor) -> Any:
    """Log out."""
    with transaction():
        actions.log_out(actor, at=now())
    session.clear()
    return redirect("/login")


@page(bp, "/account", permit="account.read")
def account(actor: Actor) -> Any:
    """Show one's own account."""
    return _account(actor)


def _account(actor: Actor, form: Form | None = None) -> Any:
    person = db.session.get_one(Person, actor.id)
    session.setdefault("totp", pyotp.random_base32())
    uri = pyotp.TOTP(session["totp"]).provisioning_uri(name=person.account, issuer_name="Inspect")
    qr = Markup(segno.make(uri).svg_inline(scale=4, omitsize=True))  # noqa: S704 - made here from a secret made here
    shown: dict[str, Any] = {
        "person": person,
        "roles": ROLES,
        "qr": qr,
        "secret": session["totp"],
        "form": form,
    }
    shown["apps"] = db.session.scalars(queries.app_log_ins(actor)).all()
    return render_template("identity/account.html", **shown), form.status if form else 200


@page(bp, "/account/password", permit="account.secure", methods=("POST",))
def change_password(actor: Actor) -> Any:
    """Change one's password."""
    form = Form(PasswordIn)
    person = db.session.get_one(Person, actor.id)
    done = form.act(lambda values: actions.change_password(actor, person, **values, at=now()))
    if done is None:
        return _account(actor, form)
    flash(t("密码已修改，其他登录已退出。", "Password changed; other log-ins have ended."))
    return redirect("/account")


@page(bp, "/account/totp", permit="account.secure", methods=("POST",))
def begin_totp(actor: Actor) -> Any:
    """Turn the second factor on."""
    form = Form(CodeIn)
    person = db.session.get_one(Person, actor.id)
    secret = session.get("totp", "")
    done = form.act(lambda values: actions.begin_totp(actor, person, secret=secret, **values, at=now()))
    if done is None:
        return _account(actor, form)
    session.pop("totp", None)
    flash(t("两步验证已开启。", "Two-step log-in is on."))
    return redirect("/account")


@page(bp, "/account/totp/end", permit="account.secure", methods=("POST",))
def end_totp(actor: Actor) -> Any:
    """Turn the second factor off."""
    form = Form(EndCodeIn)
    person = db.session.get_one(Person, actor.id)
    done = form.act(lambda values: actions.end_totp(actor, person, **values, at=now()))
    if done is None:
        return _account(actor, form)
    flash(t("两步验证已关闭。", "Two-step log-in is off."))
    return redirect("/account")
