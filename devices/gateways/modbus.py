"""The Modbus reader: asks each unit of a line at its own pace, and goes on with the others where one is silent."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Final

from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.exceptions import ModbusException

from devices.codecs.shapes import NORMAL
from devices.gateways.config import Config, Line, Register, Unit
from devices.gateways.forwarder import now_ms
from devices.gateways.messages import telemetry
from devices.gateways.modbus_words import count, value
from devices.gateways.store import Store

#: how long a unit that did not answer is left alone, at least
SILENT_PAUSE: Final = 30.0
_TICK: Final = 0.2

log = logging.getLogger(__name__)


class Silent(Exception):
    """A unit did not answer, or not with what was asked for; the text says which."""


def serve_modbus(config: Config, store: Store, stop: threading.Event) -> None:
    """Read all lines until told to stop, each in a thread of its own."""
    lines = config.modbus.lines if config.modbus else []
    readers = [
        threading.Thread(target=LineReader(config, line, store).run, args=(stop,), name=f"line-{number}")
        for number, line in enumerate(lines)
    ]
    for each in readers:
        each.start()
    for each in readers:
        each.join()


class LineReader:
    """Reads the units of one line, one question at a time."""

    def __init__(
        self,
        config: Config,
        line: Line,
        store: Store,
        *,
        clock: Callable[[], int] = now_ms,
        pause: float = SILENT_PAUSE,
    ) -> None:
        self._config, self._line, self._store = config, line, store
        self._clock, self._pause = clock, pause
        self._client = _client(line)
        self._silent: set[int] = set()
        self._odd: set[tuple[int, str]] = set()

    def run(self, stop: threading.Event) -> None:
        """Read until told to stop."""
        due = [(0.0, number) for number in range(len(self._line.units))]
        while not stop.is_set():
            due.sort()
            when, number = due[0]
            if when > time.monotonic():
                stop.wait(min(_TICK, when - time.monotonic()))
                continue
            unit = self._line.units[number]
            wait = unit.every_s if self._told(unit) else max(unit.every_s, self._pause)
            due[0] = max(when + wait, time.monotonic()), number
        self._close()

    def _told(self, unit: Unit) -> bool:
        """Read a unit and keep what it says; say whether it answered."""
        try:
            self.read(unit)
        except (Silent, ModbusException, OSError) as wrong:
            # A late answer must not be taken for that of the next: the line begins anew.
            self._close()
            if unit.unit not in self._silent:
                log.warning("%s (unit %d) does not answer: %s", unit.device, unit.unit, wrong)
            self._silent.add(unit.unit)
            return False
        except sqlite3.Error as wrong:
            log.error("%s: not kept: %s", unit.device, wrong)
            return True
        except Exception:  # one unit's fault in us is not to be another's
            log.exception("%s (unit %d): reading it failed", unit.device, unit.unit)
            self._close()
            return False
        if unit.unit in self._silent:
            log.info("%s (unit %d) answers again", unit.device, unit.unit)
        self._silent.discard(unit.unit)
        return True

    def read(self, unit: Unit) -> None:
        """Ask a unit for all its registers and keep the values under one moment; raise Silent where it says none."""
        if not self._client.connected and not self._client.connect():
            raise Silent("the line cannot be opened")
        at, rows = self._clock(), []
        for register in unit.registers:
            found = self._value(unit, register)
            if found is not None:
                rows.append((at, register.quantity, found, NORMAL))
            elif (unit.unit, register.quantity) not in self._odd:
                self._odd.add((unit.unit, register.quantity))
                log.warning("%s: register %d holds no finite number", unit.device, register.address)
        if rows:
            self._store.put(telemetry(self._config.topic(unit.device), rows), at)

    def _close(self) -> None:
        self._client.close()  # type: ignore[no-untyped-call]

    def _value(self, unit: Unit, register: Register) -> float | None:
        ask = {
            1: self._client.read_coils,
            2: self._client.read_discrete_inputs,
            3: self._client.read_holding_registers,
            4: self._client.read_input_registers,
        }[register.function]
        reply = ask(register.address, count=count(register), device_id=unit.unit)
        if reply.isError():
            raise Silent(f"register {register.address}: {reply}")
        try:
            return value(register, reply.bits if register.type == "bit" else reply.registers)
        except ValueError as wrong:
            raise Silent(f"register {register.address}: {wrong}") from wrong


def _client(line: Line) -> ModbusSerialClient | ModbusTcpClient:
    if line.over == "rtu":
        return ModbusSerialClient(
            line.serial, baudrate=line.baud, parity=line.parity, stopbits=line.stop_bits,
            timeout=line.timeout_s, retries=1,
        )  # fmt: skip
    framer = FramerType.RTU if line.over == "rtu-over-tcp" else FramerType.SOCKET
    return ModbusTcpClient(line.host, framer=framer, port=line.port, timeout=line.timeout_s, retries=1)
