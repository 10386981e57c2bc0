"""Readings stored by a process that has nobody to tell them, on their way to one that has."""

from sqlalchemy import BigInteger, Float, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import BigKey, Model


class Overheard(Model):
    """A new reading that came by HTTP and that somebody listens to; an intake takes it out and tells it.

    A live view, no record: the record is the reading itself.
    """

    __tablename__ = "overheard"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    project_id: Mapped[str] = mapped_column(String(36))
    # No foreign key, as with readings.
    channel_id: Mapped[int] = mapped_column(BigKey)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[float] = mapped_column(Float)
    flag: Mapped[str] = mapped_column(String(1))
    received_ms: Mapped[int] = mapped_column(BigInteger)
