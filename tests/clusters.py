"""Three nodes of a NATS cluster on loopback, each a process of its own that a test may kill and start again."""

import asyncio
import contextlib
import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devices.broker import BINARY_VARIABLE
from devices.child import find_program, spawn
from devices.cluster import Cluster, Key
from devices.cluster_files import Machine, Plan, write_cluster
from devices.dial import dial
from devices.jetstream import DURABLE, STREAM
from tests.brokers import PATIENCE, answers, until
from tests.devices.certificates import Authority
from tests.ports import free_port


@dataclass
class Nodes:
    """The nodes by name; who is killed keeps its data."""

    folder: Path
    machines: dict[str, Machine]
    key: Key
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def key_file(self) -> Path:
        """Return the file an intake is given."""
        return self.folder / "cluster.json"

    @property
    def ports(self) -> list[int]:
        """Return where devices come in."""
        return [each.mqtt_port for each in self.machines.values()]

    def start(self, name: str) -> None:
        """Start a node and wait until it listens."""
        program = find_program("nats-server", BINARY_VARIABLE)
        self.running[name] = spawn([program, "-c", str(self.folder / name / "nats-server.conf")])
        until(lambda: answers(self.machines[name].client_port), what=f"{name} listens")

    def kill(self, name: str) -> None:
        """Kill -9 a node."""
        self.running[name].kill()
        self.running[name].wait(PATIENCE)

    def leader(self) -> str:
        """Return the node that leads the stream; "" while there is none."""
        return str((self.told("STREAM.INFO." + STREAM).get("cluster") or {}).get("leader", ""))

    def waiting(self) -> int:
        """Return how many messages nobody has settled yet."""
        told = self.told(f"CONSUMER.INFO.{STREAM}.{DURABLE}")
        return int(told.get("num_pending", 1)) + int(told.get("num_ack_pending", 1))

    def caught_up(self) -> bool:
        """Say whether every node has every message."""
        found = self.told("STREAM.INFO." + STREAM).get("cluster") or {}
        others = found.get("replicas") or []
        return bool(found.get("leader")) and len(others) == 2 and all(each["current"] for each in others)

    def told(self, subject: str) -> dict[str, Any]:
        """Return what the store says of itself; nothing while it elects."""
        # In a thread of its own: a browser's tests leave this one with a loop that is running.
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(lambda: asyncio.run(self._told(f"$JS.API.{subject}"))).result()

    async def _told(self, subject: str) -> dict[str, Any]:
        with contextlib.suppress(Exception):
            client = await dial(Cluster(self.key).place, "test", allow_reconnect=False)
            try:
                found: dict[str, Any] = json.loads((await client.request(subject, timeout=2)).data)
                return found
            finally:
                await client.close()
        return {}


@contextlib.contextmanager
def three_nodes(folder: Path) -> Iterator[Nodes]:
    """Three nodes that speak TLS with each other and with intakes."""
    authority = Authority(folder)
    inside = (*authority.give("127.0.0.1"), authority.file)
    machines = [Machine(f"n{n}", "127.0.0.1", free_port(), free_port(), free_port()) for n in (1, 2, 3)]
    plan = Plan(data=folder / "data", inside=inside)
    key = write_cluster(folder, machines, plan, "127.0.0.1")
    nodes = Nodes(folder, {each.name: each for each in machines}, key)
    try:
        for each in machines:
            (plan.data / each.name).mkdir(parents=True)
            nodes.start(each.name)
        yield nodes
    finally:
        for process in nodes.running.values():
            process.kill()
            process.wait(PATIENCE)
