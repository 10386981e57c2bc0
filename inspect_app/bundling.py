"""The commands that write a project's evidence or archive into one file, and check evidence without a network."""

import os
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from inspect_app import create_app
from inspect_app.archive import queries
from inspect_app.archive.actions import hand_over, packed, write_bundle
from inspect_app.archive.rules import verify_bundle
from inspect_app.cli import settings_or_exit
from inspect_app.core.clock import now
from inspect_app.core.db import acted, opened
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.dossier.rules.completing import MISSING, THERE


@click.command("bundle")
@click.argument("project")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; default <site>-<day>.zip here",
)
def bundle_command(project: str, out: Path | None) -> None:
    """Write all evidence of a PROJECT (number or site name) with its proofs into one ZIP file.

    An existing file is not written over. Half a file is never left under the name: it is written beside it first.
    """
    at = now()
    with opened(create_app(settings_or_exit(), web=False)):
        found = queries.of_name(project)
        if found is None:
            raise click.BadParameter(f"no project {project}", param_hint="PROJECT")
        path = out or Path(f"{found.site}-{at:%Y%m%d}.zip")
        if path.exists():
            raise click.ClickException(f"{path} is there already")
        draft = path.with_name(f".{path.name}.part")
        try:
            manifest = _written(found.id, draft)
        except Problem as refused:
            draft.unlink(missing_ok=True)
            raise click.ClickException(refused.words("en")) from refused
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        draft.replace(path)
    click.echo(
        f"{path}: {len(manifest['files'])} files, {path.stat().st_size >> 10} KiB, key {manifest['key']}"
    )


def _written(project_id: str, draft: Path) -> dict[str, Any]:
    columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar, draft.open("wb") as file:
        task = bar.add_task("")

        def told(what: str, done: int, many: int) -> None:
            bar.update(task, description=what, completed=done, total=many)

        def work() -> dict[str, Any]:
            project = queries.by_id(project_id)
            return write_bundle(SYSTEM, project, file, at=now(), progress=told)

        manifest = acted(work)
        file.flush()
        os.fsync(file.fileno())
    return manifest


@click.command("archive")
@click.argument("project")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; default <site>-archive-<day>.zip here",
)
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", help="Language of the index")
def archive_command(project: str, out: Path | None, language: str) -> None:
    """Write the archive of a PROJECT (number or site name) as folders with an index into one ZIP file.

    Exit code 1 where an original is missing or damaged: the index names it. An existing file is not written over.
    """
    at, lost = now(), list[str]()
    with opened(create_app(settings_or_exit(), web=False)):
        found = queries.of_name(project)
        if found is None:
            raise click.BadParameter(f"no project {project}", param_hint="PROJECT")
        path = out or Path(f"{found.site}-archive-{at:%Y%m%d}.zip")
        if path.exists():
            raise click.ClickException(f"{path} is there already")
        stages, key = queries.completeness(found), found.id
        acted(lambda: hand_over(SYSTEM, queries.by_id(key), at=at))
        draft = path.with_name(f".{path.name}.part")
        try:
            with draft.open("wb") as file:
                for piece in packed(
                    key, stages, language, lambda index: lost.extend(e.path for e in index if not e.sha256)
                ):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        draft.replace(path)
    lines = [each for _stage, rows in stages for each in rows]
    there, missing = (sum(each.state == state for each in lines) for state in (THERE, MISSING))
    click.echo(f"{path}: {path.stat().st_size >> 10} KiB; there {there}, missing {missing}")
    for each in lost:
        click.echo(f"original missing or damaged: {each}", err=True)
    sys.exit(1 if lost else 0)


@click.command("verify-bundle")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", default="", help="Public key in hex that must have signed it")
def verify_bundle_command(file: Path, key: str) -> None:
    """Check a bundle of evidence: every byte, the signature, the journal's chain. Exit code 0: whole; else 1.

    Needs no network, no database and no settings; verify_bundle.py inside it does the same with Python alone.
    """
    sys.exit(verify_bundle.main([str(file), "--key", key] if key else [str(file)]))
