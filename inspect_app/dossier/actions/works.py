"""Utilities' works: planned beside the project's, signed or excused by whoever does them, moved, done."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.dossier.models import UtilityWork
from inspect_app.projects.models import Project

#: roles whose party may open the ground in a project
DOERS = ("utility", "contractor", "owner")


def plan_work(actor: Actor, project: Project, values: Mapping[str, Any], *, at: datetime) -> UtilityWork:
    """Plan a work of a party that takes part in the project; a utility's people plan only their own party's."""
    _in_order(values["since"], values["until"])
    if values["party_id"] not in _doers(actor, project):
        raise field_problem(
            "party_id", "应为您可代为登记的本项目参建单位", "a party of this project that you may plan for"
        )
    work = UtilityWork(
        number=next_number("ZY", local_day(at).year), project=project, entered_at=at, entered_by_name=actor.name, **values
    )  # fmt: skip
    db.session.add(work)
    told = {
        "number": work.number,
        "trade": work.trade,
        "ground": f"{work.street} {work.trench}".strip(),
        **_days(work),
    }
    journal.record(actor, "utility-work.plan", work, at=at, data=told)
    return work


def _doers(actor: Actor, project: Project) -> frozenset[str]:
    here = project.party_ids(*DOERS)
    return here if actor.kind == "system" or actor.has("owner", "street") else here & actor.party_ids(*DOERS)


def _in_order(since: date, until: date) -> None:
    if until < since:
        raise field_problem("until", "不能早于开始日期", "not before its first day")
    if (until - since).days > 366 * 5:
        raise field_problem("until", "最长五年", "five years at most")


def _days(work: UtilityWork) -> dict[str, str]:
    return {"from_day": work.since.isoformat(), "to_day": work.until.isoformat()}


def move_work(
    actor: Actor, work: UtilityWork, name: str, values: Mapping[str, Any], *, at: datetime
) -> UtilityWork:
    """Take one of the work's declared moves; whoever signs writes the own name, and new dates are signed anew."""
    db.session.scalar(select(UtilityWork.id).where(UtilityWork.id == work.id).with_for_update())
    db.session.refresh(work)
    work.WORKFLOW.take(work.state, name)
    told: dict[str, Any] = {}
    if name == "sign":
        if " ".join(str(values["name"]).split()) != actor.name:
            raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
        work.signed_by_name, work.reason = actor.name, ""
    elif name == "revise":
        _in_order(values["since"], values["until"])
        work.since, work.until = values["since"], values["until"]
        work.signed_at, work.signed_by_name, work.reason = None, "", values["reason"]
        told = {"since": work.since.isoformat(), "until": work.until.isoformat(), "reason": work.reason}
    elif name == "finish":
        if not work.since <= values["until"] <= local_day(at):
            raise field_problem("until", f"应在 {work.since} 与今天之间", f"from {work.since} to today")
        work.until = values["until"]
        told = {"until": work.until.isoformat()}
    else:
        work.reason = values["reason"]
        told = {"reason": work.reason}
    journal.move(actor, work, name, at=at, data=told)
    return work
