"""Keys that a tablet may make offline (UUIDv7) and the human numbers on papers."""

import re
import secrets
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.clock import now
from inspect_app.core.db import Model, db, insert_ignore

ID_LENGTH = 36
UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def uuid7() -> str:
    """Return a new time-ordered key as canonical text (RFC 9562 version 7)."""
    milliseconds = int(now().timestamp() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return str(UUID(int=value))


class Counter(Model):
    """How far each series of human numbers has got."""

    __tablename__ = "counters"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def next_number(prefix: str, year: int) -> str:
    """Return the next number of a series, e.g. `QX-2026-000123`; gapless, as it commits with its row."""
    key = f"{prefix}-{year}"
    insert_ignore(Counter, {"key": key, "value": 0})
    counter = db.session.scalars(select(Counter).where(Counter.key == key).with_for_update()).one()
    counter.value += 1
    db.session.flush()
    return f"{key}-{counter.value:06d}"
