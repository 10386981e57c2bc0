"""A complaint handed over as a warranty claim: the repair goes its own way, the complaint stays its resident's."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.queries.cases import tickets
from inspect_app.complaints.queries.photos import shown
from inspect_app.complaints.rules import masking
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import WORKFLOW
from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.warranty import actions as warranty
from inspect_app.warranty.models import Claim
from inspect_app.warranty.queries.claims import of_source

_OPEN = ("accepted", "answered")
#: categories whose repair is promised as a leak is
_LEAKS = ("roof_leak", "wall_leak", "wet_room", "water")


def hand_over(actor: Actor, complaint: Complaint, *, at: datetime) -> Complaint:
    """Make a warranty claim of a complaint, with its words as a repairer may read them; the complaint goes on."""
    if complaint.state not in _OPEN:
        now = WORKFLOW.state(complaint.state)
        raise Problem(
            "wrong-state", state=(now.zh, now.en), move=("转为报修", "hand it over as a warranty claim")
        )
    if not complaint.covered:
        raise Problem(
            "conflict",
            zh="不在保修期内，不能转为报修。",
            en="It is not under warranty; it cannot be claimed.",
        )
    if claim_of(complaint) is not None:
        raise Problem("conflict", zh="已转为报修。", en="It was handed over as a claim already.")
    if db.session.scalar(tickets(complaint.id).limit(1)) is not None:
        raise Problem(
            "conflict",
            zh="已有整改单，不能再转为报修。",
            en="A ticket was raised for it; it is repaired by that.",
        )
    told = warranty.Told(
        words=f"{complaint.number} {CATEGORIES[complaint.category].zh}：{masking.masked(complaint.words)}"[:1000],
        urgency="leak" if complaint.category in _LEAKS else "general", element_id=complaint.element_id,
        photos=shown(complaint.id).copies,
    )  # fmt: skip
    made, _code = warranty.claim(
        actor, complaint.project, told, source_kind="complaint", source_id=complaint.id, at=at
    )
    data = {"claim": made.number, "claim_id": made.id, "party": made.contractor.name}
    journal.record(actor, "complaint.hand-over", complaint, at=at, data=data)
    return complaint


def claim_of(complaint: Complaint) -> Claim | None:
    """Return the claim a complaint was handed over as."""
    return db.session.scalar(of_source("complaint", complaint.id))


def complaint_of(claim: Claim) -> Complaint | None:
    """Return the complaint a claim was made of."""
    if claim.source_kind != "complaint":
        return None
    return db.session.scalar(select(Complaint).where(Complaint.id == claim.source_id))
