"""Dangerous works of the running site: one ended, one whose plan awaits a signature, one new; none is under way.

While one is, the site is inspected without a draw, and the demonstration draws.
"""

from sqlalchemy import select

from devices.demo.past.stage import Past, photo
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.inspections import actions
from inspect_app.inspections.models import DangerousWork

SITE = "p17"
#: name, kind, size, begins and ends so many days after the demonstration (before it: below zero)
_WORKS = (
    ("1 号楼外墙吊篮", "cradle", 6.0, -12, -2),
    ("2 号楼落地式脚手架", "scaffold", 26.0, 4, None),
    ("屋面设备吊装", "lifting", 120.0, 15, None),
)


def dangerous_works_are_entered(past: Past) -> None:
    """The contractor enters them, hands in two plans and signs for one with the supervisor."""
    project, builder, boss = past.project(SITE), past.person("contractor"), past.person("supervisor")
    known = select(DangerousWork.id).where(
        DangerousWork.project_id == project.id, DangerousWork.kind.is_not(None)
    )
    if db.session.scalar(known):
        return
    at = past.ago(days=20)
    made = [
        actions.begin_dangerous(
            builder, project, name=name, kind=kind, size=size, since=local_day(past.ago(days=-begins)),
            until=None if ends is None else local_day(past.ago(days=-ends)), at=at,
        )
        for name, kind, size, begins, ends in _WORKS
    ]  # fmt: skip
    for work, days in ((made[0], 18), (made[1], 2)):
        handed = past.ago(days=days)
        plan = {
            "kind": "plan", "on": local_day(handed), "by_name": "周总工", "note": "", "photos": [photo(f"专项方案 {work.name}")],
        }  # fmt: skip
        paper = actions.add_dangerous_paper(builder, work, plan, at=handed)
        if work is made[0]:
            actions.sign_dangerous_paper(boss, work, paper_id=paper.id, name=boss.name, at=past.ago(days=17))
