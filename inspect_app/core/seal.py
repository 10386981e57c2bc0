"""A paper's seal: the record it carries, the signatures over record, pages and file, and what check_pdf finds.

Two signatures. One in the attachment `record.sig` covers the record and the content of every page; it still
says which of them was changed after a program has written the file anew. The other, a comment line behind the
end of the PDF, covers every byte before it: whatever is flipped, cut or added, the file no longer matches.
"""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from inspect_app.core.calendar import CHINA
from inspect_app.core.canonical import canonical, content_hash
from inspect_app.core.paper import Paper
from inspect_app.core.pdf_apart import Inside, bind, made, read
from inspect_app.core.signing import SigningKey, key_id, verify

Reads = Callable[[bytes], Inside]
RECORD, SIGNATURE = "record.json", "record.sig"
MARK = b"%%SIG "
LINE = re.compile(rb"%%SIG ed25519 ([0-9a-f]{16}) ([0-9a-f]{64}) ([0-9a-f]{128})\n")
MOST_BYTES = 50 * 1024 * 1024
#: what may be found -> words in Chinese and English
FINDINGS = {
    "good": ("签名有效，自签发后未作任何改动。", "Signed by a trusted key and unchanged since."),
    "intact": (
        "自签名后未作任何改动；请核对签名密钥是否为签发机构公布的密钥。",
        "Unchanged since it was signed; compare the key with the one its issuer publishes.",
    ),
    "stranger": ("未作改动，但签名密钥不在信任之列。", "Unchanged, but signed by a key that is not trusted."),
    "changed": ("签发后已被改动：{zh}。", "Changed since it was issued: {en}."),
    "unsigned": ("没有签名，不是本系统签发的文件。", "Not signed: not a paper issued by this system."),
    "unreadable": ("文件已损坏，无法读取。", "Broken: it cannot be read."),
}
PARTS = {
    "record": ("机读记录", "the record"),
    "pages": ("页数", "the number of pages"),
    "signature": ("签名", "the signature"),
    "file": ("文件字节（记录与页面内容未变）", "bytes of the file (record and pages are as issued)"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: the state, the key, which parts were changed, and the record the file carries."""

    state: str
    public: str | None = None
    changed: tuple[str, ...] = ()
    record: Any = None

    @property
    def good(self) -> bool:
        """Say whether the paper may be relied on: unchanged, and signed by a trusted key."""
        return self.state == "good"

    @property
    def key(self) -> str | None:
        """Return the short name of the key that signed."""
        return key_id(self.public) if self.public else None

    def words(self, locale: str) -> str:
        """Return the finding as a sentence ('en', or Chinese for anything else)."""
        parts = [PARTS.get(each) or (f"第 {each[5:]} 页", f"page {each[5:]}") for each in self.changed]
        zh, en = "、".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)
        return FINDINGS[self.state][locale == "en"].format(zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file carries: the record as bytes and read, its detached signature, a digest of every page."""

    raw: bytes
    record: Any
    signature: dict[str, Any] | None
    pages: list[str]


def seal(paper: Paper, data: object, key: SigningKey) -> bytes:
    """Set the paper, attach its record, sign both and the file. ValueError if the paper names another hash."""
    if paper.frame.content_hash != content_hash(data):
        raise ValueError("the paper names the hash of other content")
    pdf, pages = made(paper)
    record = canonical(data)
    stated = {"content": sha256(record).hexdigest(), "pages": pages}
    signature = {
        "algorithm": "ed25519",
        "key": key.id,
        "public": key.public,
        "signature": key.sign("record", canonical(stated)),
        "stated": stated,
    }
    moment = paper.frame.issued_at.astimezone(CHINA).strftime("D:%Y%m%d%H%M%S+08'00'")
    bound = bind(pdf, {RECORD: record, SIGNATURE: canonical(signature)}, moment)
    body = bound.rstrip(b"\r\n") + b"\n"
    return body + _line(key.public, key.sign("file", body))


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
    return Carried(raw, record, signature if isinstance(signature, dict) else None, inside.pages)


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
    state = "intact" if trusted is None else "good" if public in trusted else "stranger"
    return Verdict(state, public, record=found.record)


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
    """Return the key whose signature covers every byte before its line, which must be the last; else None."""
    body, mark, _ = pdf.rpartition(MARK)
    found = LINE.fullmatch(pdf[len(body) :]) if mark else None
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
    except (KeyError, TypeError, ValueError, AttributeError):
        return ["signature"]
    if not signed:
        return ["signature"]
    found = [] if sha256(one.raw).hexdigest() == content else ["record"]
    if len(pages) != len(one.pages):
        return [*found, "pages"]
    return found + [
        f"page {n}" for n, (was, now) in enumerate(zip(pages, one.pages, strict=True), 1) if was != now
    ]
