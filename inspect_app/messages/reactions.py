"""What follows from acts elsewhere: people, webhooks and residents are told, links sent, numbers remembered."""

from sqlalchemy import select

from inspect_app.complaints.actions import complaint_of
from inspect_app.complaints.models import Complaint, Supporter
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.defects.models import Defect
from inspect_app.messages import actions, queries
from inspect_app.messages.rules.events import EVENTS, OF_A_DISPUTE, ON_ITS_CLAIM, TO_THE_RESIDENT
from inspect_app.votes.models import Vote
from inspect_app.warranty.models import Claim


def tell(entry: Entry) -> None:
    """Tell whom the act concerns, and every webhook that listens."""
    thing = queries.thing_of(entry.thing_kind, entry.thing_id)
    actions.tell(entry, thing, at=entry.at)
    actions.tell_hooks(entry, thing, at=entry.at)


for _verb in EVENTS:
    on(_verb)(tell)


def tell_resident(entry: Entry) -> None:
    """Tell the resident of a case how far it is."""
    actions.tell_resident(entry, db.session.get_one(Complaint, entry.thing_id), at=entry.at)


for _verb in TO_THE_RESIDENT:
    on(_verb)(tell_resident)


def tell_of_dispute(entry: Entry) -> None:
    """Tell the resident of a case how far its mediation is."""
    complaint = queries.mediated(entry.thing_kind, entry.thing_id)
    if complaint is not None:
        actions.tell_resident(entry, complaint, at=entry.at)


for _verb in OF_A_DISPUTE:
    on(_verb)(tell_of_dispute)


def tell_its_resident(entry: Entry) -> None:
    """Tell the resident of a case that its repair waits for their word; the claim itself has nobody's number."""
    complaint = complaint_of(db.session.get_one(Claim, entry.thing_id))
    if complaint is not None:
        actions.tell_resident(entry, complaint, at=entry.at)


for _verb in ON_ITS_CLAIM:
    on(_verb)(tell_its_resident)


@on("defect.raise")
@on("defect.reassign")
def send_link(entry: Entry) -> None:
    """Send link and code to a liable party without an account."""
    actions.send_link(db.session.get_one(Defect, entry.thing_id), at=entry.at)


@on("vote.send-codes")
def send_vote_codes(entry: Entry) -> None:
    """Send the codes of a vote to the phones on its roll."""
    actions.send_vote_codes(entry, db.session.get_one(Vote, entry.thing_id), at=entry.at)


@on("vote.close")
@on("vote.void")
def drop_vote_codes(entry: Entry) -> None:
    """Send no code of a vote that is over."""
    actions.drop_vote_codes(db.session.get_one(Vote, entry.thing_id), at=entry.at)


@on("complaint.file")
def mark_complaint(entry: Entry) -> None:
    """Remember which number a case was filed with."""
    complaint = db.session.get_one(Complaint, entry.thing_id)
    actions.mark_case("complaint", complaint.id, complaint.phone)


@on("complaint.join")
def mark_supporter(entry: Entry) -> None:
    """Remember which number a neighbour joined with."""
    found = db.session.scalar(select(Supporter).where(Supporter.number == str(entry.data.get("number"))))
    if found is not None:
        actions.mark_case("supporter", found.id, found.phone)


@on("complaint.erase")
def forget_number(entry: Entry) -> None:
    """Forget the number of a case that was erased, and send nothing to it that still waits."""
    actions.forget_number("complaint", entry.thing_id)
    number = db.session.get_one(Complaint, entry.thing_id).number
    actions.take_back(f"resident {number}", at=entry.at)
