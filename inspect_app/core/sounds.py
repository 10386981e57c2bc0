"""Spoken notes by SHA-256: what is taken for one, kept byte for byte like a photo, and the thing each belongs to."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.clock import now
from inspect_app.core.db import Model, UtcTime, db, insert_ignore
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import keep_bytes, read_original, signed_url

MOST_BYTES: Final = 1024 * 1024
MOST_SECONDS: Final = 60
#: how a file of each kind begins, after how many bytes; what it must name within, and what makes it more than sound
_KINDS: Final = (
    ("audio/webm", 0, b"\x1a\x45\xdf\xa3", b"A_OPUS", (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG")),
    ("audio/ogg", 0, b"OggS", b"OpusHead", (b"theora",)),
    ("audio/mp4", 4, b"ftyp", b"soun", (b"vide",)),
)


class Sound(Model):
    """A sound received: how large it is and of which kind."""

    __tablename__ = "sounds"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column()
    media: Mapped[str] = mapped_column(String(20))
    stored_at: Mapped[datetime] = mapped_column(UtcTime)
    #: when it was taken away for good
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint(f"size BETWEEN 1 AND {MOST_BYTES}", name="size"),
        CheckConstraint(f"media IN ({', '.join(repr(kind[0]) for kind in _KINDS)})", name="media"),
    )


class SpokenNote(Model):
    """A sound as part of a thing, and how many seconds its tablet counted."""

    __tablename__ = "spoken_notes"
    thing_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    thing_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("sounds.sha256"), index=True)
    seconds: Mapped[int] = mapped_column()
    __table_args__ = (CheckConstraint(f"seconds BETWEEN 1 AND {MOST_SECONDS}", name="seconds"),)

    @property
    def url(self) -> str:
        """Return an address that plays it for a while."""
        return signed_url(self.sha256, "sound")


def store_sound(data: bytes, field: str = "file") -> str:
    """Keep a spoken note and return its SHA-256; the same bytes are one file and one row.

    Refuses `field`: nothing in it, over 1 MB, not Opus in WebM or Ogg nor an MP4 of sound alone.
    """
    media = _kind(data, field)
    name = sha256(data).hexdigest()
    standing = db.session.get(Sound, name)
    if standing is not None and standing.erased_at is not None:
        standing.erased_at = None
        db.session.flush()
    try:
        keep_bytes(name, data)
    except OSError as full:
        raise Problem("busy") from full
    insert_ignore(
        Sound, {"sha256": name, "size": len(data), "media": media, "stored_at": now(), "erased_at": None}
    )
    return name


def _kind(data: bytes, field: str) -> str:
    if not data:
        raise field_problem(field, "录音是空文件", "the sound is empty")
    if len(data) > MOST_BYTES:
        raise field_problem(field, "录音不能超过 1 MB", "the sound is over 1 MB")
    for media, at, begin, named, more in _KINDS:
        if data[at:].startswith(begin) and named in data and not any(each in data[:65536] for each in more):
            return media
    words = "不是可用的录音：只接受 Opus（WebM、Ogg）和 MP4 录音", "not a sound: Opus in WebM or Ogg, or MP4"
    raise field_problem(field, *words)


def read_sound(name: str) -> tuple[bytes, str]:
    """Return a sound as it was received, and its media type."""
    row = db.session.get(Sound, name)
    if row is None or row.erased_at is not None:
        raise Problem("not-found")
    return read_original(name), row.media


def known_sounds(names: Collection[str]) -> set[str]:
    """Return which of these have arrived."""
    here = Sound.sha256.in_(names), Sound.erased_at.is_(None)
    return set(db.session.scalars(select(Sound.sha256).where(*here))) if names else set()


def note_down(kind: str, thing_id: str, name: str, seconds: int) -> None:
    """Make a sound the spoken note of a thing; the last one counts."""
    note = db.session.get(SpokenNote, (kind, thing_id)) or SpokenNote(thing_kind=kind, thing_id=thing_id)
    note.sha256, note.seconds = name, seconds
    db.session.add(note)


def spoken(kind: str, keys: Collection[str]) -> dict[str, SpokenNote]:
    """Return the spoken notes of these things of a kind."""
    if not keys:
        return {}
    stmt = select(SpokenNote).where(SpokenNote.thing_kind == kind, SpokenNote.thing_id.in_(keys))
    return {each.thing_id: each for each in db.session.scalars(stmt)}
