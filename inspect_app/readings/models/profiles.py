"""The table of mapping profiles that people wrote: editions, of which one of each key holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7


class MappingProfile(Model):
    """One edition of how a device model's payload is read; with the key of a shipped profile it takes its place."""

    __tablename__ = "mapping_profiles"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(40))
    maker: Mapped[str] = mapped_column(String(60))
    model: Mapped[str] = mapped_column(String(120))
    codec: Mapped[str] = mapped_column(String(24))
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    basis: Mapped[str] = mapped_column(String(200))
    verified: Mapped[bool] = mapped_column(default=False)
    set_by: Mapped[str] = mapped_column(String(120))
    since: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        Index(
            "uq_mapping_profiles_key", "key", unique=True,
            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL"),
        ),
    )  # fmt: skip

    def as_content(self) -> dict[str, Any]:
        """Return it as the rules read a profile."""
        return {
            "maker": self.maker, "model": self.model, "codec": self.codec, "fields": self.fields, "basis": self.basis,
            "verified": self.verified, "since": self.since.date(),
        }  # fmt: skip
