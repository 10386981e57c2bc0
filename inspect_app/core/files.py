"""Photos by SHA-256: the original kept byte for byte, clean copies to show, and what they are attached to.

Files are written before the row that names them. A kill in between leaves files without a row: harmless, and
used again when the same bytes come back. A row without its file cannot arise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.clock import now
from inspect_app.core.db import Model, UtcTime, db, insert_ignore
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.file_shelf import VARIANTS, has, put, read
from inspect_app.core.ids import ID_LENGTH, uuid7
from inspect_app.core.later import later

if TYPE_CHECKING:
    from inspect_app.core import images
else:
    images = later("inspect_app.core.images")

#: what a signed address may open: a copy of a photo, or a sound
OPENED = (*VARIANTS, "sound")


class StoredFile(Model):
    """A photo received: what it is, and what its camera claimed. The place is never served, only kept here."""

    __tablename__ = "files"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column()
    media: Mapped[str] = mapped_column(String(20))
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    taken_at: Mapped[datetime | None] = mapped_column(UtcTime)
    # 'photo': the camera named its zone; 'assumed': it did not, and Asia/Shanghai was taken; '': no time.
    taken_zone: Mapped[str] = mapped_column(String(10))
    lat: Mapped[float | None] = mapped_column()
    lon: Mapped[float | None] = mapped_column()
    stored_at: Mapped[datetime] = mapped_column(UtcTime)
    #: when it was taken away for good: from then on nobody is given it, and its bytes go with the next clearing
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("size > 0 AND width > 0 AND height > 0", name="size"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="place"),
        CheckConstraint("(taken_at IS NULL) = (taken_zone = '')", name="taken"),
    )


class Attachment(Model):
    """A photo as part of a thing: under which label, by whom, when."""

    __tablename__ = "attachments"
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=uuid7)
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"), index=True)
    label: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column()
    actor_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)
    #: marks shown over the photo, which itself stays as it is
    layer: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    __table_args__ = (
        UniqueConstraint("thing_kind", "thing_id", "sha256", "label"),
        Index("ix_attachments_thing", "thing_kind", "thing_id"),
    )


def store_photo(data: bytes, field: str = "photo") -> str:
    """Keep a photo and return its SHA-256; the same bytes are one file and one row. Refuses like `examine`."""
    name = sha256(data).hexdigest()
    standing = db.session.get(StoredFile, name)
    if standing is not None and standing.erased_at is not None:
        # Asked for again. The row first: whoever clears away holds it as long as the bytes go.
        standing.erased_at, standing.stored_at = None, now()
        db.session.flush()
    try:
        if standing is not None and _complete(name, data):
            return name
        picture = images.examine(data, field)
        _write(name, data, picture)
    except OSError as full:
        raise Problem("busy") from full
    claims = picture.claims
    row = {
        "sha256": name, "size": len(data), "media": picture.media, "width": picture.width, "height": picture.height,
        "taken_at": claims.taken_at, "taken_zone": claims.zone, "lat": claims.lat, "lon": claims.lon,
        "stored_at": now(), "erased_at": None,
    }  # fmt: skip
    insert_ignore(StoredFile, row)
    return name


store_upload = store_photo


def attach(
    kind: str, thing_id: object, shas: Sequence[str], label: str, actor_name: str, at: datetime, *,
    layers: Mapping[str, list[dict[str, Any]]] | None = None,
) -> None:  # fmt: skip
    """Make stored photos part of a thing; doing it again changes nothing. Refuses photos never received.

    `layers` are the marks over photos, by SHA-256.
    """
    wanted = list(dict.fromkeys(shas))
    here = StoredFile.sha256.in_(wanted), StoredFile.erased_at.is_(None)
    known = set(db.session.scalars(select(StoredFile.sha256).where(*here)))
    if set(wanted) - known:
        raise field_problem(
            "photos", "有照片尚未收到，请重新上传", "a photo has not arrived; upload it again"
        )
    named = {
        "thing_kind": kind,
        "thing_id": str(thing_id),
        "label": label,
        "actor_name": actor_name,
        "at": at,
    }
    insert_ignore(
        Attachment,
        *(
            {"id": uuid7(), "sha256": name, "position": n, "layer": (layers or {}).get(name), **named}
            for n, name in enumerate(wanted)
        ),
    )


def attachments(kind: str, thing_id: object) -> list[Attachment]:
    """Return what is attached to a thing, in the order it came."""
    stmt = select(Attachment).where(Attachment.thing_kind == kind, Attachment.thing_id == str(thing_id))
    return list(db.session.scalars(stmt.order_by(Attachment.at, Attachment.position)))


@dataclass(frozen=True, slots=True)
class Permitted:
    """What a token opens: one copy of one photo, until a moment."""

    sha256: str
    variant: str
    until: int


def signed_url(sha: str, variant: str = "thumb", seconds: int = 900) -> str:
    """Return the address of a photo's copy, good for `seconds` to twice that.

    A page hands it out to whoever may see the page. It stays the same for a while, so that browsers need not
    load the photo again with every page.
    """
    if variant not in OPENED:
        raise ValueError(f"no such copy: {variant}")
    until = (int(now().timestamp()) // seconds + 2) * seconds
    return f"/f/{_serializer().dumps([sha, variant, until])}"


def open_signed(token: str) -> Permitted:
    """Return what a token opens; a wrong or expired one opens nothing: 404."""
    try:
        sha, variant, until = _serializer().loads(token)
    except BadSignature as wrong:
        raise Problem("not-found") from wrong
    if until <= now().timestamp():
        raise Problem("not-found")
    return Permitted(sha, variant, until)


def read_copy(sha: str, variant: str) -> bytes:
    """Return a copy to show, made anew from the original where it is missing (backups may leave it out)."""
    try:
        return read(sha, variant)
    except FileNotFoundError:
        data = read_original(sha)
        _write(sha, data, images.examine(data))
        return read(sha, variant)
    except OSError as away:
        raise Problem("busy") from away


def read_original(sha: str) -> bytes:
    """Return the photo as it was received, camera data and all: for evidence, never for a page."""
    try:
        return read(sha)
    except FileNotFoundError as missing:
        raise Problem("not-found") from missing
    except OSError as away:
        raise Problem("busy") from away


def keep_bytes(name: str, data: bytes) -> None:
    """Keep what is no photo under its SHA-256; OSError when the disk is full."""
    put(data, name)


def damaged() -> Iterator[str]:
    """Yield the names of stored photos whose original is missing or no longer has its bytes."""
    kept = select(StoredFile.sha256).where(StoredFile.erased_at.is_(None))
    for name in db.session.scalars(kept.order_by(StoredFile.sha256)):
        try:
            whole = sha256(read(name)).hexdigest() == name
        except FileNotFoundError:
            whole = False
        if not whole:
            yield name


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="file")


def _complete(sha: str, data: bytes) -> bool:
    try:
        whole = read(sha) == data
    except FileNotFoundError:
        return False
    return whole and all(has(sha, each) for each in VARIANTS)


def _write(sha: str, data: bytes, picture: "images.Picture") -> None:
    if _complete(sha, data):
        return
    # The original last: where it stands, its copies stand too.
    for variant, content in (("thumb", picture.thumb), ("public", picture.public), ("", data)):
        put(content, sha, variant)
