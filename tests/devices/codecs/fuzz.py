"""A fuzzer for the codecs that is led by coverage: what reaches a new line is kept and changed further."""

import base64
import json
import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import cbor2

from devices import codecs, sparkplug
from devices.codecs import CODECS, FLAGS, Readings, Unreadable, decode, hj212
from devices.codecs.shapes import is_quantity
from devices.codecs.strict import LATEST_MS
from devices.sparkplug import Address, Session
from inspect_app.readings.rules.profiles import WITH_UNIT, meaning, shipped
from tests.devices.codecs.payloads import AT, TOPIC, filled
from tests.devices.codecs.tahu import written

_FOLDER = str(Path(codecs.__file__).parent)
_TELEGRAM = (
    "QN=20160801085857223;ST=22;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;"
    "a34002-Rtd=140600.0,a34002-Flag=N;LA-Rtd=57.9,LA-Flag=N&&"
)
_LPP = bytes.fromhex("03670110056700ff0768fe")


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


_SENML = [
    {"bn": "urn:dev:1:", "bt": 1.4e9, "n": "temperature", "u": "K", "v": 295.6},
    {"n": "pm10", "v": 8, "t": 1},
]
_LABELS = [{-2: "urn:dev:1:", -3: 1.4e9, 0: "temperature", 1: "K", 2: 295.6}, {0: "pm10", 2: 8, 6: 1}]
#: kind of payload -> good ones to begin with
SEEDS: dict[str, list[bytes]] = {
    "telemetry": [
        _json({"at": "2026-05-01T08:00:00+08:00", "values": {"pm10": 83.5}, "flag": {"pm10": "N"}, "seq": 7}),
        _json([{"at": AT, "values": {"pm10": 1, "pm25": 2}}, {"at": AT + 1, "values": {"pm10": 1e3}}]),
    ],
    "senml": [_json(_SENML)],
    "senml-cbor": [cbor2.dumps(_LABELS)],
    "lpp": [_LPP, bytes.fromhex("018806765ff2960a0003e8")],
    "chirpstack": [_json({"time": "2026-05-01T08:00:00+08:00", "fCnt": 3, "object": {"t": 1, "a": {"b": [1, 2]}}})],
    "chirpstack-lpp": [_json({"fCnt": 3, "data": base64.b64encode(_LPP).decode()})],
    "ttn": [_json({"received_at": "2026-05-01T08:00:00Z", "uplink_message": {"f_cnt": 1, "decoded_payload": {"BatV": 3.1}}})],
    "ttn-lpp": [_json({"uplink_message": {"f_cnt": 1, "frm_payload": base64.b64encode(_LPP).decode()}})],
    "status": [b"online", b" OFFLINE ", _json({"online": False, "session": "boot-41", "at": "2026-05-01T08:00:00Z"})],
    "thingsboard": [_json({"pm10": 8}), _json([{"ts": AT, "values": {"pm10": 8, "s": "x"}}])],
    "tasmota": [_json({"Time": "2026-05-01T08:00:00", "BME280": {"Temperature": 71.2}, "TempUnit": "F"})],
    "csv": [b"at,pm10,pm25\n2026-05-01T08:00:00+08:00,8,9\n1456000000000,,3\n2026-05-01 08:00,7,\n"],
    "submission": [_json(filled())],
    "photo": [b"\xff\xd8\xff\xe0" + bytes(40)],
    "hj212": [hj212.frame(_TELEGRAM), b"##" + hj212.frame(_TELEGRAM)[2:] * 2],
    "sparkplug": [
        written([{"name": "a/pm10", "alias": 1, "datatype": 9, "float_value": 83.5}], timestamp=AT, seq=1),
        written([{"alias": 1, "datatype": 22 + k, "bytes_value": bytes(8)} for k in range(13)], timestamp=AT, seq=2),
    ],
}  # fmt: skip
_TOKENS = [
    b"1e309", b"-1e309", b"NaN", b"9" * 400, b"-0", b"null", b"true", b'""', b"{}", b"[]", b"[" * 60, b'{"a":' * 60, b"\\u0000",
    b'"\\ud800"', b"\xff", b"\x00", b"\x80" * 10, b"\xff" * 9 + b"\x01", b",", b":", b'"', b"\n", b"=", b";", b"&&", b"##", b"1_0",
    "٣".encode(), b"2026-13-40T99:99:99Z", b"0000-01-01T00:00:00+00:00", b"1456000000000", b"\x9f", b"\xfb\x7f\xf0" + bytes(6),
]  # fmt: skip


@dataclass
class Fuzzer:
    """Changes payloads of one kind; `tried` counts inputs, `lines` the lines of the codecs they reached."""

    kind: str
    chance: random.Random
    corpus: list[bytes] = field(default_factory=list)
    lines: set[tuple[str, int]] = field(default_factory=set)
    tried: int = 0

    def run(self, count: int, led: int) -> None:
        """Try so many inputs; the first `led` of them are watched. Raises what a codec must never raise."""
        self.corpus = list(SEEDS[self.kind])
        for number in range(count):
            data = self.corpus[number] if number < len(self.corpus) else self._changed()
            try:
                new = self._watched(data) if number < led else read(self.kind, data)
            except Exception as fault:
                fault.add_note(f"{self.kind}: {data.hex()}")
                raise
            self.tried += 1
            if new and number >= len(SEEDS[self.kind]) and len(data) <= 4096:
                self.corpus.append(data)

    def _watched(self, data: bytes) -> bool:
        before = len(self.lines)
        previous = sys.gettrace()
        sys.settrace(self._enter)
        try:
            read(self.kind, data)
        finally:
            sys.settrace(previous)
        return len(self.lines) > before

    def _enter(self, frame: FrameType, _event: str, _argument: object) -> Any:
        return self._line if frame.f_code.co_filename.startswith(_FOLDER) else None

    def _line(self, frame: FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line

    def _changed(self) -> bytes:
        data = bytearray(self.chance.choice(self.corpus))
        for _ in range(self.chance.choice((1, 1, 1, 2, 3, 6))):
            self.chance.choice(_CHANGES)(data, self.chance, self.corpus)
        return bytes(data)


def read(kind: str, data: bytes) -> bool:
    """Read a payload as the intake does, and check what comes out; raises for anything but a refusal."""
    try:
        for found in _READERS.get(kind, _by_codec)(kind, data):
            _sound(found)
    except Unreadable as refused:
        str(refused)
    return False


def _by_codec(kind: str, data: bytes) -> list[Any]:
    return [decode(kind, TOPIC, data, AT)]


def _frames(_kind: str, data: bytes) -> list[Any]:
    frames = hj212.Frames()
    halves = [*frames.feed(data[: len(data) // 2]), *frames.feed(data[len(data) // 2 :])]
    # A damaged check sum ends most; the segment itself is read as well.
    return [
        hj212.readings(hj212.telegram(each))
        for each in (*halves, data[6:-6])
        if not isinstance(each, Unreadable)
    ]


def _session(_kind: str, data: bytes) -> list[Any]:
    session, node = Session(), Address("p17", "edge-1", "dust-1")
    sparkplug.hear(session, "NBIRTH", node._replace(device=""), SEEDS["sparkplug"][0], AT)
    found = []
    for kind in ("DBIRTH", "DDATA", "NDATA", "NDEATH", "NBIRTH"):
        try:
            rows = sparkplug.hear(
                session, kind, node if kind[0] == "D" else node._replace(device=""), data, AT
            ).rows
        except Unreadable:
            continue
        found.append(Readings(rows))
    return found


_READERS: dict[str, Callable[[str, bytes], list[Any]]] = {"hj212": _frames, "sparkplug": _session}


def _sound(found: Any) -> None:
    if not isinstance(found, Readings):
        return
    assert found.device_values or found.seq is None
    profile = shipped()["hj212-dust-ng"]
    for at_ms, name, value, flag in found.device_values:
        assert 0 <= at_ms < LATEST_MS, at_ms
        assert is_quantity(name), name
        assert WITH_UNIT not in name
        assert math.isfinite(value), value
        assert flag in FLAGS, flag
        meaning(profile, name)
    for name, unit in found.units.items():
        meaning(None, f"{name}{WITH_UNIT}{unit}")


def _flip(data: bytearray, chance: random.Random, _corpus: list[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random, _corpus: list[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    del data[at : at + chance.randrange(1, 9)]


def _end(data: bytearray, chance: random.Random, _corpus: list[bytes]) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _repeat(data: bytearray, chance: random.Random, _corpus: list[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = data[at : at + chance.randrange(1, 33)] * chance.choice((1, 1, 2, 40))


def _put(data: bytearray, chance: random.Random, _corpus: list[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at : at + chance.choice((0, 0, 1, 4))] = chance.choice(_TOKENS)


def _mix(data: bytearray, chance: random.Random, corpus: list[bytes]) -> None:
    other, at = chance.choice(corpus), chance.randrange(len(data) + 1)
    data[at:] = other[chance.randrange(len(other) + 1) :]


_CHANGES = (_flip, _flip, _cut, _end, _repeat, _put, _put, _mix)
assert set(SEEDS) == set(CODECS) | {"hj212", "sparkplug"}
