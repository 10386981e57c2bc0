"""The commands that write a project's evidence into one file, and check such a file without a network."""

import os
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from inspect_app import create_app
from inspect_app.archive import queries
from inspect_app.archive.actions import write_bundle
from inspect_app.archive.rules import verify_bundle
from inspect_app.cli import settings_or_exit
from inspect_app.core.clock import now
from inspect_app.core.db import acted, opened
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM


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


@click.command("verify-bundle")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", default="", help="Public key in hex that must have signed it")
def verify_bundle_command(file: Path, key: str) -> None:
    """Check a bundle of evidence: every byte, the signature, the journal's chain. Exit code 0: whole; else 1.

    Needs no network, no database and no settings; verify_bundle.py inside it does the same with Python alone.
    """
    sys.exit(verify_bundle.main([str(file), "--key", key] if key else [str(file)]))
