"""Files of forms that arrive in several parts: which file an instance means by a name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Model, UtcTime


class FormFile(Model):
    """A file that came with an instance of a form, under the name the instance has for it."""

    __tablename__ = "form_files"
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    instance: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (Index("ix_form_files_at", "at"),)
