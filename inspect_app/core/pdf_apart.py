"""Papers set, bound and read by processes of their own: none of the service keeps the 30 MB that takes."""

import json
import pickle
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from inspect_app.core.apart import apart
from inspect_app.core.paper import Paper


@dataclass(frozen=True, slots=True)
class Inside:
    """What a PDF holds: the bytes of its attachments by name, and a digest of every page (SHA-256 in hex)."""

    attached: dict[str, bytes]
    pages: list[str]


def read(pdf: bytes) -> Inside:
    """Return what a PDF holds; ValueError where it cannot be read."""
    found = json.loads(apart("pdf_reader", pdf) or b"null")
    if found is None:
        raise ValueError("the file cannot be read")
    return Inside(unpacked(found["attached"]), found["pages"])


def made(paper: Paper) -> tuple[bytes, list[str]]:
    """Return a paper as a PDF and a digest of each of its pages; RuntimeError if it cannot be made."""
    told = apart("paper_maker", pickle.dumps(paper))
    if not told:
        raise RuntimeError("the paper could not be made")
    found = json.loads(told)
    return b64decode(found["pdf"]), found["pages"]


def bind(pdf: bytes, attached: Mapping[str, bytes], moment: str) -> bytes:
    """Return a paper with attachments, its day `moment` (a date as PDFs write it); RuntimeError if it cannot be bound."""
    asked = {"pdf": b64encode(pdf).decode(), "attached": packed(attached), "moment": moment}
    bound = apart("pdf_binder", json.dumps(asked).encode())
    if not bound:
        raise RuntimeError("the paper could not be bound")
    return bound


def packed(attached: Mapping[str, bytes]) -> dict[str, str]:
    """Return attachments as JSON can carry them."""
    return {name: b64encode(content).decode() for name, content in attached.items()}


def unpacked(attached: Mapping[str, str]) -> dict[str, bytes]:
    """Return attachments as they were before `packed`."""
    return {name: b64decode(content) for name, content in attached.items()}
