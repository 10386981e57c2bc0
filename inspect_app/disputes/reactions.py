"""A case that settles by itself needs no mediation."""

from inspect_app.core.journal import Entry, on
from inspect_app.disputes import actions


@on("complaint.confirm")
@on("complaint.withdraw")
def drop_complaint(entry: Entry) -> None:
    """Withdraw the dispute of a complaint its resident calls settled, or has withdrawn."""
    actions.drop("complaint", entry.thing_id, at=entry.at)


@on("claim.confirm")
@on("claim.withdraw")
def drop_claim(entry: Entry) -> None:
    """Withdraw the dispute of a claim its resident calls repaired, or has withdrawn."""
    actions.drop("claim", entry.thing_id, at=entry.at)


@on("defect.void")
@on("defect.reassign")
def drop_ticket(entry: Entry) -> None:
    """Withdraw the dispute of a ticket that is void, or another party's now."""
    actions.drop("defect", entry.thing_id, at=entry.at)
