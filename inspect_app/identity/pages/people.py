"""The administrator's lists: parties, people, and the forms that add them."""

from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core import nav
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import ROLES, Actor
from inspect_app.core.web import page, paged
from inspect_app.identity import actions, queries
from inspect_app.identity.api import with_first_role
from inspect_app.identity.pages.account import bp
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.identity.schemas import PARTIES, PEOPLE, PartyIn, PersonIn

nav.add("/parties", "单位", "Parties", verb="person.list", order=80)
nav.add("/people", "人员", "People", verb="person.list", order=81)


@page(bp, "/parties", permit="party.list")
def parties(_actor: Actor) -> Any:
    """List the organisations."""
    return render_template(
        "identity/parties.html", page=paged(queries.parties(), table=PARTIES), kinds=PARTY_KINDS
    )


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
    return render_template(
        "identity/people.html", page=paged(queries.people(actor), table=PEOPLE), roles=ROLES
    )


@page(bp, "/people/new", permit="person.add", methods=("GET", "POST"))
def add_person(actor: Actor) -> Any:
    """Add an account with its first membership."""
    form = Form(PersonIn)
    person = form.act(lambda values: with_first_role(actor, values))
    if person is None:
        listed = list(db.session.scalars(queries.parties()))
        shown = {"form": form, "parties": listed, "roles": ROLES, "sites": queries.sites(actor)}
        return render_template("identity/person_new.html", **shown), form.status
    flash(t("人员已添加。", "Person added."))
    return redirect("/people")
