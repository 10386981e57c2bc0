"""`python -m bench`: measures, prints tables, and writes the same figures as JSON into bench/results/."""

import time
from collections.abc import Callable
from pathlib import Path

import click

from bench import (
    bundle,
    certificate,
    charts,
    country,
    draws,
    held,
    intake,
    latency,
    lists,
    memory,
    peers,
    scoring,
    screen,
    tablet,
    web,
    wires,
)
from bench.figures import Results, console, machine

Measure = Callable[..., None]
PARTS: dict[str, Measure] = {
    "intake": intake.measure,
    "latency": latency.measure,
    "screen": screen.measure,
    "held": held.measure,
    "country": country.measure,
    "peers": peers.measure,
    "web": web.measure,
    "lists": lists.measure,
    "certificate": certificate.measure,
    "bundle": bundle.measure,
    "memory": memory.measure,
    "scoring": scoring.measure,
    "draws": draws.measure,
    "tablet": tablet.measure,
    "charts": charts.measure,
}
RESULTS = Path(__file__).parent / "results"


@click.command()
@click.option(
    "--only", default=",".join(PARTS), help=f"Parts, with commas between; there are {', '.join(PARTS)}"
)
@click.option("--rounds", default=3, type=click.IntRange(1, 50), help="How often each is measured, in turn")
@click.option("--quick", is_flag=True, help="Less of everything: to see that it works, not for figures")
@click.option(
    "--rows",
    default=0,
    type=click.IntRange(0),
    help="Readings of the charts; 0: as many as take some minutes",
)
def main(only: str, rounds: int, quick: bool, rows: int) -> None:
    """Measure how fast the project is on this machine; nothing here fails for being slow."""
    asked = [each.strip() for each in only.split(",")]
    unknown = [each for each in asked if each not in PARTS]
    if unknown:
        raise click.BadParameter(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    about = machine()
    console.print(
        f"{about['processor']}, {about['cores']} cores, {about['system']}, Python {about['python']}"
    )
    console.print(f"other work on the machine before: load {about['load_before']}\n")
    results = Results()
    begun = time.monotonic()
    try:
        for name in asked:
            given = {"rows": rows} if name == "charts" else {}
            PARTS[name](results, rounds, quick=quick, **given)
    finally:
        wires.clear()
    path = RESULTS / f"{about['at'].replace(':', '')}.json"
    results.save(path)
    console.print(f"{time.monotonic() - begun:.0f} s; figures: {path}")


main()
