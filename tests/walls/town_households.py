"""Household acceptance of the town: a card with a failed point, and one whose resident was not met."""

from collections.abc import Callable
from datetime import datetime

from inspect_app.core.db import transaction
from inspect_app.households import actions
from inspect_app.projects.models import Project
from tests import homing, make


def fill(mark: Callable[[str, str, str], str], project: Project, at: datetime) -> None:
    """Draft cards of a site's homes; one fails with marks in its words, of one the resident was not met."""
    word = mark(project.site, "seers", "card")
    homing.home(project, "901")
    made = homing.card(project, to="confirmed", at=at)
    tried = {
        "kind": "refused",
        "tried_on": at.date(),
        "reason": f"{word}r",
        "next_on": make.later(days=400).date(),
    }
    with transaction():
        actions.move(make.signer(project, "owner"), made, "attempt", tried, at=at)
    homing.home(project, "902")
    other = homing.card(project, at=at)
    with transaction():
        one = other.points[0]
        by = make.signer(project, "contractor")
        actions.judge(by, other, [one.key], ["na"], [word], [], at=at)
