"""Climb the ladder: each step of a ticket nobody answers is an entry of the journal, once."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.rules.ladder import Step, step_at, steps_due


def climb(actor: Actor, defect: Defect, *, at: datetime) -> int:
    """Take every step whose moment has come, and note when to look again; return how many.

    The count of steps and their entries are one transaction: killed in between, the ticket is found again as it
    was. After a downtime all steps missed are taken in their order; done twice, nothing is taken twice.
    """
    side, due = clock_of(defect)
    if defect.steps_due != due:
        defect.steps, defect.steps_due = 0, due
    taken = steps_due(side, due, defect.steps, at)
    for number, step, moment in taken:
        # A reminder before a deadline that was nearer than that from the start reminds nobody.
        if moment > defect.raised_at:
            _take(actor, defect, step, number, moment, at)
        defect.steps = number + 1
    defect.step_at = step_at(side, due, defect.steps)[1]
    return len(taken)


def clock_of(defect: Defect) -> tuple[str, datetime]:
    """Return whose clock runs, "liable" or "verifier", and until when."""
    if defect.state == "disputed" and defect.disputed_at is not None:
        return "verifier", defect.disputed_at + rules.ANSWER.within
    if defect.state == "rectified" and defect.rectified_at is not None:
        return "verifier", defect.rectified_at + rules.RECHECK.within
    if defect.plan == "asked":
        waiting = select(Request.decide_by).where(
            Request.defect_id == defect.id, Request.kind == "plan", Request.state == "waiting"
        )
        return "verifier", db.session.scalars(waiting).one()
    return "liable", defect.due_at


def _take(actor: Actor, defect: Defect, step: Step, number: int, moment: datetime, at: datetime) -> None:
    data = {"step": step.key, "went_up": step.to, "step_number": number + 1, "since": moment.isoformat()}
    party = told_party(defect, step.to)
    data |= {"party": party[1], "told_party_id": party[0]} if party else {}
    journal.record(actor, "defect.escalate", defect, at=at, data=data)


def told_party(defect: Defect, role: str) -> tuple[str, str] | None:
    """Return (id, name) of the party a step goes up to; None for the authority, which is no party of the project."""
    if role == "liable":
        return defect.liable_party_id, defect.liable_party.name
    if role == "verifier":
        role = "contractor" if defect.giver_party_id else "supervisor"
    found = defect.project.party(role)
    return (found.id, found.name) if found else None
