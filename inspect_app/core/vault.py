"""Papers by SHA-256: what was handed in or issued, kept byte for byte and given out only as it came."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from flask import Response
from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core import disk, place
from inspect_app.core.db import Model, UtcTime, db, insert_ignore
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.shelves import Shelf, shelf

MOST_BYTES = 30 * 1024 * 1024
#: what a file begins with -> its media type and ending; nothing else is kept, for nothing else is looked at
_MAGIC = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)


class Kept(Model):
    """A paper that is kept; its file was written before this row, so a row always has its file."""

    __tablename__ = "vault"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column()
    media: Mapped[str] = mapped_column(String(40))
    kept_at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("size > 0", name="size"),
    )


def keep(data: bytes, *, at: datetime, field: str = "file") -> str:
    """Keep a PDF, JPEG or PNG and return its SHA-256; the same bytes are kept once."""
    media = _media(data, field)
    name = sha256(data).hexdigest()
    try:
        _shelf().put(_key(name), data)
    except OSError as full:
        raise Problem("busy") from full
    insert_ignore(Kept, {"sha256": name, "size": len(data), "media": media, "kept_at": at})
    return name


def known(sha: str) -> bool:
    """Say whether a paper of this name is kept."""
    return db.session.get(Kept, sha) is not None


def read(sha: str) -> bytes:
    """Return a paper as it came; not found where it is missing or no longer has its bytes."""
    try:
        data = _shelf().get(_key(sha))
    except FileNotFoundError as missing:
        raise Problem("not-found") from missing
    except OSError as away:
        raise Problem("busy") from away
    if sha256(data).hexdigest() != sha:
        raise Problem("not-found")
    return data


def as_download(sha: str, name: str) -> Response:
    """Return a kept paper as a reply; `name` without its ending. A browser may show it, never run it."""
    kept = db.session.get(Kept, sha)
    if kept is None:
        raise Problem("not-found")
    ending = next(each[2] for each in _MAGIC if each[1] == kept.media)
    reply = Response(read(sha), mimetype=kept.media)
    reply.headers["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    reply.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.set_etag(sha)
    return reply


def sweep(at: datetime) -> int:
    """Remove what broken writes left behind more than an hour ago; return how many files."""
    return disk.sweep(_home() / "tmp", at)


def _media(data: bytes, field: str) -> str:
    if len(data) > MOST_BYTES:
        raise field_problem(field, "文件不能超过 30 MB", "the file may have at most 30 MB")
    for begin, media, _ending in _MAGIC:
        if data.startswith(begin):
            return media
    raise field_problem(field, "只接受 PDF、JPEG 或 PNG 文件", "only PDF, JPEG or PNG files are taken")


def _home() -> Path:
    return place.home() / "vault"


def _shelf() -> Shelf:
    return shelf(place.home(), "vault", place.setting("objects_url"), place.setting("objects_region"))


def _key(sha: str) -> str:
    return f"{sha[:2]}/{sha}"
