"""ASN.1 in DER as signatures of PDFs need it: values written, and read piece by piece with nothing left over."""

from collections.abc import Iterable
from typing import Final

INTEGER: Final = 0x02
OCTETS: Final = 0x04
SEQUENCE: Final = 0x30
SET: Final = 0x31
NULL: Final = b"\x05\x00"


class BadDer(ValueError):
    """Bytes that are not DER, or not the values looked for."""


def value(tag: int, content: bytes) -> bytes:
    """Return one value: its tag, the shortest form of its length, its content."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    """Return these values in this order."""
    return value(SEQUENCE, b"".join(parts))


def set_of(parts: Iterable[bytes], tag: int = SET) -> bytes:
    """Return these values in the one order DER allows; `tag` where the set is an implicit one."""
    return value(tag, b"".join(sorted(parts)))


def octets(content: bytes) -> bytes:
    """Return an OCTET STRING."""
    return value(OCTETS, content)


def integer(number: int) -> bytes:
    """Return an INTEGER that is not negative."""
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER, given as '1.2.840.113549'."""
    first, second, *rest = map(int, dotted.split("."))
    return value(0x06, b"".join(map(_base128, (first * 40 + second, *rest))))


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(0x80 | number & 0x7F)
    return bytes(reversed(digits))


def first(data: bytes) -> tuple[int, bytes, bytes, bytes]:
    """Return tag, content and all bytes of the first value, and what follows it; BadDer where there is none."""
    if len(data) < 2:
        raise BadDer("a value is cut off")
    tag, size, start = data[0], data[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[2:start], "big")
    end = start + size
    whole = data[:end]
    if end > len(data) or value(tag, data[start:end]) != whole:
        raise BadDer("a length is not as DER writes it")
    return tag, data[start:end], whole, data[end:]


def parts(data: bytes, tag: int = SEQUENCE) -> list[bytes]:
    """Return the values inside one value of this tag, each whole; BadDer where it is another or more follows."""
    found, content, _, rest = first(data)
    if found != tag or rest:
        raise BadDer(f"not one value with tag {tag:#x}")
    inside = []
    while content:
        _, _, whole, content = first(content)
        inside.append(whole)
    return inside
