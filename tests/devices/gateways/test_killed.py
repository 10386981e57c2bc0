"""A station's data, once answered, reach the platform: without a network, over a kill, and in their order."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.codecs.hj212 import frame
from devices.gateways.loading import SECRET
from devices.tree import command
from tests.brokers import PATIENCE, answers, until
from tests.devices.gateways.heard import heard
from tests.devices.gateways.test_hj212 import AT, MN
from tests.ports import free_port

_FILE = """
[platform]
url = "{url}"
name = "p5_gw"
[hj212]
host = "127.0.0.1"
port = {port}
dust_unit = "ug/m3"
password = "123456"
[[hj212.stations]]
mn = "{mn}"
device = "dust-1"
"""


@contextmanager
def gateway(folder: Path, url: str, port: int) -> Iterator[socket.socket]:
    """Run the gateway as a process of its own and yield a station's connection to it; it is killed at the end."""
    path = folder / "gateway.toml"
    path.write_text(_FILE.format(url=url, port=port, mn=MN))
    with subprocess.Popen(
        [*command("gateway", "hj212"), "--config", str(path)], env=os.environ | {SECRET: "s"}
    ) as process:
        try:
            until(lambda: answers(port), what="the gateway")
            with socket.create_connection(("127.0.0.1", port), PATIENCE) as station:
                yield station
        finally:
            process.send_signal(signal.SIGKILL)


def tell(station: socket.socket, *minutes: int) -> None:
    """Send the values of these minutes, each when the one before was answered."""
    for minute in minutes:
        values = f"DataTime=2026050108{minute:02d}00;a34002-Rtd={minute}"
        station.sendall(
            frame(f"QN=2026050108{minute:02d}00001;ST=22;CN=2011;PW=123456;MN={MN};Flag=5;CP=&&{values}&&")
        )
        assert b"CN=9014" in station.recv(1024)


@pytest.mark.fault
def test_what_a_station_was_answered_arrives_over_a_cut_and_a_kill(
    mosquitto_url: str, tmp_path: Path
) -> None:
    with gateway(tmp_path, f"mqtt://127.0.0.1:{free_port()}", free_port()) as station:
        tell(station, *range(20))
    with heard(mosquitto_url, "p5") as there, gateway(tmp_path, mosquitto_url, free_port()) as station:
        tell(station, *range(20, 30))
        until(lambda: len(there.messages) >= 30, what="all of it")
        time.sleep(0.2)
    found = [(each["at"], each["values"]["pm10"]) for told in there.json() for each in told]
    assert found == [(AT + minute * 60_000, minute) for minute in range(30)]
