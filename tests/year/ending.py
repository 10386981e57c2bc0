"""Who may have ended a case: the journal's own entry, judged without the permits of the product."""

from collections.abc import Callable

from sqlalchemy import select

from inspect_app.complaints.models import Complaint
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.defects.models import Defect
from inspect_app.disputes.models import Dispute
from inspect_app.notices.models import Notice
from inspect_app.warranty.models import Claim

Parties = frozenset[str]


def _fixers(thing_id: str) -> set[str]:
    """Return who handed in a fix of this ticket or of its sub-tickets, by the journal."""
    subs = select(Defect.id).where(Defect.parent_id == thing_id)
    mine = (Entry.thing_id == thing_id) | Entry.thing_id.in_(subs)
    return {
        str(each)
        for each in db.session.scalars(select(Entry.actor_id).where(Entry.verb == "defect.rectify", mine))
    }


def _confirmed(entry: Entry, parties: Parties) -> bool:
    one = db.session.get_one(Defect, entry.thing_id)
    if entry.data["from"] == "joined":
        return (
            entry.actor_kind == "system" and db.session.get_one(Defect, one.joined_into_id).state == "closed"
        )
    liable = db.session.scalars(
        select(Defect.liable_party_id).where((Defect.id == one.id) | (Defect.parent_id == one.id))
    )
    return (
        entry.actor_kind == "person" and not parties & set(liable) and entry.actor_id not in _fixers(one.id)
    )


def _voided(entry: Entry, parties: Parties) -> bool:
    one = db.session.get_one(Defect, entry.thing_id)
    if entry.actor_kind == "system":
        return one.parent_id is not None
    return entry.actor_kind == "person" and one.liable_party_id not in parties


def _joined(entry: Entry, parties: Parties) -> bool:
    return (
        entry.actor_kind == "person"
        and db.session.get_one(Defect, entry.thing_id).liable_party_id not in parties
    )


def _by_its_resident(entry: Entry, _parties: Parties) -> bool:
    return entry.actor_kind == "resident" and entry.actor_id == entry.thing_id


def _closed(entry: Entry, parties: Parties) -> bool:
    one = db.session.get_one(Complaint, entry.thing_id)
    return entry.actor_kind == "person" and bool(parties) and one.accountable_party_id not in parties


def _checked(entry: Entry, parties: Parties) -> bool:
    return (
        entry.actor_kind == "person"
        and db.session.get_one(Claim, entry.thing_id).contractor_id not in parties
    )


def _ruled_out(entry: Entry, parties: Parties) -> bool:
    one = db.session.get_one(Claim, entry.thing_id)
    return entry.actor_kind == "person" and not parties & {one.contractor_id, one.owner_id}


def _notice_over(entry: Entry, parties: Parties) -> bool:
    one = db.session.get_one(Notice, entry.thing_id)
    if entry.actor_kind == "system":
        return one.kind == "resume"
    return one.addressee_id not in parties


def _led(entry: Entry, parties: Parties) -> bool:
    one = db.session.get_one(Dispute, entry.thing_id)
    return one.mediator_id in parties and not parties & {one.respondent_id, one.applicant_id}


def _asked_for(entry: Entry, parties: Parties) -> bool:
    one = db.session.get_one(Dispute, entry.thing_id)
    if one.applicant_id is None:
        return entry.actor_kind == "resident" and entry.actor_id == one.source_id
    return one.applicant_id in parties


def _refused(entry: Entry, parties: Parties) -> bool:
    return db.session.get_one(Dispute, entry.thing_id).respondent_id in parties


#: verb that ends a case -> whether who took it may have; a new room adds its rows
ENDINGS: dict[str, Callable[[Entry, Parties], bool]] = {
    "defect.confirm": _confirmed, "defect.void": _voided, "defect.join": _joined,
    "complaint.confirm": _by_its_resident, "complaint.withdraw": _by_its_resident, "complaint.close": _closed,
    "claim.confirm": _by_its_resident, "claim.withdraw": _by_its_resident, "claim.check": _checked,
    "claim.rule-out": _ruled_out,
    "dispute.decline": _led, "dispute.fail": _led, "dispute.break": _led, "dispute.refuse": _refused,
    "dispute.settle": lambda entry, parties: _asked_for(entry, parties) or _led(entry, parties),
    "dispute.withdraw": lambda entry, parties: _asked_for(entry, parties) or entry.actor_kind == "system",
    "notice.end": _notice_over, "notice.resume": _notice_over, "notice.withdraw": _notice_over,
}  # fmt: skip
