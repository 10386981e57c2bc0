"""The commands of a gateway: run one kind of it, look over its file, ask how it stands."""

import asyncio
import json
import logging
import threading
from pathlib import Path
from typing import Final

import click

from devices.gateways import running
from devices.gateways.config import Config
from devices.gateways.csv_folder import serve_csv
from devices.gateways.hj212 import Hj212Server
from devices.gateways.loading import BadConfig, load
from devices.gateways.modbus import serve_modbus
from devices.gateways.push import serve_push
from devices.gateways.store import Store

_CONFIG: Final = click.option(
    "--config", "path", required=True, help="The gateway's file.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip


@click.group("gateway")
def gateway_command() -> None:
    """Read devices that speak HJ 212 or Modbus, leave CSV files or post, and send on what they say."""


@gateway_command.command("check")
@_CONFIG
def check_command(path: Path) -> None:
    """Look over the file and say what is wrong in it, by line and field."""
    config = _loaded(path)
    click.echo(", ".join(kind for kind in running.KINDS if getattr(config, kind)) or "only the platform")


@gateway_command.command("status")
@_CONFIG
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def status_command(path: Path, *, as_json: bool) -> None:
    """Say how much waits, what was dropped, and how the way to the platform stands."""
    found = running.standing(_loaded(path), path.parent)
    click.echo(json.dumps(found, indent=2) if as_json else running.as_text(found))


@gateway_command.command("hj212")
@_CONFIG
def hj212_command(path: Path) -> None:
    """Serve data loggers that speak HJ 212 over TCP."""
    _run(path, "hj212", serve_hj212)


@gateway_command.command("modbus")
@_CONFIG
def modbus_command(path: Path) -> None:
    """Read instruments by Modbus TCP, RTU over TCP or RTU on a serial port."""
    _run(path, "modbus", serve_modbus)


@gateway_command.command("csv")
@_CONFIG
def csv_command(path: Path) -> None:
    """Take the files of readings that are left in folders."""
    _run(path, "csv", serve_csv)


@gateway_command.command("push")
@_CONFIG
def push_command(path: Path) -> None:
    """Take what devices post over HTTP."""
    _run(path, "push", serve_push)


def serve_hj212(config: Config, store: Store, stop: threading.Event) -> None:
    """Serve until told to stop; raise BadConfig where the port is taken."""
    told = config.hj212
    if told is None:
        return

    async def serve() -> None:
        server = Hj212Server(config, told, store)
        try:
            await server.start()
        except OSError as wrong:
            raise BadConfig(f"hj212.port: {wrong}") from wrong
        await asyncio.to_thread(stop.wait)
        await server.stop()

    asyncio.run(serve())


def _loaded(path: Path) -> Config:
    try:
        return load(path)
    except BadConfig as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _run(path: Path, kind: str, fill: running.Fill) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        running.run(_loaded(path), path.resolve().parent, kind, fill, running.until_told())
    except BadConfig as wrong:
        raise click.ClickException(str(wrong)) from wrong
