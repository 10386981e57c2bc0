"""Reads of the steps before signing: how far they are, for a gate or a record; delegates' papers; what waits for whom."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from inspect_app.acceptance.models import Acceptance, Delegation, Document, Meeting, PreCheck
from inspect_app.acceptance.rules.procedure import Steps, notify_by
from inspect_app.core.calendar import Unpublished, end_of_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.projects.queries import in_sight

MOST_TODOS = 50


def steps(project_ids: Collection[str]) -> dict[str, Steps | None]:
    """Return how far the newest acceptance of each project is; None for one begun before steps were asked for."""
    stmt = select(Acceptance).where(Acceptance.project_id.in_(project_ids))
    stmt = stmt.options(selectinload(Acceptance.prechecks), selectinload(Acceptance.meetings))
    found: dict[str, Steps | None] = dict.fromkeys(project_ids, Steps())
    rows = {
        each.project_id: each
        for each in db.session.scalars(stmt.order_by(Acceptance.began_at, Acceptance.id))
    }
    listed = [number for each in rows.values() for check in each.prechecks for number in check.defects]
    open_: defaultdict[str, set[str]] = defaultdict(set)
    if listed:
        unfinished = Defect.number.in_(listed), Defect.state.in_(defects.UNFINISHED)
        for project_id, number in db.session.execute(
            select(Defect.project_id, Defect.number).where(*unfinished)
        ):
            open_[project_id].add(number)
    return found | {key: _far(each, open_[key]) if each.by_steps else None for key, each in rows.items()}


def _far(acceptance: Acceptance, open_: set[str]) -> Steps:
    check = acceptance.prechecks[-1] if acceptance.prechecks else None
    last = acceptance.meetings[-1] if acceptance.meetings else None
    return Steps(
        begun=True, asked=check is not None and check.outcome is None,
        refused=check is not None and check.outcome == "refuse", passed=check is not None and check.outcome == "pass",
        unmended=sorted(open_), meeting_on=last.held_on if last else None,
        minuted=bool(last and last.minuted_at), disagree=tuple(last.disagree) if last else (),
        objected=acceptance.objected,
    )  # fmt: skip


def defect_states(project_id: str, numbers: Collection[str]) -> dict[str, str]:
    """Return the state of each of these defects of a project, by number."""
    stmt = select(Defect.number, Defect.state).where(
        Defect.project_id == project_id, Defect.number.in_(numbers)
    )
    return {row[0]: row[1] for row in db.session.execute(stmt)}


def unfinished(project_id: str, numbers: Collection[str]) -> list[str]:
    """Return which of these defects of a project are not closed."""
    found = defect_states(project_id, numbers)
    return sorted(number for number, state in found.items() if state in defects.UNFINISHED)


def delegations(project_id: str, role: str | None = None) -> list[Delegation]:
    """Return what the documents of authority of a project say (of a role), the withdrawn ones left out, newest first."""
    stmt = select(Delegation).join(Delegation.document).options(contains_eager(Delegation.document))
    stmt = stmt.where(Document.project_id == project_id, Document.withdrawn_at.is_(None))
    if role:
        stmt = stmt.where(Delegation.role == role)
    return list(db.session.scalars(stmt.order_by(Document.at.desc(), Document.id)))


def told(acceptance: Acceptance | None) -> dict[str, Any]:
    """Return the steps as the parties sign them; owners' delegates are told without their names."""
    if acceptance is None or not acceptance.by_steps:
        return {}
    return {
        "steps": {
            "pre_acceptance": [precheck_facts(each) for each in acceptance.prechecks],
            "meetings": [meeting_facts(each) for each in acceptance.meetings],
        }
    }


def precheck_facts(one: PreCheck) -> dict[str, Any]:
    """Return a pre-acceptance as it is kept: asked with which report, checked when, found what."""
    return {
        "number": str(one.number), "asked_at": one.asked_at.isoformat(),
        "report": one.report.sha256 or content_hash({"note": one.report.note}),
        "checked_on": one.checked_on.isoformat() if one.checked_on else "", "outcome": one.outcome or "",
        "findings": one.findings, "defects": list(one.defects), "by": one.concluded_by_name,
    }  # fmt: skip


def meeting_facts(one: Meeting) -> dict[str, Any]:
    """Return a meeting as it is kept: day, place, each member's opinions in turn, minutes and what was agreed on."""
    return {
        "number": str(one.number), "held_on": one.held_on.isoformat(), "place": one.place,
        "members": [
            {
                "capacity": each.capacity, "name": "" if each.capacity == "delegate" else each.name, "unit": each.unit,
                "opinions": [{"opinion": said.opinion, "words": said.words, "at": said.at.isoformat()} for said in each.opinions],
            }
            for each in one.members
        ],
        "minutes": one.minutes, "solution": one.solution,
    }  # fmt: skip


def todos(actor: Actor, _at: datetime) -> list[Todo]:
    """Return which steps of an acceptance wait for a person; the notice by the last lawful day to send it."""
    stmt = select(Acceptance).join(Acceptance.project).where(
        in_sight(actor), Acceptance.state == "draft", Acceptance.by_steps
    )  # fmt: skip
    options = (
        contains_eager(Acceptance.project),
        selectinload(Acceptance.prechecks),
        selectinload(Acceptance.meetings),
    )
    rows = list(
        db.session.scalars(stmt.options(*options).order_by(Acceptance.began_at).limit(MOST_TODOS)).unique()
    )
    if not rows or not any(may(actor, f"acceptance.{step}", each) for each in rows for step in _WHAT):
        return []
    sent = set(db.session.scalars(
        select(Document.project_id).where(
            Document.project_id.in_([each.project_id for each in rows]), Document.kind == "notice",
            Document.withdrawn_at.is_(None),
        )
    ))  # fmt: skip
    return [found for each in rows if (found := _todo(actor, each, each.project_id in sent))]


_WHAT = {
    "precheck": ("预验收：现场检查并登记结论", "pre-acceptance: check on site and conclude"),
    "convene": ("确定验收会议", "call the acceptance meeting"),
    "opine": ("登记验收组成员意见", "enter the members' opinions"),
    "minute": ("写验收会议纪要", "write the minutes of the meeting"),
}
_NOTICE = ("书面通知监督机构，最迟当日送出", "send the supervision body its notice, that day at the latest")


def _todo(actor: Actor, one: Acceptance, sent: bool) -> Todo | None:
    last = one.meetings[-1] if one.meetings else None
    title, url = ("竣工验收", "Completion acceptance"), f"/acceptances/{one.id}#steps"
    if last and not last.minuted_at and not sent and may(actor, "acceptance.convene", one):
        try:
            due = end_of_day(notify_by(last.held_on, one.project.region))
        except Unpublished:
            due = None
        return Todo(url, title, one.project.name, _NOTICE, due)
    for step, what in _WHAT.items():
        if step in ("opine", "minute"):
            waits = last is not None and not last.minuted_at and bool(last.silent) == (step == "opine")
        elif step == "convene":
            waits = one.passed and (last is None or bool(last.minuted_at and (last.disagree or one.objected)))
        else:
            waits = one.awaits_check
        if waits and may(actor, f"acceptance.{step}", one):
            due = end_of_day(last.held_on) if last and step in ("opine", "minute") else None
            return Todo(url, title, one.project.name, what, due)
    return None
