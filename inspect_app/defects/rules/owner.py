"""Who is accountable for a ticket: exactly one party at any time, until it is settled."""

from typing import Protocol

from inspect_app.defects.rules.life import WAITING, WORKFLOW


class Ticket(Protocol):
    """What is asked of a ticket: its state, whether its plan waits, who is liable and who gave it on."""

    state: str
    plan: str
    liable_party_id: str
    giver_party_id: str | None
    hands: list[str] | None


def owner_of(ticket: Ticket, supervisor_id: str | None) -> tuple[str, str | None] | None:
    """Return (side, party) of whoever must act now; None when the ticket is settled.

    The side is "liable", "giver" (the firm that gave a sub-ticket on), "supervisor" or "authority" (whose party
    is not one of the project: None). The supervisor gives way to the authority where it is itself liable or had
    a hand in the fix.
    """
    if WORKFLOW.state(ticket.state).final:
        return None
    if ticket.state in WAITING and ticket.plan != "asked":
        return "liable", ticket.liable_party_id
    if ticket.giver_party_id is not None:
        return "giver", ticket.giver_party_id
    if supervisor_id is None or supervisor_id in {ticket.liable_party_id, *(ticket.hands or ())}:
        return "authority", None
    return "supervisor", supervisor_id
