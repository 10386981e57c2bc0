"""Remind of a condition that is not met: each step is an entry of the journal, once, told to whom it names."""

from datetime import datetime

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.permits import Actor
from inspect_app.handover.actions.holding import lock
from inspect_app.handover.models import Condition
from inspect_app.handover.rules.reminders import Step, steps_due
from inspect_app.identity.models import Party


def remind(actor: Actor, condition: Condition, *, at: datetime) -> int:
    """Take every step whose day has come; return how many were told.

    The count of steps and their entries are one transaction: done twice, or killed in between, nothing is told twice.
    """
    lock(condition.package.project_id)
    issued = condition.package.issued_at
    if issued is None or condition.met_at is not None or condition.item.reverted_at is not None:
        return 0
    since, today = local_day(issued), local_day(at)
    condition.steps, told = steps_due(condition.due_on, condition.steps, since, today)
    for each in told:
        _tell(actor, condition, each, at)
    return len(told)


def _tell(actor: Actor, condition: Condition, step: Step, at: datetime) -> None:
    package, party = condition.package, _party(condition, step.to)
    data = {
        "condition": condition.words, "asset": condition.item.asset.name, "due_on": condition.due_on.isoformat(),
        "step": step.key,
    }  # fmt: skip
    data |= {"party": party.name, "told_party_id": party.id} if party else {}
    verb = "package.escalate" if step.late else "package.remind"
    journal.record(actor, verb, package, at=at, data=data)


def _party(condition: Condition, to: str) -> Party | None:
    """Return the party a step is told to; None for the authority, which is no party of the project."""
    if to == "taker":
        return condition.package.party
    return condition.project.party("owner") if to == "giver" else None
