"""HJ 212-2017, the telegrams of pollution monitors: frames in a stream, their fields, and the answers to them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from typing import Final, NamedTuple

from devices.codecs.naming import plain
from devices.codecs.shapes import FLAGS, NORMAL, Readings, Unreadable, Value
from devices.codecs.strict import fits, in_range
from devices.topics import Topic

MOST_BYTES: Final = 1024
MOST_PARTS: Final = 9999
_BEGIN: Final = b"##"
_HEAD: Final = 6
_TAIL: Final = 6
_CHINA: Final = timezone(timedelta(hours=8))
_MOMENT = re.compile(r"\d{14}(\d{3})?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_FACTOR = re.compile(r"([A-Za-z0-9]+)-([A-Za-z]+)", re.ASCII)
#: of the codes of telegrams those that bring values, with what their quantities are called after
SPANS: Final = {2011: "", 2051: "_minute", 2061: "_hour", 2031: "_day"}
#: a value's part in the name of its quantity; the mean, or the value itself, has none
_PARTS: Final = {"rtd": "", "avg": "", "min": "_min", "max": "_max", "cou": "_total"}
_VERSIONS: Final = {0: 2005, 1: 2017}


#: code by which a station asks for the time
ASKS_TIME: Final = 1013


class Answer(IntEnum):
    """Codes of the answers that go back (annex B of HJ 212-2017)."""

    REQUEST = 9011
    RESULT = 9012
    NOTICE = 9013
    DATA = 9014


class Telegram(NamedTuple):
    """The fields of one telegram; `values` are the groups of its CP in their order, of texts by name."""

    number: str
    system: str
    code: int
    password: str
    device: str
    flag: int
    parts: int
    part: int
    values: list[dict[str, str]]

    @property
    def key(self) -> str:
        """What all parts of one telegram have alike, and no other telegram of its sender has."""
        return f"{self.device}/{self.code}/{self.number}"

    @property
    def wants_answer(self) -> bool:
        """Whether its sender waits for an answer."""
        return bool(self.flag & 1)

    @property
    def edition(self) -> int | None:
        """The year of the standard it follows; None for a version this reader has no text of."""
        return _VERSIONS.get(self.flag >> 2)


def crc(data: bytes) -> int:
    """Return the check sum of annex A. It is not that of Modbus: the first step shifts before it adds."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ byte
        for _ in range(8):
            value, low = value >> 1, value & 1
            if low:
                value ^= 0xA001
    return value


def frame(data: str) -> bytes:
    """Return a data segment as it goes over the line."""
    held = data.encode("ascii")
    return b"##%04d%s%04X\r\n" % (len(held), held, crc(held))


class Frames:
    """What has come over one line and not yet made a frame; after damage the next beginning is looked for."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._held = most, b""

    def feed(self, data: bytes) -> Iterator[bytes | Unreadable]:
        """Take what arrived and yield the data segments that are whole, and a refusal for each that was damaged."""
        self._held += data
        while True:
            start = self._held.find(_BEGIN)
            if start < 0:
                self._held = self._held[-1:] if self._held.endswith(b"#") else b""
                return
            self._held = self._held[start:]
            if len(self._held) < _HEAD:
                return
            size = self._held[2:_HEAD]
            if not size.isdigit() or int(size) > self._most:
                yield self._drop("length", most=self._most)
                continue
            end = _HEAD + int(size)
            if len(self._held) < end + _TAIL:
                return
            yield self._whole(self._held[_HEAD:end], self._held[end : end + _TAIL])

    @property
    def begun(self) -> bool:
        """Whether a frame has begun and is not yet whole."""
        return bool(self._held)

    def _whole(self, data: bytes, tail: bytes) -> bytes | Unreadable:
        if tail[4:] != b"\r\n" or tail[:4].upper() != b"%04X" % crc(data):
            return self._drop("checksum")
        self._held = self._held[_HEAD + len(data) + _TAIL :]
        return data

    def _drop(self, rule: str, **detail: int) -> Unreadable:
        # Only the mark is passed over: with a damaged length a good frame may begin within what it claims.
        self._held = self._held[len(_BEGIN) :]
        return Unreadable("frame", rule, **detail)


def telegram(data: bytes) -> Telegram:
    """Read one data segment; raise Unreadable naming the field where it is none."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as wrong:
        raise Unreadable("payload", "utf8") from wrong
    head, mark, rest = text.partition("CP=&&")
    if not mark or not rest.endswith("&&"):
        raise Unreadable("CP", "missing")
    fields = _pairs(head.rstrip(";").split(";"))
    parts, part = _count(fields, "PNUM", 1), _count(fields, "PNO", 1)
    if not 1 <= part <= parts <= MOST_PARTS:
        raise Unreadable("PNO", "range", least=1, most=parts)
    for name in ("QN", "MN"):
        if not fields.get(name):
            raise Unreadable(name, "missing")
    return Telegram(
        fields["QN"], fields.get("ST", ""), _count(fields, "CN"), fields.get("PW", ""), fields["MN"],
        _count(fields, "Flag", 0), parts, part, _groups(rest[:-2]),
    )  # fmt: skip


def _groups(text: str) -> list[dict[str, str]]:
    return [_pairs(group.split(",")) for group in text.split(";") if group]


def _pairs(texts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise Unreadable(text[:32], "pattern", expected="name=value")
        if name in found:
            raise Unreadable(name[:32], "duplicate")
        found[name] = value
    return found


def _count(fields: dict[str, str], name: str, default: int | None = None) -> int:
    told = fields.get(name)
    if told is None and default is not None:
        return default
    if told is None:
        raise Unreadable(name, "missing")
    if not (told.isascii() and told.isdigit() and len(told) <= 4):
        raise Unreadable(name, "pattern", expected="number")
    return int(told)


def readings(told: Telegram) -> Readings:
    """Return the values of a telegram that brings some, dated by its DataTime in Chinese time.

    `a34002` is the real-time value of a factor, `a34002_minute` its mean over a minute, `a34002_hour_max` the
    greatest of an hour. Raises Unreadable (rule `choice`) for a telegram that brings none.
    """
    span = SPANS.get(told.code)
    if span is None:
        raise Unreadable("CN", "choice", choices=", ".join(map(str, SPANS)))
    times = [group["DataTime"] for group in told.values if "DataTime" in group]
    if len(times) != 1:
        raise Unreadable("DataTime", "duplicate" if times else "missing")
    at = moment(times[0], "DataTime")
    rows = [row for group in told.values for row in _rows(group, at, span)]
    if not rows:
        raise Unreadable("CP", "value")
    if len({row[1] for row in rows}) != len(rows):
        raise Unreadable("CP", "duplicate")
    return Readings(rows)


def _rows(group: dict[str, str], at: int, span: str) -> Iterator[Value]:
    flags = {name.partition("-")[0]: value for name, value in group.items() if name.lower().endswith("-flag")}
    for name, text in group.items():
        found = _FACTOR.fullmatch(name)
        part = _PARTS.get(found[2].lower()) if found else None
        if found is None or part is None:
            continue
        flag = flags.get(found[1], NORMAL)
        if flag not in FLAGS:
            raise Unreadable(f"{found[1]}-Flag", "choice", choices="".join(sorted(FLAGS)))
        if not _NUMBER.fullmatch(text) or abs(float(text)) == float("inf"):
            raise Unreadable(name[:32], "finite", got=text[:32])
        yield at, plain(found[1] + span + part), float(text), flag


def moment(text: str, field: str) -> int:
    """Return the ms since 1970 of `YYYYMMDDhhmmss`, with or without ms, in Chinese time."""
    if not _MOMENT.fullmatch(text):
        raise Unreadable(field, "time", got=text[:32])
    try:
        whole = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=_CHINA)
    except ValueError as wrong:
        raise Unreadable(field, "time", got=text[:32]) from wrong
    return in_range(field, int(whole.timestamp()) * 1000 + int(text[14:] or 0))


def decode(_topic: Topic, payload: bytes, _received_ms: int | None) -> Readings:
    """Read the data segment of one telegram, as a gateway passes on what it could not read itself."""
    fits(payload, MOST_BYTES)
    return readings(telegram(payload))


def set_time(told: Telegram, at_ms: int) -> bytes:
    """Return the request that sets the clock of whoever sent this telegram (CN 1012; from memory, not verified)."""
    at = f"{datetime.fromtimestamp(at_ms / 1000, _CHINA):%Y%m%d%H%M%S}"
    about = next((f"PolId={group['PolId']}," for group in told.values if "PolId" in group), "")
    return frame(
        f"QN={at}{at_ms % 1000:03d};ST={told.system};CN=1012;PW={told.password};MN={told.device};"
        f"Flag={told.flag & ~0b11 | 1};CP=&&{about}SystemTime={at}&&"
    )


def answer(told: Telegram, code: Answer, result: str = "") -> bytes:
    """Return the frame that answers a telegram: `QnRtn=1` to a request, `ExeRtn=1` for a result, nothing for data."""
    version = told.flag & ~0b11
    return frame(
        f"QN={told.number};ST=91;CN={code};PW={told.password};MN={told.device};Flag={version};CP=&&{result}&&"
    )
