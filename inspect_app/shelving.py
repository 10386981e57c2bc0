"""The command that moves photos and papers from the data folder into a bucket, each compared before its file may go."""

import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import click
from rich.progress import track

from inspect_app.cli import settings_or_exit
from inspect_app.core.shelves import Shelf, shelf

_SHELVES = ("files", "vault")
_HEX = frozenset("0123456789abcdef")


@click.command("move-files")
@click.option("--remove", is_flag=True, help="Remove each file once its object reads back the same")
def move_files_command(remove: bool) -> None:
    """Copy photos and papers from the data folder into the bucket of INSPECT_OBJECTS_URL, and read each back.

    May run beside everything else and as often as you like: what is there already is compared and not written again.
    A file that no longer has the bytes of its name is named and stays. Exit code 0: everything is in the bucket; else 1.
    """
    settings = settings_or_exit()
    if not settings.objects_url:
        raise click.ClickException("set INSPECT_OBJECTS_URL to the bucket first")
    counted: Counter[str] = Counter()
    for name in _SHELVES:
        to = shelf(settings.home, name, settings.objects_url, settings.objects_region)
        below = settings.home / name
        for key in track(sorted(_keys(below)), description=name, disable=not sys.stderr.isatty()):
            counted[_move(below / key, key, to, remove=remove)] += 1
    click.echo(
        f"in the bucket: {counted['there']}, damaged: {counted['damaged']}, failed: {counted['failed']}"
    )
    if counted["damaged"] or counted["failed"]:
        sys.exit(1)


def _keys(below: Path) -> Iterator[str]:
    """Yield what lies there under the name of its contents, copies of photos among it; nothing half-written."""
    for path in below.glob("*/**/*"):
        if path.is_file() and len(path.name.partition(".")[0]) == 64 and _HEX.issuperset(path.name[:64]):
            yield path.relative_to(below).as_posix()


def _move(path: Path, key: str, to: Shelf, *, remove: bool) -> str:
    """Return what became of one file: there, damaged or failed."""
    try:
        data = path.read_bytes()
        # A copy of a photo is not named by its own bytes; it is made anew where it is wrong.
        if path.suffix == "" and sha256(data).hexdigest() != path.name:
            click.echo(f"{path}: no longer has the bytes of its name", err=True)
            return "damaged"
        to.put(key, data)  # reads it back
        if remove:
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        return "there" if not path.exists() else "failed"  # erased meanwhile
    except OSError as wrong:
        click.echo(f"{path}: {wrong}", err=True)
        return "failed"
    return "there"
