"""What a PDF's page shows, as one hash: its content, fonts, pictures and links, however the file is written."""

from collections.abc import Iterable
from hashlib import sha256

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

#: How a stream is packed, and the way back up, say nothing of what is shown.
PACKING = ("/Length", "/Filter", "/DecodeParms", "/Parent")
DEEPEST = 40


def page_digests(pages: Iterable[PageObject]) -> list[str]:
    """Return a SHA-256 in hex for each page."""
    known: dict[int, bytes] = {}
    return [_digest(page, known, 0).hex() for page in pages]


def _digest(thing: PdfObject | None, known: dict[int, bytes], depth: int) -> bytes:
    if depth > DEEPEST:
        raise ValueError("a page nested deeper than any of ours")
    if isinstance(thing, IndirectObject):
        if thing.idnum not in known:
            known[thing.idnum] = b"a way back"  # an object that leads to itself ends here
            known[thing.idnum] = _digest(thing.get_object(), known, depth + 1)
        return known[thing.idnum]
    return sha256(_written(thing, known, depth)).digest()


def _written(thing: PdfObject | None, known: dict[int, bytes], depth: int) -> bytes:
    if isinstance(thing, DictionaryObject):
        keys = sorted(str(key) for key in thing if str(key) not in PACKING)
        parts = b"".join(
            sha256(key.encode()).digest() + _digest(thing.raw_get(key), known, depth + 1) for key in keys
        )
        content = sha256(thing.get_data()).digest() if isinstance(thing, StreamObject) else b""
        return b"dictionary" + parts + b"content" + content
    if isinstance(thing, ArrayObject):
        return b"array" + b"".join(
            _digest(list.__getitem__(thing, n), known, depth + 1) for n in range(len(thing))
        )
    if isinstance(thing, TextStringObject):
        return b"text" + str(thing).encode("utf-8", "surrogatepass")
    if isinstance(thing, ByteStringObject):
        return b"bytes" + bytes(thing)
    return type(thing).__name__.encode() + str(thing).encode()
