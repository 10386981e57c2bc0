"""Instruments that speak Modbus: their registers become readings, and a silent one does not stop the others."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pymodbus import FramerType
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from devices.gateways.config import Config, Register
from devices.gateways.modbus import LineReader
from devices.gateways.modbus_words import value
from devices.gateways.store import Store
from tests.brokers import until
from tests.ports import free_port
from tests.serial_lines import serial_line

_BAUD = 19_200


@pytest.mark.parametrize(
    ("type", "words", "registers", "found"),
    [
        ("uint16", "big", [0xFFFE], 65534.0),
        ("int16", "big", [0xFFFE], -2.0),
        ("int16", "big", [0xFF9B], -101.0),  # -10.1 °C, as makers of probes print it
        ("uint32", "big", [0x0001, 0x0002], 65538.0),
        ("uint32", "little", [0x0002, 0x0001], 65538.0),
        ("int32", "little", [0xFFFE, 0xFFFF], -2.0),
        ("float32", "big", [0x42A7, 0x0000], 83.5),
        ("float32", "little", [0x0000, 0x42A7], 83.5),
        ("float32", "big", [0x7FC0, 0x0000], None),
        ("float64", "little", [0, 0, 0xE000, 0x4054], 83.5),
        ("int64", "big", [0xFFFF] * 4, -1.0),
        ("bit", "big", [True], 1.0),
    ],
)
def test_registers_are_read_by_type_and_word_order(
    type: str, words: str, registers: list[int], found: float
) -> None:
    function = 1 if type == "bit" else 3
    told = {"address": 0, "quantity": "tilt", "type": type, "words": words, "function": function}
    assert value(msgspec.convert(told, Register), registers) == found
    if found is not None:
        assert value(
            msgspec.convert(told | {"factor": 0.1, "offset": -4.0}, Register), registers
        ) == pytest.approx(found * 0.1 - 4.0)


def test_too_few_registers_are_refused() -> None:
    with pytest.raises(ValueError, match="1 of 2"):
        value(Register(address=0, quantity="tilt", type="float32"), [1])


@pytest.fixture(params=["tcp", "rtu-over-tcp", "rtu"])
def line(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """A line with units 1 and 3, and what the file says of it; unit 2 is switched off."""
    with serial_line() as (ours, theirs), _served(request.param, theirs) as port:
        yield _told(request.param, port, ours)


@contextmanager
def _served(over: str, device: str) -> Iterator[int]:
    """Run the instruments; yield the port they listen at, where they are not at the end of a serial line."""
    port, framer = free_port(), FramerType.SOCKET if over == "tcp" else FramerType.RTU
    begun, loop = threading.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        units = [
            SimDevice(1, [SimData(0, values=[35, 270], datatype=DataType.REGISTERS),
                          SimData(8, values=[83.5], datatype=DataType.FLOAT32)]),
            SimDevice(3, [SimData(0, values=[-12], datatype=DataType.INT16)]),
        ]  # fmt: skip
        server: ModbusSerialServer | ModbusTcpServer
        if over == "rtu":
            server = ModbusSerialServer(
                units, framer=framer, port=device, baudrate=_BAUD, ignore_missing_devices=True
            )
        else:
            server = ModbusTcpServer(
                units, framer=framer, address=("127.0.0.1", port), ignore_missing_devices=True
            )
        await server.serve_forever(background=True)
        begun.set()
        await ended.wait()
        await server.shutdown()

    ended = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert begun.wait(30)
    yield port
    loop.call_soon_threadsafe(ended.set)
    thread.join(30)
    loop.close()


def _told(over: str, port: int, device: str) -> dict[str, Any]:
    registers = [
        {"address": 0, "quantity": "wind_speed", "factor": 0.1}, {"address": 1, "quantity": "wind_direction"},
        {"address": 8, "quantity": "pm10", "type": "float32", "function": 4},
    ]  # fmt: skip
    tilt = [{"address": 0, "quantity": "tilt", "type": "int16", "factor": 0.01}]
    place = {"serial": device, "baud": _BAUD} if over == "rtu" else {"host": "127.0.0.1", "port": port}
    return {
        **place, "over": over, "timeout_s": 0.3,
        "units": [
            {"unit": 2, "device": "off-1", "registers": tilt, "every_s": 1},
            {"unit": 1, "device": "wind-1", "registers": registers, "every_s": 1},
            {"unit": 3, "device": "tilt-1", "registers": tilt, "every_s": 1},
        ],
    }  # fmt: skip


@pytest.mark.slow
def test_a_line_is_read_and_a_silent_unit_does_not_stop_the_others(
    line: dict[str, Any], tmp_path: Path
) -> None:
    whole = {"platform": {"url": "mqtt://h", "name": "p1_gw"}, "modbus": {"lines": [line]}}
    config = msgspec.convert(whole, Config)
    assert config.modbus
    store, stop = Store(tmp_path / "store.sqlite", 1 << 24), threading.Event()
    reader = LineReader(config, config.modbus.lines[0], store, clock=lambda: 1000, pause=1.0)
    thread = threading.Thread(target=reader.run, args=(stop,))
    thread.start()
    until(lambda: min(store.waiting_by_topic().values(), default=0) >= 2, what="two rounds")
    stop.set()
    thread.join(30)
    found = {each.topic: json.loads(each.payload) for each in store.after(0, 99)}
    assert found == {
        "site/p1/device/wind-1/telemetry": [
            {"at": 1000, "values": {"wind_speed": 3.5, "wind_direction": 270.0, "pm10": 83.5}}
        ],
        "site/p1/device/tilt-1/telemetry": [{"at": 1000, "values": {"tilt": -0.12}}],
    }
