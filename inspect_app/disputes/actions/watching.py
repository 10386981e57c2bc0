"""What the clock and the rooms below bring about: a day that passed, a court period that ends, a case that settled."""

from datetime import datetime, timedelta

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.disputes.actions.moving import move
from inspect_app.disputes.models import Dispute
from inspect_app.disputes.queries import of_case
from inspect_app.disputes.queries.lists import running
from inspect_app.disputes.rules.clocks import STEPS
from inspect_app.disputes.rules.life import WORKFLOW


def watch(actor: Actor, *, at: datetime) -> None:
    """Tell, once each, of every day that passed and of every court period that ends soon."""
    for each in db.session.scalars(running()).unique():
        _tell_late(actor, each, at)
        _remind(actor, each, at)


def _tell_late(actor: Actor, dispute: Dispute, at: datetime) -> None:
    due = dispute.due_on
    if due is None or local_day(at) <= due or dispute.late_for == due:
        return
    dispute.late_for = due
    told = {"due_on": due.isoformat(), "turn": dispute.turn}
    journal.record(actor, "dispute.fall-late", dispute, at=at, data=told)


def _remind(actor: Actor, dispute: Dispute, at: datetime) -> None:
    by = dispute.confirm_by
    if by is None or dispute.confirmed_on is not None or dispute.reminded_at is not None:
        return
    if by - timedelta(days=STEPS["remind"].days) <= local_day(at) <= by:
        dispute.reminded_at = at
        journal.record(actor, "dispute.remind", dispute, at=at, data={"confirm_by": by.isoformat()})


def drop(kind: str, source_id: str, *, at: datetime) -> None:
    """Withdraw the dispute of a case that settled by itself; an agreement stands on its own."""
    for each in of_case(kind, source_id):
        if any(one.name == "withdraw" for one in WORKFLOW.open_moves(each.state)):
            move(SYSTEM, each, "withdraw", {}, at=at)
