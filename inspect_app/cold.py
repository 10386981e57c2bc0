"""The command for months of readings in cold files: what is due, moving one, checking all, bringing one back."""

import sys

import click
from sqlalchemy import select

from inspect_app import create_app
from inspect_app.cli import settings_or_exit
from inspect_app.core import parquet
from inspect_app.core.clock import now
from inspect_app.core.db import db, opened, transaction
from inspect_app.core.errors import Problem
from inspect_app.projects.models import Project
from inspect_app.readings.actions import cooling
from inspect_app.readings.models import ColdMonth
from inspect_app.readings.queries.held import due
from inspect_app.readings.rules.months import Month, month_named


@click.group("cold")
def cold_command() -> None:
    """Months of readings in Parquet files below cold/ of the data directory."""


@cold_command.command("list")
def list_command() -> None:
    """Say which sites have months past their time in the database, what holds them back, and which months are cold."""
    with opened(create_app(settings_or_exit(), web=False)):
        for each in due(now()):
            why = "; ".join(en for _zh, en in each.held) or "nothing holds it back"
            click.echo(f"due   {each.project.site} {each.month.name} to {each.newest.name}: {why}")
        for one in db.session.scalars(select(ColdMonth).order_by(ColdMonth.month, ColdMonth.file)):
            click.echo(
                f"cold  {one.project.site} {one.month} part {one.part}: {one.rows} readings, {one.bytes} bytes, {one.sha256}  {one.file}"
            )


@cold_command.command("move")
@click.argument("site")
@click.argument("month")
def move_command(site: str, month: str) -> None:
    """Move a MONTH (2024-05) of a SITE into a file now, whether it is due or not; exit code 1: nothing was moved."""
    found = _month(month)
    with opened(create_app(settings_or_exit(), web=False)):
        project = db.session.scalar(select(Project).where(Project.site == site)) if site.isascii() else None
        if project is None:
            raise click.BadParameter(f"no site {site}", param_hint="SITE")
        if found.ends_ms > now().timestamp() * 1000:
            raise click.BadParameter("the month is not over", param_hint="MONTH")
        try:
            made = cooling.cool(project, found, now())
        except (Problem, RuntimeError) as wrong:
            said = wrong.words("en") if isinstance(wrong, Problem) else str(wrong)
            raise click.ClickException(f"nothing was moved: {said}") from wrong
        if made is None:
            raise click.ClickException(f"{site} has no readings of {month} in the database")
        click.echo(f"{made.file}: {made.rows} readings, {made.bytes} bytes, SHA-256 {made.sha256}")


@cold_command.command("verify")
def verify_command() -> None:
    """Read every cold file and compare bytes and readings with what was written; exit code 1: one is not as it was."""
    wrong = 0
    with opened(create_app(settings_or_exit(), web=False)):
        rows = list(db.session.scalars(select(ColdMonth).order_by(ColdMonth.month, ColdMonth.file)))
        for one in rows:
            fault = cooling.fault_of(one)
            wrong += bool(fault)
            click.echo(
                f"{'BROKEN' if fault else 'whole '} {one.file} ({one.rows} readings){': ' if fault else ''}{fault}"
            )
        for name in cooling.strays():
            click.echo(f"stray  {name}: no row names it; its readings are in the database or in another file")
    click.echo(f"{len(rows)} files, {wrong} broken")
    sys.exit(1 if wrong else 0)


@cold_command.command("restore")
@click.argument("file")
def restore_command(file: str) -> None:
    """Bring the readings of a FILE (as `list` names it) back into the database; the file stays where it is."""
    with opened(create_app(settings_or_exit(), web=False)):
        one = db.session.scalar(select(ColdMonth).where(ColdMonth.file == file)) if file.isascii() else None
        if one is None:
            raise click.BadParameter(f"no such file is recorded: {file}", param_hint="FILE")
        key = one.id
        try:
            with transaction():
                done = cooling.restore(db.session.get_one(ColdMonth, key), now())
        except (Problem, parquet.BrokenFile) as wrong:
            said = wrong.words("en") if isinstance(wrong, Problem) else str(wrong)
            raise click.ClickException(said) from wrong
    click.echo(f"{done} readings are back in the database")


def _month(name: str) -> Month:
    found = month_named(name)
    if found is None:
        raise click.BadParameter(f"{name} is no month such as 2024-05", param_hint="MONTH")
    return found
