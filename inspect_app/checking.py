"""The command that computes the journal's chain again and says whether it is whole."""

import re
import sys

import click

from inspect_app import create_app
from inspect_app.cli import settings_or_exit
from inspect_app.core import anchors, chain
from inspect_app.core.db import opened


@click.command("verify-journal")
@click.option(
    "--head", "heads", multiple=True, metavar="PLACE:HASH",
    help="An end of the chain noted elsewhere, e.g. printed last month. May be repeated",
)  # fmt: skip
def verify_journal_command(heads: tuple[str, ...]) -> None:
    """Compute the hash of every entry again and say the first that is broken. Exit code 0: whole; else 1.

    Checked against the ends noted hourly in the data folder, and those given with --head.
    """
    noted = dict(_head(each) for each in heads)
    with opened(create_app(settings_or_exit(), web=False)):
        noted = {each.link: each.hash for each in anchors.read()} | noted
        verdict = chain.verify(noted)
    click.echo(f"entries checked: {verdict.checked}, ends noted outside: {len(noted)}")
    if verdict.unsealed:
        click.echo(f"written and not sealed yet: {verdict.unsealed} (the clock seals them)")
    if verdict.fault:
        seq = f", entry number {verdict.fault.seq}" if verdict.fault.seq is not None else ""
        click.echo(f"BROKEN at place {verdict.fault.link}{seq}: {verdict.fault.words}")
        sys.exit(1)
    click.echo(f"whole. Its end, to keep elsewhere: {verdict.checked}:{verdict.head}")


def _head(value: str) -> tuple[int, str]:
    link, _, hash_ = value.partition(":")
    if not (re.fullmatch("[0-9]{1,18}", link) and re.fullmatch("[0-9A-Fa-f]{64}", hash_)):
        raise click.BadParameter(
            f"{value}: must be PLACE:HASH as this command prints it", param_hint="--head"
        )
    return int(link), hash_.lower()
