"""The one row that tells every process when its memory of devices, channels and limits is old."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Model


class Registry(Model):
    """One row: how often a device, channel or limit changed, so that every process knows its memory is old."""

    __tablename__ = "registry"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger, default=0)
