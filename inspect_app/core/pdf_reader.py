"""Reads a PDF with pypdf, in a process of its own: PDF in, JSON out.

What a page shows becomes one hash: its content, fonts, pictures and links, however the file is written.
"""

import json
import resource
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from inspect_app.core.pdf_apart import Inside, packed

#: How a stream is packed, and the way back up, say nothing of what is shown.
PACKING = ("/Length", "/Filter", "/DecodeParms", "/Parent")
DEEPEST = 40
#: a hostile file may unpack to anything; its reader may not
MOST_MEMORY = 1 << 30
MOST_ATTACHED = 50 * 1024 * 1024


def read(pdf: bytes) -> Inside:
    """Return what a PDF holds; ValueError where it cannot be read."""
    try:
        reader = PdfReader(BytesIO(pdf))
        attached = {name: b"".join(contents) for name, contents in reader.attachments.items()}
        if sum(map(len, attached.values())) > MOST_ATTACHED:
            raise ValueError("over 50 MB attached")
        return Inside(attached, page_digests(reader.pages))
    except Exception as broken:
        # A hostile or broken PDF makes the reader fail in any way there is; to us it is one.
        raise ValueError("the file cannot be read") from broken


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
        keys = sorted(str(key) for key in thing if str(key) not in PACKING and not _is_field(thing, str(key)))
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


def _is_field(page: DictionaryObject, key: str) -> bool:
    """Whether these are the notes of a page and nothing but the field of its signature, of which nothing is seen."""
    if key != "/Annots" or page.get("/Type") != "/Page":
        return False
    notes = page[key]
    if not isinstance(notes, ArrayObject) or len(notes) != 1:
        return False
    note = notes[0].get_object()
    is_field = isinstance(note, DictionaryObject) and note.get("/FT") == "/Sig" and "/AP" not in note
    return is_field and note.get("/Rect") == [0, 0, 0, 0]


def answer(pdf: bytes) -> bytes:
    """Return what a PDF holds as JSON, `null` where it cannot be read; this process gets no more than a gigabyte."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        found = read(pdf)
    except ValueError:
        # Strangers send broken files every day: an answer, not a fault for the log.
        return b"null"
    return json.dumps({"attached": packed(found.attached), "pages": found.pages}).encode()
