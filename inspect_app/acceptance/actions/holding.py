"""What acts of acceptance ask and hold before they write: the standing certificate, the project's row."""

from sqlalchemy import select

from inspect_app.acceptance import queries
from inspect_app.core.db import db
from inspect_app.projects.models import Project


def stands(project_id: str) -> str:
    """Return the number of the certificate that stands ("" for none)."""
    found = queries.standing(project_id)
    return found.number if found is not None and found.state != "revoked" else ""


def lock(project: Project) -> None:
    """Hold the project's row until the transaction ends."""
    # Raising a defect refers to the project's row: held here, none can slip in between check and signature.
    # So does every move of the acceptance: a signature is never put under one that is being withdrawn.
    db.session.scalar(select(Project.id).where(Project.id == project.id).with_for_update())
