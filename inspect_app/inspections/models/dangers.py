"""Dangers an inspector reported from the site before the checklist was done."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.defects.models import Defect
from inspect_app.inspections.models.visits import Visit
from inspect_app.projects.models import Project


class Danger(Model):
    """立即危险: at which item or finding of a visit, where, in whose words, and the defect that came of it."""

    __tablename__ = "dangers"
    #: made by the tablet, so that sent again it is the same
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"), index=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id"))
    item_key: Mapped[str | None] = mapped_column(String(64))
    extra_id: Mapped[str | None] = mapped_column(String(36))
    element_id: Mapped[str | None] = mapped_column(ForeignKey("elements.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(120))
    defect_id: Mapped[str] = mapped_column(ForeignKey("defects.id"), index=True)
    visit: Mapped[Visit] = relationship()
    project: Mapped[Project] = relationship()
    defect: Mapped[Defect] = relationship(lazy="joined")
