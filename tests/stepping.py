"""The steps before signing for tests: an acceptance begun, pre-accepted and met upon, as a certificate needs it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.acceptance.actions import begin, move
from inspect_app.acceptance.models import Acceptance
from inspect_app.acceptance.rules import ORDER
from inspect_app.core.calendar import local_day
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.projects.models import Project

#: a member of each party, as an owner lists them
MEMBERS = "\n".join(f"{role}，{role} 组员，{role} 单位" for role in ORDER)


def steps(acceptance: Acceptance, *, at: datetime, actors: Mapping[str, Actor] | None = None) -> Acceptance:
    """Take every step before signing: passed, called for today, all agree, minuted; by the roles' `actors` or the system."""
    who = actors or dict.fromkeys(ORDER, SYSTEM)
    move(who["contractor"], acceptance, "report", {}, at=at)
    move(who["supervisor"], acceptance, "precheck", {"checked_on": local_day(at), "outcome": "pass"}, at=at)
    return meeting(acceptance, at=at, actors=who)


def meeting(acceptance: Acceptance, *, at: datetime, actors: Mapping[str, Actor] | None = None) -> Acceptance:
    """Hold one meeting today, at which all agree."""
    who = actors or dict.fromkeys(ORDER, SYSTEM)
    day = local_day(at)

    def take(role: str, name: str, **values: Any) -> None:
        move(who[role], acceptance, name, values, at=at)

    take("owner", "convene", held_on=day, place="项目部会议室", members=MEMBERS)
    for role in ORDER:
        take(role, "opine", member=f"{role} 组员", opinion="agree")
    take("owner", "minute", minutes="各方同意验收。")
    return acceptance


def met(project: Project, *, at: datetime) -> Acceptance:
    """Begin a project's acceptance and take every step before signing."""
    made = begin(SYSTEM, project, at=at)
    return made if made.meetings or made.state != "draft" else steps(made, at=at)
