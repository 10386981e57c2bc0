"""A dispute of each site: over a claim its contractor declined, with a meeting and an expert; seen by both sides alone."""

from datetime import datetime, timedelta
from typing import Any

from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.disputes import actions
from inspect_app.projects.models import Project
from tests import disputing


def fill(town: Any, project: Project, built_by: str, at: datetime) -> None:
    """Take a dispute of the site into mediation, with marks in every text."""
    site = project.site
    made = disputing.dispute(
        project, to="mediating", source=f"dispute-{site}", words=town.mark(site, built_by, "dispute"), at=at
    )
    meet = at + timedelta(days=2)
    with transaction():
        actions.call(SYSTEM, made, meet_at=meet, where=town.mark(site, built_by, "meeting"), at=at)
        actions.book(
            SYSTEM, made, expert=town.mark(site, built_by, "expert"), qualification="甲级",
            question=town.mark(site, built_by, "question"), payer="shared", meet_at=meet, at=at,
        )  # fmt: skip
