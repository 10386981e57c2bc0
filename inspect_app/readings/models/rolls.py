"""The minutes of one hour of a channel, kept so that a week is drawn without reading every value."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Model


class MinuteRoll(Model):
    """First and last moment, least and most value of each minute of an hour; right while the hour is `rolled`."""

    __tablename__ = "minute_rolls"
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True, autoincrement=False)
    hour_ms: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    #: as rules/rolls.py packs them
    kept: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = ({"sqlite_with_rowid": False},)
