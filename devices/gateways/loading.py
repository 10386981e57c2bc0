"""Reads a gateway's file, and says by line and field what is wrong in it."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from devices.gateways.config import Code, Config, Hj212, Line, Register
from devices.gateways.lines import line_of
from inspect_app.readings.rules.quantities import QUANTITIES

SECRET: Final = "INSPECT_GATEWAY_SECRET"  # noqa: S105 -- the name of a variable
_PATH = re.compile(r"(.*) - at `(?:key in )?\$\.?([^`]*)`", re.DOTALL)
_STEP = re.compile(r"[^.\[\]]+")
_NAMED = re.compile(r"Object (?:contains unknown|missing required) field `(.*)`")
#: (field, what is wrong with it)
Faults = Iterator[tuple[str, str]]


class BadConfig(ValueError):
    """The file cannot be used; the text names line and field."""


def load(path: Path) -> Config:
    """Read the file; raise BadConfig naming line and field of what is wrong in it."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        config = msgspec.convert(tomllib.loads(text), Config)
    except tomllib.TOMLDecodeError as wrong:
        raise BadConfig(f"{path}: {wrong}") from wrong
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadConfig(f"{path}: {wrong}") from wrong
    except msgspec.ValidationError as wrong:
        raise BadConfig(_placed(path, text, str(wrong))) from wrong
    for field, words in _faults(config):
        raise BadConfig(f"{path}, line {line_of(text, field)}, {field}: {words}")
    return config


def secret(config: Config, beside: Path) -> str:
    """Return the gateway's secret, from the variable or else from the file named; raise BadConfig without one."""
    if found := os.environ.get(SECRET):
        return found
    if not config.platform.secret_file:
        raise BadConfig(f"no secret: name a file in platform.secret_file, or set {SECRET}")
    try:
        return (beside / config.platform.secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadConfig(f"platform.secret_file: {wrong}") from wrong


def _placed(path: Path, text: str, words: str) -> str:
    field = ""
    if placed := _PATH.fullmatch(words):
        words, field = placed[1], _exact(tomllib.loads(text), placed[2])
    if named := _NAMED.fullmatch(words):
        field = f"{field}.{named[1]}".lstrip(".")
    return f"{path}, line {line_of(text, field)}, {field or 'the file'}: {words}"


def _exact(raw: dict[str, Any], template: str) -> str:
    """Return the path with the key of a table named that the decoder writes as `[...]`: each is tried alone."""
    head, mark, tail = template.partition("[...]")
    if not mark:
        return template
    holder: Any = raw
    for step in _STEP.findall(head):
        holder = holder[int(step) if isinstance(holder, list) else step]
    for name, element in list(holder.items()):
        holder.clear()
        holder[name] = element
        if not _fits(raw):
            return f"{head}.{name}{tail}"
    return head


def _fits(raw: dict[str, Any]) -> bool:
    try:
        msgspec.convert(raw, Config)
    except msgspec.ValidationError:
        return False
    return True


def _faults(config: Config) -> Faults:
    if config.hj212:
        yield from _of_hj212(config.hj212)
    for number, line in enumerate(config.modbus.lines if config.modbus else ()):
        yield from _of_line(line, f"modbus.lines[{number}]")
    for name, devices in (
        ("csv.folders", [each.path for each in config.csv.folders] if config.csv else []),
        ("push.devices", [each.token for each in config.push.devices] if config.push else []),
    ):
        yield from _twice(devices, name)


def _of_hj212(told: Hj212) -> Faults:
    yield from _twice([each.mn for each in told.stations], "hj212.stations", ".mn")
    yield from _codes(told.codes, "hj212.codes")
    for number, station in enumerate(told.stations):
        yield from _codes(station.codes, f"hj212.stations[{number}].codes")


def _codes(codes: dict[str, Code], field: str) -> Faults:
    for name, code in codes.items():
        if code.quantity not in QUANTITIES:
            yield f"{field}.{name}", f"{code.quantity!r} is no known quantity"


def _of_line(line: Line, field: str) -> Faults:
    if line.over == "rtu" and not line.serial:
        yield f"{field}.over", "rtu needs 'serial', the name of the port"
    if line.over != "rtu" and not line.host:
        yield f"{field}.over", f"{line.over} needs 'host'"
    for number, unit in enumerate(line.units):
        for place, register in enumerate(unit.registers):
            yield from _of_register(register, f"{field}.units[{number}].registers[{place}]")
        quantities = [each.quantity for each in unit.registers]
        yield from _twice(quantities, f"{field}.units[{number}].registers", ".quantity")


def _of_register(register: Register, field: str) -> Faults:
    known = QUANTITIES.get(register.quantity)
    if known is None:
        yield f"{field}.quantity", f"{register.quantity!r} is no known quantity"
    elif register.unit and register.unit != known.unit:
        yield (
            f"{field}.unit",
            f"{register.quantity} is kept in {known.unit}: name that unit and give the factor to it",
        )
    if (register.type == "bit") != (register.function in (1, 2)):
        yield f"{field}.function", "functions 1 and 2 read bits, 3 and 4 read registers"


def _twice(values: list[str], field: str, last: str = "") -> Faults:
    for number, value in enumerate(values):
        if value in values[:number]:
            yield f"{field}[{number}]{last}", "comes twice"
