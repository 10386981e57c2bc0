"""Material lots of the town: one signed for and built in, one that a sample found wanting."""

from collections.abc import Callable
from datetime import datetime

from inspect_app.core.db import transaction
from inspect_app.materials import actions as materials
from inspect_app.projects.models import Project
from tests import make


def fill(mark: Callable[[str, str, str], str], project: Project, at: datetime) -> None:
    """Enter two lots of a site, with marks in every text; use the first."""
    for to in ("accepted", "rejected"):
        word = mark(project.site, "seers", "lot")
        lot = make.lot(
            project,
            at=at,
            to=to,
            name=word,
            spec=f"{word}s",
            maker=f"{word}m",
            maker_lot=f"{word}n",
            amount=f"{word}a",
        )
        if to == "accepted":
            used = {"used_on": at.date(), "note": f"{word}u", "at": at}
            with transaction():
                materials.use(make.signer(project, "contractor"), lot, [make.element_of(project).id], **used)
