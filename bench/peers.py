"""The same job done by others, behind the same broker into the same database, in turn with ours."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from bench import figures, intake, wires
from bench.brokers import Broker, a_mosquitto
from bench.figures import Results, cpu, family
from bench.intake import DEVICES, Lane
from bench.stage import ROOT, NotHere, Stage, on_postgres, scratch
from inspect_app.core.db import db

PART = "peers"
FOLDER = ROOT / ".cache" / "node-red"
PACKAGES = ("node-red@4.1.2", "node-red-contrib-postgrestor-next@0.5.2")
TABLE = (
    "CREATE TABLE IF NOT EXISTS peer (topic text, quantity text, at_ms bigint, value float8, "
    "PRIMARY KEY (topic, quantity, at_ms))"
)
_TAKEN_APART = (
    "const m = JSON.parse(msg.payload);"
    "const rows = Object.entries(m.values).map(([q, v]) => [msg.topic, q, m.at, v]);"
)
PLAIN = "paho, marshmallow, Flask-SQLAlchemy, plainly"
#: how many times as fast we aim to be
GOALS = {"Node-RED, its usual node": 9, "Node-RED, batched by hand": 2, PLAIN: 70}
Start = Callable[[Stage, Broker], AbstractContextManager[psutil.Process]]
#: how messages become rows in Node-RED: the function before the database's node, and the statement
WAYS: dict[str, tuple[str, str]] = {
    "Node-RED, its usual node": (
        f"{_TAKEN_APART} return [rows.map(each => ({{params: each}}))];",
        "INSERT INTO peer VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    ),
    "Node-RED, batched by hand": (
        (
            f"{_TAKEN_APART}"
            "let b = context.get('b'); if (!b) { b = {rows: [], timer: null}; context.set('b', b); }"
            "b.rows.push(...rows);"
            "const flush = () => { if (b.timer) clearTimeout(b.timer); b.timer = null;"
            " if (b.rows.length) node.send({params: [0, 1, 2, 3].map(n => b.rows.map(r => r[n]))}); b.rows = []; };"
            "if (b.rows.length >= 1000) flush(); else if (!b.timer) b.timer = setTimeout(flush, 20);"
        ),
        (
            "INSERT INTO peer SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::float8[]) "
            "ON CONFLICT DO NOTHING"
        ),
    ),
}


def measure(results: Results, rounds: int, *, quick: bool) -> None:
    """Measure ours and each of the peer's ways in turn."""
    each = 50 if quick else 200
    lane = Lane("mosquitto → PostgreSQL, 1 value", on_postgres, intake.ONE, 1, each * 4)
    found: dict[str, list[tuple[float, float, float]]] = {"the project": []}
    try:
        ways = _ways()
        found |= {way: [] for way in ways}
        with on_postgres(DEVICES) as stage:
            _tell(stage, TABLE)
            moment = wires.now_ms() - 6 * 3_600_000
            for number in range(rounds):
                figures.console.print(f"peers: round {number + 1} of {rounds}")
                ours = intake.ours(lane, stage, moment)
                if ours.lost or ours.doubled:
                    figures.console.print(f"FAIL: {ours.lost} readings lost, {ours.doubled} doubled")
                found["the project"].append((ours.rate, ours.intake + ours.database, ours.resident))
                for way, start in ways.items():
                    # The plain way takes as long for a tenth.
                    some = each // 10 if way == PLAIN else each
                    found[way].append(_peer(start, stage, some, moment))
                moment += (lane.each + 100) * intake.STEP_MS
    except NotHere as why:
        figures.console.print(f"{PART}: not measured: {why}")
        return
    _show(results, rounds, found)


def _show(results: Results, rounds: int, found: dict[str, list[tuple[float, float, float]]]) -> None:
    mine = figures.middle([rate for rate, _, _ in found["the project"]])
    rows = []
    for name, measured in found.items():
        rates, used, most = ([each[n] for each in measured] for n in range(3))
        rows.append((
            name, figures.spread(rates), f"{mine / figures.middle(rates):.2f} ×",
            f"{GOALS[name]:g} ×" if name in GOALS else "", f"{figures.middle(used):.2f}", f"{max(most):.0f}",
        ))  # fmt: skip
    head = ("who", "readings/s", "the project is", "goal", "CPU s per 100k with the database", "RSS MB")
    results.table(PART, f"peers: mosquitto → PostgreSQL, medians of {rounds} rounds in turn", head, rows)
    results.raw(PART, found=found)


def _ways() -> dict[str, Start]:
    ways: dict[str, Start] = {PLAIN: _plainly}
    try:
        program = _installed()
    except NotHere as why:
        figures.console.print(f"Node-RED is left out: {why}")
        return ways
    return {way: partial(_running, program, _flow(*done)) for way, done in WAYS.items()} | ways


@contextmanager
def _plainly(stage: Stage, broker: Broker) -> Iterator[psutil.Process]:
    place = urlsplit(broker.url)
    argv = [sys.executable, "-m", "bench.plain", stage.url, str(place.hostname), str(place.port)]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


def _installed() -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise NotHere("Node.js is not installed")
    program = FOLDER / "node_modules" / "node-red" / "red.js"
    if not program.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", *PACKAGES],
            cwd=FOLDER,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise NotHere("npm could not install Node-RED")
    return [node, str(program)]


def _tell(stage: Stage, statement: str) -> None:
    with stage.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def _flow(function: str, statement: str) -> list[dict[str, Any]]:
    """Return a flow: subscription, function, database."""
    return [
        {"id": "tab", "type": "tab", "label": "bench"},
        {"id": "in", "type": "mqtt in", "z": "tab", "topic": "site/#", "qos": "1", "datatype": "utf8",
         "broker": "broker", "wires": [["apart"]]},
        {"id": "apart", "type": "function", "z": "tab", "func": function, "outputs": 1, "wires": [["rows"]]},
        {"id": "rows", "type": "postgrestor", "z": "tab", "query": statement, "postgresDB": "db", "wires": [[]]},
        {"id": "broker", "type": "mqtt-broker", "clientid": "peer", "keepalive": "60", "cleansession": False},
        {"id": "db", "type": "postgresDB", "max": 10, "min": 1, "idle": 10000, "connectionTimeout": 10000},
    ]  # fmt: skip


@contextmanager
def _running(
    program: list[str], flow: list[dict[str, Any]], stage: Stage, broker: Broker
) -> Iterator[psutil.Process]:
    place, base = urlsplit(broker.url), urlsplit(stage.url.replace("+psycopg", ""))
    flow[4] |= {"broker": place.hostname, "port": str(place.port)}
    flow[5] |= {"host": base.hostname, "port": base.port, "user": base.username, "password": base.password or "",
                "database": base.path.lstrip("/"), "ssl": False}  # fmt: skip
    with scratch() as home:
        (home / "flows.json").write_text(json.dumps(flow))
        (home / "settings.js").write_text(
            "module.exports = {uiHost: '127.0.0.1', httpAdminRoot: false, httpNodeRoot: false, uiPort: 0, "
            "flowFile: 'flows.json', logging: {console: {level: 'error'}}};"
        )
        argv = [*program, "-u", str(home), "-s", str(home / "settings.js")]
        environ = os.environ | {"NODE_PATH": str(FOLDER / "node_modules")}
        (home / "node_modules").symlink_to(FOLDER / "node_modules")
        (home / "package.json").write_text(
            json.dumps({"dependencies": dict(_split(each) for each in PACKAGES)})
        )
        with Path(os.devnull).open("wb") as nowhere:
            process = subprocess.Popen(argv, stdout=nowhere, stderr=nowhere, env=environ, cwd=home)
        try:
            yield psutil.Process(process.pid)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def _split(package: str) -> tuple[str, str]:
    name, _, edition = package.rpartition("@")
    return name, edition


def _peer(start: Start, stage: Stage, each: int, moment: int) -> tuple[float, float, float]:
    _tell(stage, "TRUNCATE peer")
    with a_mosquitto() as broker, start(stage, broker) as process:
        end = time.monotonic() + 60
        while not stage.ask("SELECT count(*) FROM peer"):  # until it is subscribed and connected
            wires.run_load(
                broker.url, stage.devices[:1], wires.Load(intake.ONE, 1, base=moment - 1), stage.home
            )
            time.sleep(0.3)
            if time.monotonic() > end or not process.is_running():
                raise NotHere("a peer takes nothing")
        watched = [process, *(family(stage.server) if stage.server else [])]
        before, most = cpu(watched), 0.0
        what = wires.Load(intake.ONE, each, base=moment, step=intake.STEP_MS)
        sending = wires.start_load(wires.load_argv(broker.url, stage.devices, what, stage.home))
        wanted, end = each * DEVICES, time.monotonic() + 300
        while (
            stage.ask("SELECT count(*) FROM peer WHERE at_ms >= :moment", moment=moment) < wanted
            and time.monotonic() < end
        ):
            most = max(most, process.memory_info().rss / 2**20)
            time.sleep(0.02)
        took = time.monotonic() - wires.said(sending)["begun"]
        return wanted / took, (cpu(watched) - before) * 100_000 / wanted, most
