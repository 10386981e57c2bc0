"""Identity for people: log in and out, one's account, and the administrator's parties and people."""

from typing import Any
from urllib.parse import urlsplit

import pyotp
import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request, session
from markupsafe import Markup

from inspect_app.core import nav
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import ROLES, Actor
from inspect_app.core.web import find, page, paged
from inspect_app.identity import actions, queries
from inspect_app.identity.models import Party, Person
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.identity.schemas import CodeIn, EndCodeIn, LogInIn, PartyIn, PasswordIn, PersonIn

bp = Blueprint("identity", __name__)
nav.add("/parties", "单位", "Parties", verb="person.list", order=80)
nav.add("/people", "人员", "People", verb="person.list", order=81)


@page(bp, "/login", permit="session.begin", methods=("GET", "POST"))
def log_in(_actor: Actor) -> Any:
    """Log in."""
    form = Form(LogInIn)
    secret = form.act(_begin)
    if secret is None:
        return render_template("identity/login.html", form=form), form.status
    session.clear()
    session["key"] = secret
    return redirect(_inside(request.args.get("next", "/")))


def _begin(values: dict[str, Any]) -> str:
    hours = current_app.config["SETTINGS"].session_hours
    secret = actions.log_in(**values, address=request.remote_addr or "", hours=hours, at=now())
    if secret is None:
        raise Problem("log-in-failed", keep=True)
    return secret


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
    qr = Markup(segno.make(uri).svg_inline(scale=4))  # noqa: S704 - made here from a secret made here
    shown = {"person": person, "roles": ROLES, "qr": qr, "secret": session["totp"], "form": form}
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


@page(bp, "/parties", permit="party.list")
def parties(_actor: Actor) -> Any:
    """List the organisations."""
    return render_template("identity/parties.html", page=paged(queries.parties()), kinds=PARTY_KINDS)


@page(bp, "/parties/new", permit="party.add", methods=("GET", "POST"))
def add_party(actor: Actor) -> Any:
    """Add an organisation."""
    form = Form(PartyIn)
    party = form.act(lambda values: actions.add_party(actor, **values, at=now()))
    if party is None:
        return render_template("identity/party_new.html", form=form, kinds=PARTY_KINDS), form.status
    flash(t("单位已添加。", "Party added."))
    return redirect("/parties")


@page(bp, "/people", permit="person.list")
def people(actor: Actor) -> Any:
    """List the people."""
    return render_template("identity/people.html", page=paged(queries.people(actor)), roles=ROLES)


@page(bp, "/people/new", permit="person.add", methods=("GET", "POST"))
def add_person(actor: Actor) -> Any:
    """Add an account with its first membership."""
    form = Form(PersonIn)
    person = form.act(lambda values: _add(actor, values))
    if person is None:
        listed = list(db.session.scalars(queries.parties()))
        shown = {"form": form, "parties": listed, "roles": ROLES}
        return render_template("identity/person_new.html", **shown), form.status
    flash(t("人员已添加。", "Person added."))
    return redirect("/people")


def _add(actor: Actor, values: dict[str, Any]) -> Person:
    party = db.session.get(Party, values.pop("party_id"))
    if party is None:
        raise field_problem("party_id", "没有这个单位", "no such party")
    role, region = values.pop("role"), values.pop("region")
    person = actions.add_person(actor, **values, at=now())
    actions.add_membership(actor, person=person, party=party, role=role, region=region, at=now())
    return person


@page(bp, "/people/<string:id>/close", permit="person.close", methods=("POST",))
def close_person(actor: Actor, id: str) -> Any:
    """Close an account."""
    with transaction():
        actions.close_person(actor, find(queries.people(actor).where(Person.id == id)), at=now())
    flash(t("账号已停用。", "Account closed."))
    return redirect("/people")
