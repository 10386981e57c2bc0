"""Official notices of the town: one issued and served, seen by whom it is for; a draft, seen by who makes it."""

from collections.abc import Callable
from datetime import datetime

from inspect_app.core.db import transaction
from inspect_app.core.permits import Actor
from inspect_app.notices import actions as notices
from inspect_app.projects.models import Project
from tests import make


def fill(mark: Callable[[str, str, str], str], project: Project, by: Actor, at: datetime) -> None:
    """Draft two notices of a site, with marks in every text; issue and serve the first."""
    named = [make.element_of(project).id]
    for whom, steps in (("seers", ("issue", "serve")), ("wide", ())):
        word = mark(project.site, whom, "notice")
        with transaction():
            made = notices.draft(
                by,
                project=project,
                kind="rectification",
                facts=word,
                clause=f"{word}c",
                element_ids=named,
                at=at,
            )
            for name in steps:
                given = {"receiver": f"{word}r", "how": "person"} if name == "serve" else {}
                notices.move(by, made, name, given, at=at)
