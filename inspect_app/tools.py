"""Commands at the desk: check a draw without a network, bring in a file of readings or a checklist."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from inspect_app import config, create_app
from inspect_app.checklists.actions import publish
from inspect_app.checklists.queries import form_taken
from inspect_app.checklists.rules import check_content
from inspect_app.checklists.rules.xlsform import of_faults
from inspect_app.cli import FILE
from inspect_app.core.clock import now
from inspect_app.core.db import acted, opened
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.core.seal import MOST_BYTES
from inspect_app.inspections.rules.draw_check import check as check_draw
from inspect_app.readings.actions import REFUSALS, import_csv
from inspect_app.readings.actions.imports import Imported
from inspect_app.readings.rules.csv_lines import Refusal

#: why a line of a file is refused before its values are looked at
LINE_RULES = {
    "columns": "must have as many cells as the header",
    "missing": "has a time but no value",
    "time": "must be a time such as 2026-05-01 08:00 or 2026-05-01T08:00:00+08:00",
    "number": "must be a plain number",
    "encoding": "is neither UTF-8 nor GB 18030",
}
Done = TypeVar("Done")


@click.command("verify-draw")
@FILE
def verify_draw_command(file: Path) -> None:
    """Check a published draw: list, hash, seed, result and names are computed anew and compared.

    Needs no network, no database and no settings. Exit code 0: all of it agrees; else 1, and what differs is named.
    """
    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{file}: larger than {MOST_BYTES >> 20} MB: no draw of this system")
    try:
        published = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as fault:
        raise click.ClickException(f"{file}: not JSON") from fault
    if isinstance(published, dict) and "list" not in published and "list_hash" in published:
        raise click.ClickException(f"{file}: holds no list yet: it is published when its visits are over")
    wrong = check_draw(published)
    for field, zh, en in wrong:
        click.echo(f"{file.name}: {field}: {zh} / {en}")
    if not wrong:
        click.echo(f"{file.name}: 抽取结果无误 / the draw is right")
    sys.exit(1 if wrong else 0)


@click.group("import")
def import_command() -> None:
    """Bring in data from files."""


@import_command.command("readings")
@FILE
@click.option("--project", required=True, help="Short site name of the project, e.g. p17")
@click.option("--device", required=True, help="Name of the device on that site, e.g. dust-01")
def readings_command(file: Path, project: str, device: str) -> None:
    """Store a CSV of readings (first column `at`, then one column a quantity).

    Lines already stored are passed over; refused ones are listed with line, field and rule, and the exit
    code is then 1.
    """
    console = Console(stderr=True)
    with opened(_app()):
        report = _said(lambda: _with_progress(console, file, project, device))
    _tell_import(console, report)
    sys.exit(1 if report.refused else 0)


@import_command.command("checklist")
@FILE
@click.option("--key", default="", help="Key to publish it under; default that of the form")
def checklist_command(file: Path, key: str) -> None:
    """Publish the checklist in an XLSForm (.xlsx) as the next version of its key.

    All of it or nothing: each cell that cannot be taken over is listed with sheet, row, column and rule, and the
    exit code is then 1. What others' forms lack is added on the page for drafts, which takes the same file.
    """
    with opened(_app()):
        taken = _said(lambda: form_taken(file.read_bytes(), file.stem))
        wrong = [*taken.remarks, *of_faults(taken, check_content(taken.content))]
        if wrong:
            table = Table("sheet", "row", "column", "rule", title="not taken over")
            for each in wrong:
                table.add_row(each.sheet, str(each.row), each.column, f"{each.zh} / {each.en}")
            Console().print(table)
            sys.exit(1)
        at = now()
        version = _said(
            lambda: acted(lambda: publish(SYSTEM, key=key or taken.key, content=taken.content, at=at))
        )
        click.echo(f"{version.template.key} {version.number} {version.id}")


def _app() -> Flask:
    try:
        return create_app(config.from_environ())
    except config.BadSettings as wrong:
        raise click.ClickException(f"settings:\n{wrong}") from wrong


def _said(work: Callable[[], Done]) -> Done:
    try:
        return work()
    except Problem as problem:
        found = [f"  {name}: {'; '.join(words)}" for name, words in problem.field_words("en").items()]
        raise click.ClickException("\n".join([problem.words("en"), *found])) from problem


def _with_progress(console: Console, file: Path, project: str, device: str) -> Imported:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(file.name, total=file.stat().st_size)
        return import_csv(
            file, site=project, device=device, at=now(),
            progress=lambda done, size: bar.update(task, completed=done, total=size),
        )  # fmt: skip


def _tell_import(console: Console, report: Imported) -> None:
    click.echo(
        f"lines {report.lines}, new {report.new}, already stored {report.same}, refused {report.refused}"
    )
    if not report.refusals:
        return
    table = Table("line", "field", "rule", title="refused")
    for each in report.refusals:
        table.add_row(str(each.number), each.field, _rule(each))
    console.print(table)
    if report.refused > len(report.refusals):
        console.print(f"… and {report.refused - len(report.refusals)} more")


def _rule(each: Refusal) -> str:
    return LINE_RULES.get(each.rule) or REFUSALS[each.rule][1]
