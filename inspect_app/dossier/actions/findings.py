"""Findings of audits: entered, answered with proof, closed by another person or sent back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.dossier.models import AuditFinding
from inspect_app.projects.models import Project


def enter_finding(actor: Actor, project: Project, values: Mapping[str, Any], *, at: datetime) -> AuditFinding:
    """Enter what an audit found, with the day by which it is to be put right."""
    if values["found_on"] > local_day(at):
        raise field_problem("found_on", "不能晚于今天", "not after today")
    if values["due_on"] < values["found_on"]:
        raise field_problem("due_on", "不能早于发现日期", "not before it was found")
    made = AuditFinding(
        number=next_number("SJ", local_day(at).year), project=project, entered_at=at, entered_by_name=actor.name, **values
    )  # fmt: skip
    db.session.add(made)
    told = {"number": made.number, "body": made.body, "due_on": made.due_on.isoformat()}
    journal.record(actor, "audit-finding.enter", made, at=at, data=told)
    return made


def move_finding(
    actor: Actor, finding: AuditFinding, name: str, values: Mapping[str, Any], *, at: datetime
) -> AuditFinding:
    """Take one of the finding's declared moves; whoever answered does not close it."""
    db.session.scalar(select(AuditFinding.id).where(AuditFinding.id == finding.id).with_for_update())
    db.session.refresh(finding)
    finding.WORKFLOW.take(finding.state, name)
    if name == "answer":
        attach("audit-finding", finding.id, values["photos"], f"answer-{finding.version}", actor.name, at)
        finding.reply, finding.answered_by = values["reply"], actor.id
    elif name == "close":
        if actor.id is not None and actor.id == finding.answered_by:
            raise Problem(
                "conflict", zh="答复人不能自己核实销号。", en="Whoever answered it does not close it; another person does."
            )  # fmt: skip
        finding.closed_by_name = actor.name
    journal.move(
        actor, finding, name, at=at, data={key: value for key, value in values.items() if key != "photos"}
    )
    return finding
