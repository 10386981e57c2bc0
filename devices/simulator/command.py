"""The command that lets a made-up site send to a running platform."""

import json
import os
import signal
import threading
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import click

from devices import topics
from devices.client import Caller, Refused
from devices.simulator.air import World
from devices.simulator.misbehaving import given, wishes
from devices.simulator.sending import Sent, SiteSpec, send
from devices.simulator.sites import chosen, keep_keys, read_keys, register
from devices.simulator.told import Box, Label
from inspect_app.cli import settings_or_exit
from inspect_app.config import Settings, in_url

_TELL_S = 2.0
_PASSWORD = "SIMULATE_PASSWORD"  # noqa: S105 -- the name of a variable


@click.command("simulate")
@click.option("--site", required=True, help="Short name of the project whose devices these are, e.g. p17.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same site, to the byte.")
@click.option(
    "--days",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 366),
    help="How long before now it begins.",
)
@click.option(
    "--rate",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 1e6),
    help="How much faster than life the past is told, above 1; 0: in packs, as fast as it is taken.",
)
@click.option("--go-on/--end", default=True, help="Go on live when now is reached (Ctrl-C ends it), or end.")
@click.option(
    "--devices", "names", default="", help="Only these, e.g. dust-01,crane-02; without it, a whole site."
)
@click.option(
    "--misbehave",
    default="",
    help="What goes wrong, e.g. spray@dust-01,drop=0.1, or all: each way of any one device.",
)
@click.option(
    "--every", "every_s", default=0.0, type=click.FloatRange(0, 86_400), help="Seconds between readings."
)
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was wrong here, as JSON lines.",
)
@click.option(
    "--keys",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("simulated-devices.json"),
    show_default=True,
    help="File of the devices' secrets; new devices are added to it.",
)
@click.option(
    "--account", default="", help=f"Registers devices that are not there yet; password in {_PASSWORD}."
)
@click.option("--url", default="", help="Where the platform is; without it, the one of these settings.")
@click.option("--broker", default="", help="Where its broker is; without it, the one of these settings.")
def simulate_command(
    site: str, seed: int, days: float, rate: float, go_on: bool, names: str, misbehave: str, every_s: float,
    truth: Path | None, keys: Path, account: str, url: str, broker: str,
) -> None:  # fmt: skip
    """Let a made-up site send its readings over MQTT: by seed, live or faster, and misbehaving if asked to."""
    settings = settings_or_exit()
    near = in_url(settings.near)
    try:
        topics.segment("site", site)
        boxes = chosen(names)
        asked = given(seed, boxes, wishes(misbehave))
        known = _keys(account, url or f"http://{near}:{settings.port}", site, keys, boxes)
        missing = [each.name for each in boxes if f"{site}_{each.name}" not in known]
        if missing:
            raise ValueError(f"{keys}: no secret of {', '.join(missing)}; --account registers them")
    except (ValueError, Refused) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    for wish in asked:
        click.echo(f"misbehaves: {wish.way} of {wish.box or 'every device that can'}, {wish.amount:g}")
    spec = SiteSpec(
        broker or settings.broker_url or f"mqtt://{near}:{settings.mqtt_port}", site, World(seed), boxes,
        {each.name: (f"{site}_{each.name}", known[f"{site}_{each.name}"]) for each in boxes}, asked, days, rate,
        go_on, every_s, ca_file=_ca(settings),
    )  # fmt: skip
    _run(spec, truth)


def _ca(settings: Settings) -> str | None:
    return str(settings.broker_ca) if settings.broker_ca else None


def _keys(account: str, url: str, site: str, path: Path, boxes: tuple[Box, ...]) -> dict[str, str]:
    known = read_keys(path)
    if not account:
        return known
    password = os.environ.get(_PASSWORD) or click.prompt("Password 密码", hide_input=True)
    return register(Caller(url, account, password), site, boxes, known, lambda found: keep_keys(path, found))


def _run(spec: SiteSpec, truth: Path | None) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    told = _Telling()
    with ExitStack() as files:
        write = None
        if truth:
            file = files.enter_context(truth.open("w", encoding="utf-8"))

            def write(label: Label) -> None:
                file.write(json.dumps(asdict(label), ensure_ascii=False) + "\n")

        try:
            total = send(spec, stop, told, write)
        except ConnectionError as wrong:
            raise click.ClickException(str(wrong)) from wrong
    click.echo(_words(total))


class _Telling:
    """Says now and then how far it is."""

    def __init__(self) -> None:
        self._spoke = time.monotonic()

    def __call__(self, total: Sent) -> None:
        if time.monotonic() - self._spoke >= _TELL_S:
            self._spoke = time.monotonic()
            click.echo(_words(total))


def _words(total: Sent) -> str:
    return (
        f"sent {total.sent}  acknowledged {total.acked}  samples {total.samples}  lost on site {total.lost}"
    )
