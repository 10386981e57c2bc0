"""What the warranty of each of the three sites holds: a claim, money held back with a request, a return visit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from inspect_app.acceptance.queries import standing
from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.projects.models import Project
from inspect_app.warranty import actions
from tests import make


def build(
    town: Any, project: Project, built_by: str, member: Callable[[Project, str], Actor], at: datetime
) -> None:
    """Fill the warranty of a site through the same actions as the product."""
    site = project.site
    asked = actions.Told(
        words=town.mark(site, built_by, "claim"), spot=town.mark(site, built_by, "claimspot"),
        element_id=make.element_of(project).id,
    )  # fmt: skip
    with transaction():
        one, _code = actions.claim(SYSTEM, project, asked, source_kind="resident", source_id=site, at=at)
    with transaction():
        worker = town.mark(site, built_by, "worker")
        actions.move_claim(member(project, "contractor"), one, "dispatch", {"worker": worker}, at=at)
    with transaction():
        kept = actions.hold_retention(member(project, "owner"), project, settlement=1e6, held=3e4, at=at)
    with transaction():
        note = town.mark(site, built_by, "release")
        actions.ask_release(
            member(project, "contractor"), kept, amount=1e4, note=note, at=at + timedelta(days=400)
        )
    with transaction():
        actions.issue_notice(member(project, "owner"), project, at=at)
    certificate = standing(project.id)
    assert certificate is not None
    with transaction():
        visit = actions.plan_visits(SYSTEM, certificate, at=at + timedelta(days=40))[0]
    with transaction():
        note = town.mark(site, "all", "household")
        actions.answer_visit(
            member(project, "property"), visit, element_id=visit.sample[0], away=True, note=note, at=at
        )
