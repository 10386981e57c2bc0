"""What every act on the works holds before it writes: the project's row."""

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.projects.models import Project


def lock(project: Project) -> None:
    """Hold the project's row until the transaction ends.

    A signature and a defect, a last signature and the overturning of what lies below, two last signatures: at once
    each would be right alone. Raising a defect refers to the same row.
    """
    db.session.scalar(select(Project.id).where(Project.id == project.id).with_for_update())
