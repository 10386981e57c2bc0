"""Reads of the notices that tell residents their warranty."""

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.warranty.models import WarrantyNotice


def notice(project_id: str) -> WarrantyNotice | None:
    """Return the newest notice of a project, the one that counts."""
    stmt = select(WarrantyNotice).where(WarrantyNotice.project_id == project_id)
    return db.session.scalar(
        stmt.order_by(WarrantyNotice.issued_at.desc(), WarrantyNotice.number.desc()).limit(1)
    )
