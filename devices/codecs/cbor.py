"""Reads CBOR (RFC 8949) strictly: plain values of bounded depth, no key twice, no tags, nothing left over.

Libraries read more than a reading needs: tags that make objects or share them, and of two equal keys the last.
"""

import struct
from collections.abc import Callable
from typing import Any, Final

from devices.codecs.shapes import Unreadable

MOST_DEEP: Final = 8
MOST_ITEMS: Final = 65_536
_INDEFINITE: Final = 31
_BREAK: Final = 0xFF
_FLOATS: Final = {25: (">e", 2), 26: (">f", 4), 27: (">d", 8)}
_SIMPLE: Final = {20: False, 21: True, 22: None, 23: None}


def read(payload: bytes) -> Any:
    """Return the one value of a payload; raise Unreadable naming the byte and the rule where it is none."""
    reader = _Reader(payload)
    value = reader.item(0)
    if reader.at != len(payload):
        raise Unreadable(f"[{reader.at}]", "length", most=reader.at, got=len(payload))
    return value


class _Reader:
    """Where the reading of one payload has got to."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.items = data, 0, 0

    def item(self, depth: int) -> Any:
        start = self.at
        self.items += 1
        if depth > MOST_DEEP or self.items > MOST_ITEMS:
            raise Unreadable(f"[{start}]", "count", deep=MOST_DEEP, most=MOST_ITEMS)
        head = self.take(1)[0]
        major, info = head >> 5, head & 31
        if major == 7:
            return self.simple(info, start)
        if major == 6:
            raise Unreadable(f"[{start}]", "kind", got="tag")
        if info == _INDEFINITE:
            return self.open_ended(major, depth, start)
        number = self.argument(info, start)
        if major < 2:
            return number if major == 0 else -1 - number
        return self.sized(major, number, depth, start)

    def sized(self, major: int, number: int, depth: int, start: int) -> Any:
        if number > len(self.data) - self.at:  # each item takes a byte at least
            raise Unreadable(f"[{start}]", "length", least=number, got=len(self.data) - self.at)
        if major == 2:
            return self.take(number)
        if major == 3:
            return text(self.take(number), start)
        if major == 4:
            return [self.item(depth + 1) for _ in range(number)]
        left = iter(range(number))
        return self.pairs(lambda: next(left, None) is not None, depth)

    def open_ended(self, major: int, depth: int, start: int) -> Any:
        if major in (2, 3):
            pieces = []
            while self.more():
                if self.at == len(self.data):
                    raise Unreadable(f"[{self.at}]", "length", least=1, got=0)
                if self.data[self.at] >> 5 != major or self.data[self.at] & 31 == _INDEFINITE:
                    raise Unreadable(f"[{self.at}]", "type")
                pieces.append(self.item(depth + 1))
            return b"".join(pieces) if major == 2 else "".join(pieces)
        if major == 4:
            found = []
            while self.more():
                found.append(self.item(depth + 1))
            return found
        if major == 5:
            return self.pairs(self.more, depth)
        raise Unreadable(f"[{start}]", "kind", got="indefinite number")

    def pairs(self, more: Callable[[], bool], depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        while more():
            start = self.at
            key = self.item(depth + 1)
            if isinstance(key, bool) or not isinstance(key, int | str):
                raise Unreadable(f"[{start}]", "type", expected="integer or text")
            if key in found:
                raise Unreadable(str(key)[:32], "duplicate")
            found[key] = self.item(depth + 1)
        return found

    def more(self) -> bool:
        """Whether another item comes before the end that is marked."""
        if self.at < len(self.data) and self.data[self.at] == _BREAK:
            self.at += 1
            return False
        return True

    def argument(self, info: int, start: int) -> int:
        if info < 24:
            return info
        if info > 27:
            raise Unreadable(f"[{start}]", "kind", got=info)
        return int.from_bytes(self.take(1 << (info - 24)), "big")

    def simple(self, info: int, start: int) -> Any:
        if info in _FLOATS:
            form, size = _FLOATS[info]
            return struct.unpack(form, self.take(size))[0]
        if info not in _SIMPLE:
            raise Unreadable(f"[{start}]", "kind", got=info)
        return _SIMPLE[info]

    def take(self, size: int) -> bytes:
        taken = self.data[self.at : self.at + size]
        if len(taken) < size:
            raise Unreadable(f"[{self.at}]", "length", least=size, got=len(taken))
        self.at += size
        return taken


def text(data: bytes, start: int) -> str:
    """Return bytes as text; raise Unreadable (rule `utf8`) where they are none."""
    try:
        return data.decode()
    except UnicodeDecodeError as wrong:
        raise Unreadable(f"[{start}]", "utf8") from wrong
