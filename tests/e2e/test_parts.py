"""Two settings and no other change: PostgreSQL, away for a while, and a broker of one's own; every part alone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from paho.mqtt import publish

from tests.brokers import mosquitto
from tests.ports import free_port
from tests.running import Program, interrupt
from tests.servers import ROOT, postgres

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


@contextmanager
def alone(environ: dict[str, str], *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run one part; it ends by Ctrl-C with 0."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words], cwd=ROOT, env=environ, start_new_session=True, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        code = interrupt(process)
    assert code == 0, words


def inspect(environ: dict[str, str], *words: str) -> None:
    argv = [sys.executable, "-m", "inspect_app.cli", *words]
    subprocess.run(argv, env=environ, check=True, capture_output=True, timeout=240)


def wait_for(true: Any, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def ready(web: Program) -> bool:
    try:
        return web.call("/readyz")[0] == 200
    except OSError:
        return False


def test_the_parts_alone_on_postgresql_and_mosquitto(tmp_path: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(postgres(durable=True))
        url = stack.enter_context(server.database("parts"))
        (tmp_path / "broker").mkdir()
        broker = stack.enter_context(mosquitto(tmp_path / "broker"))
        environ = {name: value for name, value in os.environ.items() if not name.startswith("INSPECT_")}
        given = {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": url, "BROKER_URL": broker}
        environ |= {f"INSPECT_{name}": value for name, value in given.items()}
        inspect(environ, "migrate")
        inspect(environ, "demo-seed")
        port = free_port()
        pages = stack.enter_context(alone(environ, "gunicorn", "-b", f"127.0.0.1:{port}", "wsgi:app"))
        stack.enter_context(alone(environ, "inspect_app.cli", "intake"))
        stack.enter_context(alone(environ, "inspect_app.cli", "clock"))
        web = Program(tmp_path / "data", port, 0, pages, environ)
        wait_for(lambda: ready(web))
        host, mqtt_port = broker.removeprefix("mqtt://").split(":")
        at = int(time.time() * 1000)

        def send(*values: int) -> None:
            topic = "site/p17/device/dust-01/telemetry"
            bodies = [json.dumps({"at": at + value, "values": {"pm10": value}}) for value in values]
            messages = [{"topic": topic, "payload": body, "qos": 1} for body in bodies]
            publish.multiple(messages, hostname=host, port=int(mqtt_port))

        def stored() -> list[float]:
            with psycopg.connect(url.replace("+psycopg", "")) as asked:
                found = asked.execute("SELECT value FROM readings WHERE at_ms >= %s ORDER BY 1", (at,))
                return [value for (value,) in found]

        def heard() -> list[float]:
            # Until the intake has subscribed once, the broker keeps nothing for it: a device sends again.
            send(0)
            return stored()

        wait_for(heard)
        server.kill()
        send(*range(1, 31))
        wait_for(lambda: not ready(web))
        server.start()
        wait_for(lambda: stored() == list(range(31)))
        wait_for(lambda: ready(web))
        known = json.loads((tmp_path / "data" / "demo.json").read_text(encoding="utf-8"))
        assert web.token("inspector", known["password"])
        assert web.call("/")[0] == 200
