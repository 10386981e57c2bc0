"""Two intakes read from three NATS nodes: nodes and an intake are killed under load, nothing is lost or doubled."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from devices.cluster import Cluster
from devices.dial import dial
from devices.jetstream import PREFIX, Store, prepare
from devices.message import Message
from devices.sources.nats import NatsSource
from tests.brokers import PATIENCE, heard
from tests.clusters import Nodes, three_nodes
from tests.devices.test_revocation import Station
from tests.devices.test_store import filter_as_before
from tests.faults.conftest import Client, Town, wait_for
from tests.faults.edge import Edge
from tests.faults.test_kill import device, readings, report, stored, under_way

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]
COUNT = 3000


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    """Three nodes with nothing in them."""
    with three_nodes(tmp_path) as running:
        yield running


@pytest.fixture
def another(town: Town, nodes: Nodes, tmp_path: Path) -> Iterator[Callable[[], psutil.Popen]]:
    """`another()` starts an intake that reads from the nodes into the town's database."""
    with ExitStack() as ends:

        def start() -> psutil.Popen:
            more = {
                "DATA_DIR": str(tmp_path),
                "NATS_CLUSTER": str(nodes.key_file),
                "LOG_LEVEL": "warning",
                "SPARKPLUG_HOST": "cluster",
            }  # fmt: skip -- a host beside that of the town's own intake
            environ = {**town.up.environ, **{f"INSPECT_{name}": value for name, value in more.items()}}
            log = ends.enter_context((tmp_path / "intake.log").open("ab"))
            argv = [sys.executable, "-m", "inspect_app.cli", "intake"]
            process = psutil.Popen(argv, env=environ, stdout=log, stderr=log)
            ends.callback(process.wait, PATIENCE)
            ends.callback(end, process)
            return process

        yield start


def end(process: psutil.Popen) -> None:
    """Ask a process to end that may have ended."""
    with suppress(psutil.NoSuchProcess):
        process.terminate()


def registered(town: Town, token: str) -> tuple[str, str, str]:
    """Register a device; return its name, secret and id."""
    projects = town.up.call("/api/projects/", token=token)[1]["rows"]
    p17 = next(each["id"] for each in projects if each["site"] == "p17")
    name = f"guest-{uuid4().hex[:8]}"
    status, made = town.up.call(f"/api/projects/{p17}/devices", {"name": name, "kind": "dust"}, token=token)
    assert status == 201, made
    return name, made["secret"], made["device"]["id"]


def new_guest(town: Town, port: int) -> tuple[Station, Callable[[], None]]:
    """Register a device and let it come in; return it, and what retires it."""
    token = town.token("supervisor")
    name, secret, key = registered(town, token)
    guest = Station(f"mqtt://p17_{name}:{secret}@127.0.0.1:{port}")
    assert guest.admitted

    def retire() -> None:
        path = f"/api/devices/{key}/moves/retire"
        status, told = town.up.call(path, {"reason": "stolen"}, token=token)
        assert status == 200, told

    return guest, retire


def comes_in(url: str) -> bool:
    """Say whether a device is let in there."""
    return heard(url) == "Success"


def test_nodes_and_an_intake_killed_under_load_lose_and_double_nothing(
    town: Town, client: Start, nodes: Nodes, another: Callable[[], psutil.Popen]
) -> None:
    begin, messages = readings(COUNT)
    spec = device(town, "dust-01", messages, rate=150)
    first = another()
    url = f"mqtt://{spec['username']}:{spec['secret']}@127.0.0.1:"
    wait_for(lambda: comes_in(f"{url}{nodes.ports[0]}"), "an intake answers log-ins")
    guest, retire = new_guest(town, nodes.ports[1])
    first.kill()  # it had let the guest in, and nobody else knows of him but the node
    another()
    wait_for(lambda: comes_in(f"{url}{nodes.ports[2]}"), "the next one answers log-ins")
    retire()
    print(
        f"out {wait_for(lambda: guest.ended_at, 'the retired one is shown out'):.1f} s after it was retired"
    )
    first = another()
    edge = Edge(town, *registered(town, town.token("supervisor"))[:2], nodes.ports)
    edge.tell(1.0)
    began = time.monotonic()
    dust = client("mqtt", **spec | {"port": nodes.ports[0], "other_ports": nodes.ports[1:]})
    under_way(town, dust, begin, COUNT, 100)
    nodes.kill("n1")  # the device is at this one, and so is the Sparkplug host
    print(f"Sparkplug is heard {edge.tell(2.0, but=nodes.ports[0]):.1f} s after its node died")
    nodes.start("n1")
    wait_for(nodes.caught_up, "the node has all messages again")
    leader = wait_for_name(nodes)
    nodes.kill(leader)
    first.kill()
    time.sleep(town.chance.uniform(1, 3))
    nodes.start(leader)
    another()  # as its supervisor does
    killed = time.monotonic()
    sent, kept = dust.finish()
    wait_for(lambda: kept <= stored(town, begin, COUNT).keys(), "every acknowledged reading is stored")
    there = stored(town, begin, COUNT)
    assert all(value == number % 50 for number, value in there.items())
    report("three nodes, two intakes", sent, kept, set(there), time.monotonic() - killed)
    print(f"n1 and {leader}, which led, were killed; all took {time.monotonic() - began:.1f} s")
    assert len(kept) == COUNT
    wait_for(lambda: not nodes.waiting(), "everything is settled with the store")
    edge.tell(3.0)  # by whichever intake holds the lease by now


def test_three_nodes_keep_everything_as_the_filters_of_before_go(nodes: Nodes) -> None:
    place, store = Cluster(nodes.key).place, Store(replicas=3)
    sent = [b"%04d" % number for number in range(120)]

    async def work() -> None:
        await prepare(place, store)
        client = await dial(place, "test")
        try:
            await filter_as_before(client.jetstream())
            for number, payload in enumerate(sent):
                if number == 60:
                    await prepare(place, store)  # an intake of this version begins
                await client.jetstream().publish(f"{PREFIX}site.p17.device.dust-01.telemetry", payload)
        finally:
            await client.close()

    wait_for(lambda: nodes.told("INFO"), "the nodes have a leader")
    asyncio.run(work())
    heard: list[Message] = []
    stop = threading.Event()
    reading = threading.Thread(target=NatsSource(place).run, args=(heard.extend, stop))
    reading.start()
    try:
        wait_for(lambda: len(heard) >= len(sent) and not nodes.waiting(), "everything is read and settled")
    finally:
        stop.set()
        reading.join(PATIENCE)
    assert sorted(each.payload for each in heard) == sent


def wait_for_name(nodes: Nodes) -> str:
    """Return who leads, once somebody does."""
    wait_for(nodes.leader, "somebody leads")
    return nodes.leader() or wait_for_name(nodes)
