"""Connections to the HJ 212 server: the slow, the senseless and strangers are closed, and none disturbs another."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devices.codecs.hj212 import frame, telegram
from devices.gateways.hj212 import Hj212Server
from devices.gateways.store import Store
from inspect_app.core.clock import now
from tests.devices.gateways.test_hj212 import OTHER, config, kept, said, unframed


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store.sqlite", 1 << 24)


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


def talk(store: Store, *talks: Talk, within: float = 30.0, **more: Any) -> list[bytes]:
    """Serve on a free port and let each hold one connection, all at once; return what they heard."""

    async def all_of_them() -> list[bytes]:
        told = config(**more)
        assert told.hj212
        free = msgspec.structs.replace(told.hj212, port=0)
        server = Hj212Server(told, free, store, clock=lambda: int(now().timestamp()), frame_within=within)
        await server.start()
        try:
            return await asyncio.wait_for(
                asyncio.gather(*[_connected(server.port, one) for one in talks]), 30
            )
        finally:
            await server.stop()

    return asyncio.run(all_of_them())


async def _connected(port: int, one: Talk) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await one(reader, writer)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def _slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    for byte in frame(said()):
        writer.write(bytes([byte]))
        await asyncio.sleep(0.05)
    return await reader.read()


async def _garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"\x00GET / HTTP/1.1" * 4096)
    return await reader.read()


async def _nobody(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(frame(said(mn=OTHER)))
    return await reader.read()


async def _well(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    # Damaged, then two in one packet, then one in two packets.
    good = [frame(said().replace("080000001", f"0800{second:02d}001")) for second in range(3)]
    writer.write(good[0].replace(b"0.0835", b"0.9835") + good[0] + good[1] + good[2][:40])
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.write(good[2][40:])
    heard = b""
    while heard.count(b"\r\n") < 3:
        heard += await reader.read(4096)
    return heard


def test_the_slow_the_senseless_and_strangers_are_closed_while_another_is_served(store: Store) -> None:
    heard = talk(store, _slowly, _garbage, _nobody, _well, within=1.0)
    assert heard[:3] == [b"", b"", b""]
    assert [telegram(each).number[-5:-3] for each in unframed(heard[3])] == ["00", "01", "02"]
    assert [each[0].rpartition("/")[2] for each in kept(store)].count("telemetry") == 3


def test_more_connections_than_allowed_are_refused(store: Store) -> None:
    async def waits(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> bytes:
        try:
            return await asyncio.wait_for(reader.read(), 1.0)
        except TimeoutError:
            return b"open"

    assert sorted(talk(store, waits, waits, waits, most_connections=2)) == [b"", b"open", b"open"]
