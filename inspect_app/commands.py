"""Commands of the service itself: migrate, add-person, settings."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy import select

from inspect_app import config, create_app
from inspect_app.checklists.actions import publish_library
from inspect_app.cli import FIRST, settings_or_exit
from inspect_app.core import migrate, revision
from inspect_app.core.clock import now
from inspect_app.core.db import acted, db, opened, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.fields import Schema, by_field
from inspect_app.core.permits import SYSTEM
from inspect_app.identity import actions
from inspect_app.identity.models import Party, Person
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.identity.schemas import PartyIn, PersonIn


def make_app() -> Flask:
    """Return the app of this process's settings, without its routes."""
    return create_app(settings_or_exit(), web=False)


def said(call: Callable[[], Any]) -> Any:
    """Run a command's work; a refusal leaves as its sentence and exit code 1."""
    try:
        return call()
    except Problem as problem:
        fields_said = (f"  {name}: {'; '.join(found)}" for name, found in problem.field_words("en").items())
        raise click.ClickException("\n".join([problem.words("en"), *fields_said])) from problem


#: so many checklists are named one by one when they are published; more are counted
MOST_NAMED = 6


@click.command("migrate")
@click.option("--to", default="head", help="Revision to go to; default the newest")
@click.option("--down", is_flag=True, help="Go down to the revision instead of up")
def migrate_command(to: str, down: bool) -> None:
    """Bring the database's tables to the newest revision, and publish the checklists this release brings."""
    with opened(make_app()):
        before = revision.current()
        try:
            migrate.downgrade(to) if down else migrate.upgrade(to)
        except CommandError as wrong:
            raise click.BadParameter(str(wrong)[:200], param_hint="--to") from wrong
        said = f"database: {before} -> {revision.current()}"
        if revision.current() == revision.head():
            if db.session.scalar(select(Person.id).limit(1)) is None:
                click.echo(FIRST)
            said += f"; checklists published: {_publish_library() or 'none new'}"
        click.echo(said)


def _publish_library() -> str:
    """Publish what is new in the library; of two hosts that start together, one does."""
    published = acted(lambda: publish_library(SYSTEM, at=now()))
    named = [f"{each.template.key} {each.number}" for each in published]
    return ", ".join(named) if len(named) <= MOST_NAMED else f"{len(named)}"


@click.command("settings")
def settings_command() -> None:
    """List every setting with its meaning and the value in force (secrets hidden)."""
    now_set = settings_or_exit()
    for one in fields(config.Settings):
        value = getattr(now_set, one.name)
        shown = "…" if value and ("secret" in one.name or "url" in one.name) else repr(value)
        click.echo(f"{config.PREFIX}{one.name.upper()} = {shown}\n    {one.metadata['about']}")


def _judge(given: dict[str, Any], schema: type[Schema], **called: str) -> None:
    """Refuse what the page and the API refuse; `called` says by which option a field was given."""
    found = schema(only=tuple(given)).validate(given)
    if found:
        errors = {called.get(str(name), str(name)): words for name, words in found.items()}
        raise Problem("bad-input", errors=by_field(errors))


@click.command("add-person")
@click.option("--account", required=True)
@click.option("--name", required=True)
@click.option("--party", required=True, help="Name of the party; it is added when it does not exist")
@click.option("--kind", type=click.Choice(list(PARTY_KINDS)), required=True, help="Kind of that party")
@click.option("--role", required=True)
@click.option("--region", default=None)
@click.password_option()
def add_person_command(
    account: str, name: str, party: str, kind: str, role: str, region: str | None, password: str
) -> None:
    """Add a person (the first one above all), at a party, with a role."""

    def work() -> None:
        _judge(
            {"account": account, "name": name, "password": password, "role": role, "region": region}, PersonIn
        )
        _judge({"kind": kind, "name": party}, PartyIn, name="party")
        with transaction():
            found = db.session.query(Party).filter_by(name=party, kind=kind).one_or_none()
            at: datetime = now().astimezone(UTC)
            found = found or actions.add_party(SYSTEM, kind=kind, name=party, at=at)
            person = actions.add_person(SYSTEM, account=account, name=name, password=password, at=at)
            actions.add_membership(SYSTEM, person=person, party=found, role=role, region=region, at=at)

    with opened(make_app()):
        said(work)
        click.echo(f"{account}: {role} at {party}")
