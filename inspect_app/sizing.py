"""The command that says how many machines a number of sites needs, by prices that may be the operator's own."""

import json
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from inspect_app.core.sizing import CASES, FIGURES, PRICES, STAGES, Demand, Prices, Size, size

_ROWS = (
    ("messages a second", "messages_s", "{:,.1f}"),
    ("readings a second", "readings_s", "{:,.1f}"),
    ("rows a day", "rows_day", "{:,.0f}"),
    ("GB a day", "gb_day", "{:,.2f}"),
    ("GB a year", "gb_year", "{:,.0f}"),
    ("GB of disk for what is kept", "kept_gb", "{:,.0f}"),
    ("intakes", "intakes", "{:,}"),
    ("web workers", "web_workers", "{:,}"),
    ("installations", "installations", "{:,}"),
    ("machines", "machines", "{:,}"),
)


@click.command("sizing")
@click.option(
    "--sites", type=click.IntRange(1, 10_000_000), help="How many sites; without it four known cases."
)
@click.option(
    "--devices", type=click.IntRange(1, 100_000), default=5, show_default=True, help="Devices of a site."
)
@click.option(
    "--values", type=click.IntRange(1, 1000), default=6, show_default=True, help="Values in a message."
)
@click.option("--every", type=click.FloatRange(0.001, 86_400), default=60, show_default=True,
              help="Seconds between two messages of a device.")  # fmt: skip
@click.option(
    "--keep", type=click.IntRange(1, 36_500), default=365, show_default=True, help="Days readings are kept."
)
@click.option("--people", type=click.IntRange(0, 10_000_000), default=0, show_default=True,
              help="People at work on the pages at once.")  # fmt: skip
@click.option("--prices", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A JSON file like the one --show-prices prints.")  # fmt: skip
@click.option("--show-prices", is_flag=True, help="Print the prices that would be used, to edit them.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one JSON document.")
def sizing_command(
    sites: int | None,
    devices: int,
    values: int,
    every: float,
    keep: int,
    people: int,
    prices: Path | None,
    *,
    show_prices: bool,
    as_json: bool,
) -> None:
    """Say how many machines, how much disk and how much money so many sites need."""
    known = _read_prices(prices) if prices else PRICES
    if show_prices:
        click.echo(json.dumps(asdict(known), default=str, indent=1))
        return
    asked = {en: demand for _zh, en, demand in CASES.values()}
    if sites:
        asked = {f"{sites:,} sites": Demand(sites, devices, values, every, keep, people)}
    found = {name: size(demand, prices=known) for name, demand in asked.items()}
    if as_json:
        click.echo(json.dumps({name: asdict(each) for name, each in found.items()}, indent=1))
        return
    _tell(found, known)


def _tell(found: dict[str, Size], prices: Prices) -> None:
    table = Table("", *found)
    for words, name, form in _ROWS:
        table.add_row(words, *(form.format(getattr(each, name)) for each in found.values()))
    table.add_row("CNY a month", *(f"{each.fen_month / 100:,.0f}" for each in found.values()))
    table.add_row("stage", *(STAGES[each.stage][1] for each in found.values()))
    Console(highlight=False).print(table)
    sure = "" if prices.verified else ", not verified: put in your own with --prices"
    click.echo(f"Measured {FIGURES.measured_on} on {FIGURES.machine}; prices of {prices.asked_on}{sure}.")


def _read_prices(path: Path) -> Prices:
    try:
        given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        unknown = given.keys() ^ {each.name for each in fields(Prices)}
        if unknown:
            raise ValueError(f"missing or unknown: {', '.join(sorted(unknown))}")
        whole = [
            name
            for name in ("machine", "disk_tb", "backup_tb")
            if type(given[name]) is not int or given[name] < 0
        ]
        if whole or type(given["verified"]) is not bool:
            raise ValueError(f"{', '.join(whole) or 'verified'}: whole fen; verified: true or false")
        return Prices(**{**given, "asked_on": date.fromisoformat(given["asked_on"])})
    except (ValueError, TypeError, AttributeError) as wrong:
        raise click.BadParameter(str(wrong), param_hint="--prices") from wrong
