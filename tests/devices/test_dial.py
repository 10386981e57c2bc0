"""A server that is away, or takes a connection and says nothing, costs no file and no log."""

import asyncio
import gc
import logging
import socket
import threading

import psutil
import pytest

from devices.callout import Callout
from devices.dial import Nodes, dial
from devices.nkeys import AccountKey
from tests.ports import free_port


def test_a_server_that_takes_a_connection_and_is_silent_leaves_no_file_open() -> None:
    async def tried(place: Nodes) -> int:
        with pytest.raises(TimeoutError):
            await dial(place, "test", allow_reconnect=False, connect_timeout=0.05)
        return psutil.Process().num_fds()

    async def work() -> list[int]:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            place = Nodes((f"nats://127.0.0.1:{silent.getsockname()[1]}",))
            return [await tried(place) for _ in range(5)]

    gc.disable()  # it would close them some time
    try:
        open_after = asyncio.run(work())
    finally:
        gc.enable()
    assert len(set(open_after)) == 1, open_after


def test_a_node_that_is_away_is_spoken_of_once(caplog: pytest.LogCaptureFixture) -> None:
    away = Nodes((f"nats://127.0.0.1:{free_port()}",))
    callout = Callout(away, "A", AccountKey(bytes(32)), lambda *_: None, threading.Event())
    with caplog.at_level(logging.DEBUG, "devices.callout"), pytest.raises(TimeoutError):
        callout.start(timeout=2.0)
    said = [each for each in caplog.records if each.name == "devices.callout"]
    loud = [each.message for each in said if each.levelno >= logging.WARNING]
    assert len(said) > 3, "it was asked again and again"
    assert len(loud) == 1, loud
    assert "log-ins wait for the broker" in loud[0]
