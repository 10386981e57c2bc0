"""Archives for machines: what of a project's archive is there and what is missing."""

from typing import Any

from flask_smorest import Blueprint

from inspect_app.archive import queries
from inspect_app.archive.schemas import ArchiveOut
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.projects.models import Project

bp = Blueprint("archive_api", __name__, url_prefix="/api", description="项目档案 / Archives")


@endpoint(bp, "/projects/<string:id>/archive", permit="archive.read", out=ArchiveOut, on_thing=True)
def archive(actor: Actor, id: str) -> Any:
    """Show every line of a project's archive: there, missing, not applicable or later, with its evidence."""
    project = found(actor, id)
    require(actor, "archive.read", project)
    lines = [
        {"key": line.key, "stage": stage.key, "state": line.state, "line": line}
        for stage, rows in queries.completeness(project, actor)
        for line in rows
    ]
    return {"project_id": project.id, "lines": lines}


def found(actor: Actor, id: str) -> Project:
    """Return a project whose archive the actor may see, or 404."""
    return find(queries.in_archive(actor).where(Project.id == id))
