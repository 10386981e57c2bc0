"""What counts for credit as it happens: overdue tickets, confirmed hazards, upheld complaints."""

from inspect_app.complaints.models import Complaint
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions, queries
from inspect_app.credit.rules.catalogue import days_late
from inspect_app.defects.models import Defect
from inspect_app.identity.models import Party

HAZARDS = {"general": "general_hazard", "serious": "general_hazard", "major": "major_hazard"}


@on("defect.overdue")
def count_overdue(entry: Entry) -> None:
    """Enter a ticket not put right in time; its points follow the days until it is closed."""
    defect = db.session.get_one(Defect, entry.thing_id)
    actions.propose(
        SYSTEM, party_id=defect.liable_party_id, project=defect.project, event="overdue_rectification",
        source_kind="defect", source_id=defect.id, source_number=defect.number, occurred_at=defect.due_at,
        days=days_late(defect.due_at, queries.late_until(defect, entry.at)), at=entry.at,
        settled=defect.WORKFLOW.state(defect.state).final,
    )  # fmt: skip


@on("defect.accept")
def count_hazard(entry: Entry) -> None:
    """Enter a hazard once the liable party has accepted the finding."""
    defect = db.session.get_one(Defect, entry.thing_id)
    if defect.kind == "hazard":
        actions.propose(
            SYSTEM, party_id=defect.liable_party_id, project=defect.project, event=HAZARDS[defect.severity],
            source_kind="defect", source_id=defect.id, source_number=defect.number, occurred_at=entry.at, at=entry.at,
        )  # fmt: skip


@on("defect.confirm")
def settle_overdue(entry: Entry) -> None:
    """Make the points of an overdue ticket final once it is closed."""
    defect = db.session.get_one(Defect, entry.thing_id)
    for each in db.session.scalars(queries.of_source("defect", defect.id)):
        days = days_late(defect.due_at, queries.late_until(defect, entry.at))
        actions.settle(SYSTEM, each, days=days, at=entry.at)


@on("defect.void")
def withdraw_void(entry: Entry) -> None:
    """Withdraw what a ticket gave that turned out to be none."""
    _withdraw(entry, "来源工单已作废")


@on("defect.reassign")
def withdraw_reassigned(entry: Entry) -> None:
    """Withdraw what a ticket gave the party that turned out not to be liable."""
    _withdraw(entry, "争议成立，责任单位已改")


def _withdraw(entry: Entry, reason: str) -> None:
    for each in db.session.scalars(queries.of_source("defect", entry.thing_id)):
        # An objection under way is right by this alone: dismissed, the entry would count for what was not theirs.
        name = "allow" if each.state == "objected" else "withdraw"
        if each.state != "withdrawn":
            actions.move(SYSTEM, each, name, {"reason": reason}, at=entry.at)


@on("complaint.answer")
def count_complaint(entry: Entry) -> None:
    """Enter a complaint that was upheld, for the party that answers for it; once, however often it returns."""
    complaint = db.session.get_one(Complaint, entry.thing_id)
    party = db.session.get_one(Party, entry.data["accountable_party_id"])
    if entry.data.get("finding") == "upheld" and party.kind in queries.FIRMS:
        actions.propose(
            SYSTEM, party_id=party.id, project=complaint.project, event="complaint_upheld",
            source_kind="complaint", source_id=complaint.id, source_number=complaint.number, occurred_at=entry.at,
            at=entry.at,
        )  # fmt: skip
