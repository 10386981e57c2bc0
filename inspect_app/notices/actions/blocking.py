"""What stands still: works that a stop-work notice names are refused by its number."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.notices.queries import stops
from inspect_app.notices.rules import WORDS
from inspect_app.projects.actions import BARS
from inspect_app.projects.models import Project


def hold_still(project_id: str) -> None:
    """Keep the project's row until the end: an issue and what it blocks never pass each other unseen."""
    db.session.scalar(select(Project.id).where(Project.id == project_id).with_for_update())


def require_running(project_id: str, element_id: str | None = None) -> None:
    """Refuse, naming the notices, while a stop stands on the element (on anything of the project without one)."""
    hold_still(project_id)
    found = stops(project_id, element_id)
    if not found:
        return
    zh = "、".join(f"{WORDS[each.kind][0]} {each.number}" for each in found)
    en = ", ".join(f"{WORDS[each.kind][1].lower()} {each.number}" for each in found)
    raise Problem(
        "conflict", zh=f"已停工（{zh}），复工前不能进行这项操作。", en=f"Works are stopped by {en}; not before they are resumed."
    )  # fmt: skip


def _not_while_stopped(_actor: Actor, project: Project, name: str, _at: datetime) -> None:
    """Works neither start nor go on while a notice stops the whole of them."""
    if name in ("start", "resume") and any(each.whole for each in stops(project.id, None)):
        require_running(project.id)


BARS.append(_not_while_stopped)
