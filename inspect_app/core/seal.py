"""A paper's seal: the record it carries, the signatures over record, pages and file, and what check_pdf finds.

Three signatures. One in the attachment `record.sig` covers the record and the content of every page; it still
says which of them was changed after a program has written the file anew. The other, a comment line behind the
end of the PDF, covers every byte before it: whatever is flipped, cut or added, the file no longer matches. The
third is for the programs of others: PAdES with the certificate of the office, added behind that line
(`core/pades.py`). The record names the certificates it is given with, so none of the three can be taken away or
given by somebody else. Papers from before it have the first two alone.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from inspect_app.core import pades
from inspect_app.core.calendar import CHINA
from inspect_app.core.canonical import canonical, content_hash
from inspect_app.core.pades import Office, Signed
from inspect_app.core.paper import Paper
from inspect_app.core.pdf_apart import Inside, bind, made, read
from inspect_app.core.signing import SigningKey, key_id, verify
from inspect_app.core.verdict import Verdict

Reads = Callable[[bytes], Inside]
RECORD, SIGNATURE = "record.json", "record.sig"
MARK = b"%%SIG "
LINE = re.compile(rb"%%SIG ed25519 ([0-9a-f]{16}) ([0-9a-f]{64}) ([0-9a-f]{128})\n")
MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file carries: the record as bytes and read, its detached signature, a digest of every page."""

    raw: bytes
    record: Any
    signature: dict[str, Any] | None
    pages: list[str]
    attached: dict[str, bytes]


def seal(
    paper: Paper, data: object, key: SigningKey, office: Office, more: Mapping[str, object] | None = None
) -> bytes:
    """Set the paper, attach its record, sign both and the file. ValueError if the paper names another hash.

    `more` are further attachments by their names; the signature names the hash of each.
    """
    if paper.frame.content_hash != content_hash(data):
        raise ValueError("the paper names the hash of other content")
    pdf, pages = made(paper)
    record = canonical(data)
    others = {name: canonical(content) for name, content in (more or {}).items()}
    stated = {
        "content": sha256(record).hexdigest(),
        "pages": pages,
        "certificates": [fingerprint(each) for each in office.chain],
        "attached": {name: sha256(each).hexdigest() for name, each in others.items()},
    }
    signature = {
        "algorithm": "ed25519",
        "key": key.id,
        "public": key.public,
        "signature": key.sign("record", canonical(stated)),
        "stated": stated,
    }
    bound = bind(
        pdf, {RECORD: record, SIGNATURE: canonical(signature), **others}, _moment(paper.frame.issued_at)
    )
    body = bound.rstrip(b"\r\n") + b"\n"
    # Set anew after the key was changed, a paper is not signed before its certificate was there.
    signed_at = max(paper.frame.issued_at, office.chain[0].not_valid_before_utc)
    return pades.sign(body + _line(key.public, key.sign("file", body)), _moment(signed_at), office)


def _moment(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("D:%Y%m%d%H%M%S+08'00'")


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate in hex, as programs show it."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def carried(pdf: bytes, reads: Reads = read) -> Carried:
    """Return what a file carries, unchecked; ValueError where it cannot be read."""
    if len(pdf) > MOST_BYTES:
        raise ValueError("over 50 MB")
    inside = reads(pdf)
    raw = inside.attached.get(RECORD, b"")
    try:
        signature = json.loads(inside.attached[SIGNATURE]) if SIGNATURE in inside.attached else None
        record = json.loads(raw) if raw else None
    except RecursionError as broken:
        raise ValueError("nested too deep") from broken
    others = {name: content for name, content in inside.attached.items() if name not in (RECORD, SIGNATURE)}
    return Carried(raw, record, signature if isinstance(signature, dict) else None, inside.pages, others)


def check_pdf(pdf: bytes, trusted: Collection[str] | None = None, reads: Reads = read) -> Verdict:
    """Judge a paper without a network: `trusted` are public keys in hex; None leaves the key to whoever reads it.

    `reads` opens the PDF: in a process of its own, unless told otherwise. Every byte counts: nothing but the
    file exactly as issued is ever good, intact or a stranger's.
    """
    public = signer(pdf)
    found = _carried(pdf, reads)
    if found is None:
        return Verdict("unreadable")
    if public is None or (found.signature or {}).get("public") != public or _changed(found):
        return _what_changed(pdf, found, trusted)
    try:
        office = _office(pdf, found)
    except ValueError:
        ours = trusted is None or public in trusted
        return Verdict(
            "changed", public if ours else None, ("office" if ours else "signature",), found.record
        )
    state = "intact" if trusted is None else "good" if public in trusted else "stranger"
    return Verdict(state, public, record=found.record, office=office)


def office_signed(pdf: bytes) -> Signed | None:
    """Return the office's signature on a paper known to be as issued; None on one from before there was one."""
    paper, added = _parts(pdf)
    return pades.check(paper, added) if added else None


def _office(pdf: bytes, found: Carried) -> Signed | None:
    """The office's signature behind the line, which is the one the record names; ValueError for anything else."""
    paper, added = _parts(pdf)
    named = (found.signature or {}).get("stated", {}).get("certificates")
    if named is None and not added:
        return None
    signed = pades.check(paper, added)
    if [fingerprint(each) for each in signed.chain] != named:
        raise ValueError("signed with other certificates")
    return signed


def _parts(pdf: bytes) -> tuple[bytes, bytes]:
    """The paper up to its signature line, and what was added behind it."""
    start = pdf.rfind(MARK)
    end = pdf.find(b"\n", start) + 1 if start >= 0 else 0
    return pdf[:end], pdf[end:]


def _carried(pdf: bytes, reads: Reads) -> Carried | None:
    # What was added behind the line may hide the end of the PDF from the reader.
    for attempt in (pdf, pdf.rpartition(MARK)[0]):
        try:
            return carried(attempt, reads)
        except ValueError:
            continue
    return None


def _line(public: str, signature: str) -> bytes:
    return f"%%SIG ed25519 {key_id(public)} {public} {signature}\n".encode()


def signer(pdf: bytes) -> str | None:
    """Return the key whose signature line covers every byte before it; else None. What follows is judged apart."""
    paper, _ = _parts(pdf)
    body = paper[: paper.rfind(MARK)]
    found = LINE.fullmatch(paper[len(body) :])
    if found is None:
        return None
    name, public, signature = (each.decode() for each in found.groups())
    return public if name == key_id(public) and verify(public, signature, "file", body) else None


def _what_changed(pdf: bytes, one: Carried, trusted: Collection[str] | None) -> Verdict:
    if one.signature is None:
        return Verdict("changed", changed=("signature",)) if MARK in pdf else Verdict("unsigned")
    found = _changed(one)
    public = one.signature.get("public")
    if "signature" in found or (trusted is not None and public not in trusted):
        # What an unknown key says of record and pages is worth nothing.
        return Verdict("changed", changed=("signature",), record=one.record)
    return Verdict("changed", public, tuple(found) or ("file",), one.record)


def _changed(one: Carried) -> list[str]:
    """The parts that are not as the detached signature states them."""
    signature = one.signature or {}
    stated = signature.get("stated")
    try:
        signed = verify(signature["public"], signature["signature"], "record", canonical(stated))
        content, pages = stated["content"], list(stated["pages"])  # type: ignore[index]
        others = dict(stated.get("attached", {}))  # type: ignore[union-attr]
    except (KeyError, TypeError, ValueError, AttributeError):
        return ["signature"]
    if not signed:
        return ["signature"]
    found = [] if sha256(one.raw).hexdigest() == content else ["record"]
    carried = {name: sha256(each).hexdigest() for name, each in one.attached.items()}
    found += [
        f"attachment {name}" for name in sorted({*others, *carried}) if others.get(name) != carried.get(name)
    ]
    if len(pages) != len(one.pages):
        return [*found, "pages"]
    return found + [
        f"page {n}" for n, (was, now) in enumerate(zip(pages, one.pages, strict=True), 1) if was != now
    ]
