"""The commands that need the edge: up, demo and intake."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from devices.tree import Part, Tree, command
from inspect_app import config
from inspect_app.cli import FIRST, settings_or_exit

console = Console(highlight=False)


def _listening(host: str, port: int) -> Callable[[], bool]:
    def asked() -> bool:
        try:
            socket.create_connection((host, port), timeout=0.2).close()
        except OSError:
            return False
        return True

    return asked


def _answering(url: str) -> Callable[[], bool]:
    def asked() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 - our own address
                return bool(reply.status == 200)
        except OSError:
            return False

    return asked


def _free(host: str, port: int, name: str) -> None:
    if _listening(host, port)():
        raise click.ClickException(
            f"port {port} is taken by another program; set {config.PREFIX}{name} to a free one"
        )


def _parts(settings: config.Settings) -> list[Part]:
    broker = None if settings.broker_outside else _listening(settings.near, settings.mqtt_port)
    return [
        Part("intake", command("intake"), broker),
        Part(
            "web", command("web"), _answering(f"http://{config.in_url(settings.near)}:{settings.port}/login")
        ),
        Part("clock", command("clock")),
    ]


def _prepare(settings: config.Settings) -> str:
    """Make the folders and the tables; return what making the tables said."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _logs(settings).mkdir(exist_ok=True)
    _free(settings.near, settings.port, "PORT")
    if not settings.broker_outside:
        _free(settings.near, settings.mqtt_port, "MQTT_PORT")
    return _step("preparing the database", command("migrate"))


def _logs(settings: config.Settings) -> Path:
    return settings.home / "logs"


def _step(words: str, argv: list[str]) -> str:
    with console.status(words):
        done = subprocess.run(argv, check=False, capture_output=True, text=True)
    if done.returncode:
        raise click.ClickException(f"{words} failed:\n{done.stdout}{done.stderr}")
    said = done.stdout.strip().splitlines() or [""]
    console.print(f"[green]done[/green]  {words}  [dim]{said[-1]}[/dim]")
    return done.stdout


@click.command("up")
def up_command() -> None:
    """Run everything in one process tree: broker, intake, web, clock; Ctrl-C stops it."""
    settings = settings_or_exit()
    said = _prepare(settings)
    tree = Tree(_parts(settings), _logs(settings), console.print)
    sys.exit(tree.run(lambda: _running(settings, first_account=FIRST if FIRST in said else "")))


def _running(settings: config.Settings, first_account: str) -> None:
    if first_account:
        console.print(first_account, soft_wrap=True)
    console.print(
        f"[bold]{settings.address}[/bold]   Ctrl-C stops it; logs in {_logs(settings)}", soft_wrap=True
    )


@click.command("demo")
def demo_command() -> None:
    """Run everything with a demonstration site; the second start keeps the data."""
    home = os.environ.setdefault("INSPECT_DATA_DIR", str(Path.cwd() / "var" / "demo"))
    settings = settings_or_exit()
    console.print(f"Inspect demo  [dim]data in {home}[/dim]")
    _prepare(settings)
    _step("preparing people and buildings", command("demo-past"))
    parts = [*_parts(settings), Part("site", command("demo-site"))]
    tree = Tree(parts, _logs(settings), console.print)
    sys.exit(tree.run(lambda: _welcome(settings)))


def _welcome(settings: config.Settings) -> None:
    text = (settings.home / "demo.txt").read_text(encoding="utf-8")
    console.print(
        f"\nOpen  [bold]{settings.address}[/bold]\n{_phone(settings)}\n{text}\n"
        f"logs: {_logs(settings)}   Ctrl-C stops everything.",
        markup=True,
        soft_wrap=True,
    )


def _phone(settings: config.Settings) -> str:
    """Say how a phone reaches the demonstration, and whether the codes on its papers lead here."""
    known = json.loads((settings.home / "demo.json").read_text(encoding="utf-8"))
    if known.get("address", settings.address) != settings.address:
        # A sealed paper cannot be changed, so its QR code leads where the demonstration lived then.
        return f"Papers issued before lead to {known['address']}; to issue them anew: rm -r {settings.home}\n"
    if settings.host in ("127.0.0.1", "::1", "localhost") and not settings.public_url:
        return "A phone on the same network 手机访问: INSPECT_HOST=0.0.0.0 make demo\n"
    return ""
