"""Functional tests of the town: one that failed and one still to be run."""

from collections.abc import Callable
from datetime import datetime

from inspect_app.projects.models import Project
from tests import trialing


def fill(mark: Callable[[str, str, str], str], project: Project, at: datetime) -> None:
    """Make a trial of a site that fails and plan another, with marks in every text."""
    word = mark(project.site, "seers", "trial")
    pipe, other = (trialing.element(project, name=f"给水{n}") for n in (1, 2))
    made = trialing.planned(project, pipe, at=at, note=word)
    trialing.run(
        made,
        at=at,
        curve=trialing.CURVES["failed"],
        gauge_no=f"{word}g",
        certificate=f"{word}c",
        note=f"{word}n",
    )
    trialing.witnessed(made, at=at)
    trialing.planned(project, other, at=at, note=f"{word}p")
