"""A person's page: account, the roles held and those taken back, and the forms that change them."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import ROLES, Actor, may
from inspect_app.core.timeline import as_lines, said_name
from inspect_app.core.web import page
from inspect_app.identity import actions, queries
from inspect_app.identity.api import found, given, narrowed, on_account, taken_back, the_role
from inspect_app.identity.models import Membership, Person
from inspect_app.identity.pages.account import bp
from inspect_app.identity.queries import Site
from inspect_app.identity.rules import OF_A_PLACE, Reach
from inspect_app.identity.schemas import MembershipIn, NarrowIn, verbs_on


@page(bp, "/people/<string:id>", permit="person.read", name="person")
def person(actor: Actor, id: str) -> Any:
    """Show a person: account, roles, and what was done to them."""
    return _show(actor, found(actor, id))


def _show(actor: Actor, one: Person, form: Form | None = None, opened: str = "") -> Any:
    db.session.refresh(one)
    rows, sites = queries.held(actor, one), queries.sites(actor)
    reaches = [each.reach for each in rows if each.membership.ended_at is None]
    shown = {
        "person": one,
        "standing": [
            (each, verbs_on(actor, each), _narrower(each.membership, sites))
            for each in rows
            if each.membership.ended_at is None
        ],
        "past": [each for each in rows if each.membership.ended_at is not None],
        "lines": as_lines(queries.history(one), locale()),
        "sites": sites,
        "parties": list(db.session.scalars(queries.parties())),
        "may_switch": may(actor, "person.reopen" if one.closed_at else "person.close", reaches),
        "form": form,
        "opened": opened,
        "who": lambda name: said_name(name, locale() == "en"),
    }
    status = form.status if form else 200
    return render_template("identity/person.html", **shown, roles=ROLES, of_a_place=OF_A_PLACE), status


def _narrower(role: Membership, sites: list[Site]) -> list[Site]:
    """Return the projects that a role may be narrowed to; none where it is for one already."""
    inside = [each for each in sites if Reach(each.id, each.region).within(role.project_id, role.region)]
    everywhere = role.party.kind in OF_A_PLACE
    return [] if role.project_id else [e for e in inside if everywhere or role.party_id in e.party_ids]


def _done(actor: Actor, one: Person, form: Form, opened: str, act: Callable[[Any], Any], said: str) -> Any:
    if form.act(act) is None:
        return _show(actor, one, form, opened)
    flash(said)
    # Whoever has taken the role from themselves may not see the page any more.
    return redirect("/account" if one.id == actor.id else f"/people/{one.id}")


@page(bp, "/people/<string:id>/memberships", permit="membership.add", methods=("POST",))
def add_membership(actor: Actor, id: str) -> Any:
    """Give a further role."""
    one = found(actor, id)
    said = t("角色已授予。", "Role given.")
    return _done(actor, one, Form(MembershipIn), "add", lambda values: given(actor, id, values), said)


@page(bp, "/memberships/<string:id>/end", permit="membership.end", methods=("POST",), on_thing=True)
def end_membership(actor: Actor, id: str) -> Any:
    """Take a role back."""
    one = the_role(actor, id, "membership.end").person
    said = t("角色已收回，立即生效。", "Role taken back, at once.")
    return _done(actor, one, Form(Schema), f"end-{id}", lambda _: taken_back(actor, id), said)


@page(bp, "/memberships/<string:id>/narrow", permit="membership.narrow", methods=("POST",), on_thing=True)
def narrow_membership(actor: Actor, id: str) -> Any:
    """Narrow a role to a project or a region."""
    one = the_role(actor, id, "membership.narrow").person
    said = t("范围已缩小，立即生效。", "Role narrowed, at once.")
    return _done(actor, one, Form(NarrowIn), f"narrow-{id}", lambda values: narrowed(actor, id, values), said)


@page(bp, "/people/<string:id>/close", permit="person.close", methods=("POST",), on_thing=True)
def close_person(actor: Actor, id: str) -> Any:
    """Close an account."""
    one = on_account(actor, id, "person.close")
    said = t("账号已停用。", "Account closed.")
    return _done(actor, one, Form(Schema), "close", lambda _: _close(actor, id), said)


def _close(actor: Actor, id: str) -> Person:
    return actions.close_person(actor, on_account(actor, id, "person.close"), at=now())


@page(bp, "/people/<string:id>/reopen", permit="person.reopen", methods=("POST",), on_thing=True)
def reopen_person(actor: Actor, id: str) -> Any:
    """Open a closed account again."""
    one = on_account(actor, id, "person.reopen")
    said = t("账号已恢复。", "Account reopened.")
    return _done(actor, one, Form(Schema), "reopen", lambda _: _reopen(actor, id), said)


def _reopen(actor: Actor, id: str) -> Person:
    return actions.reopen_person(actor, on_account(actor, id, "person.reopen"), at=now())
