"""Owners' votes: on the plan decided before the works began, on long-term management open now."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from devices.demo.past.stage import Past
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.projects.models import Element, Project
from inspect_app.votes import actions, queries
from inspect_app.votes.api import OWNER
from inspect_app.votes.models import RollHousehold, Vote

#: square metres of the homes in turn
_AREAS = ("62.40", "58.75", "85.32", "71.08")
_NAMES = ("赵一（演示）", "钱二（演示）", "孙三（演示）", "李四（演示）", "周五（演示）")
_PLAN = {
    "subject": "plan", "title": "综合改造方案", "rule": "special", "secret": False,
    "words": "是否同意公示的改造方案：屋面防水翻修、外墙保温、雨污分流、加装照明。同意即同意按公示方案改建共有部分。",
}  # fmt: skip
_MANAGEMENT = {
    "subject": "management", "title": "改造后长效管理办法", "rule": "ordinary", "secret": True,
    "words": "是否同意改造后由现物业继续服务，物业费每月每平方米 0.8 元，收支每季度公布。",
}  # fmt: skip


def owners_decide_on_the_plan(past: Past) -> None:
    """The roll is entered, the plan is announced, voted on and published, before the works of the running site."""
    project = past.project("p17")
    if _known(project, "plan"):
        return
    _enter_roll(past, project)
    vote = _opened(past, project, _PLAN, days=60, lasts=7)
    voters = list(db.session.scalars(queries.voters(vote)))
    for number, voter in enumerate(voters[: max(1, len(voters) - 1)], start=1):
        once, at = past.once(f"plan {number}"), past.ago(days=59, hours=-number)
        actions.cast(OWNER, vote, voter, "agree", once=once, key=past.key, at=at)
    actions.move(past.person("community"), vote, "close", {}, at=vote.closes_at)
    actions.move(past.person("street"), vote, "publish", {}, at=vote.closes_at + timedelta(days=1))


def owners_vote_on_management(past: Past) -> None:
    """A secret vote is open: some have voted."""
    project = past.project("p17")
    if _known(project, "management"):
        return
    vote = _opened(past, project, _MANAGEMENT, days=3, lasts=10)
    for number, voter in enumerate(list(db.session.scalars(queries.voters(vote)))[:2], start=1):
        once, at = past.once(f"management {number}"), past.ago(days=2, hours=-number)
        actions.cast(OWNER, vote, voter, ("agree", "against")[number % 2], once=once, key=past.key, at=at)


def _known(project: Project, subject: str) -> bool:
    known = select(Vote.id).where(Vote.project_id == project.id, Vote.subject == subject)
    return db.session.scalar(known) is not None


def _enter_roll(past: Past, project: Project) -> None:
    homes = select(Element).where(Element.project_id == project.id, Element.kind == "household")
    held = set(db.session.scalars(select(RollHousehold.element_id)))
    for number, home in enumerate(db.session.scalars(homes.order_by(Element.path))):
        if home.id not in held:
            values = {
                "area": _AREAS[number % len(_AREAS)], "owner_name": _NAMES[number % len(_NAMES)],
                "phone": f"1380000{number:04d}", "owner_no": "", "unsold": False,
            }  # fmt: skip
            actions.put(past.person("community"), project, home.id, values, at=past.ago(days=90))


def _opened(past: Past, project: Project, told: dict[str, Any], *, days: int, lasts: int) -> Vote:
    drafted, begun = past.ago(days=days + 17), past.ago(days=days)
    values = {
        **told, "changeable": False, "notice_on": local_day(drafted), "closes_at": begun + timedelta(days=lasts),
    }  # fmt: skip
    vote = actions.draft(past.person("community"), project, values, at=drafted)
    return actions.move(past.person("community"), vote, "open", {}, at=begun)
