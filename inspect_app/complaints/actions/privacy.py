"""What is kept of a resident and for how long: given out, taken away on request, forgotten by itself."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from inspect_app.complaints.actions.redactions import withhold_rest
from inspect_app.complaints.models import Complaint, Redaction, Supporter
from inspect_app.complaints.rules.life import WORKFLOW
from inspect_app.complaints.rules.masking import masked
from inspect_app.complaints.rules.privacy import RETENTIONS
from inspect_app.core import erasing, journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.files import Attachment, StoredFile, attachments
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.core.sounds import SpokenNote


def export_own(actor: Actor, complaint: Complaint, *, at: datetime) -> dict[str, Any]:
    """Return all that is kept of a resident with a complaint, for the resident; that it was given is written down."""
    journal.record(actor, "complaint.export", complaint, at=at)
    return {
        "number": complaint.number, "filed_at": complaint.filed_at.isoformat(), "category": complaint.category,
        "words": complaint.words, "place": complaint.place, "phone": complaint.phone,
        "visit_consent": complaint.visit_consent, "privacy_notice": complaint.notice, "source": complaint.source,
        "photos": [each.sha256 for each in attachments("complaint", complaint.id)],
        "looks": [
            {"at": each.at.isoformat(), "what": each.verb.rpartition("-")[2], "purpose": each.data.get("purpose")}
            for each in journal.timeline("complaint", complaint.id)
            if each.verb in ("complaint.see-phone", "complaint.see-place", "complaint.see-photos")
        ],
    }  # fmt: skip


def erase_own(actor: Actor, complaint: Complaint, *, at: datetime) -> Complaint:
    """Take away a resident's phone and exact place, and numbers in the words; the case itself must stay on record."""
    state = WORKFLOW.state(complaint.state)
    if not state.final:
        raise Problem("wrong-state", state=(state.zh, state.en), move=("删除个人信息", "erase personal data"))
    _erase(complaint, at)
    withhold_rest(SYSTEM, complaint, at)
    take_originals(at, complaint.id)
    journal.record(actor, "complaint.erase", complaint, at=at, data={"by": "resident"})
    return complaint


def forget(actor: Actor, *, at: datetime) -> int:
    """Take away what is past its retention period; return of how many cases and supporters."""
    limit = at - timedelta(days=RETENTIONS["contact"].days)
    over = select(Complaint).where(
        Complaint.state.in_(WORKFLOW.finals()), Complaint.erased_at.is_(None),
        or_(Complaint.closed_at <= limit, Complaint.withdrawn_at <= limit),
    )  # fmt: skip
    found = db.session.scalars(over.order_by(Complaint.id).with_for_update(of=Complaint)).all()
    for each in found:
        _erase(each, at)
        withhold_rest(SYSTEM, each, at)
        journal.record(actor, "complaint.erase", each, at=at, data={"by": "retention"})
    take_originals(at)
    return len(found) + _forget_supporters(at)


def _erase(complaint: Complaint, at: datetime) -> None:
    complaint.phone, complaint.spot, complaint.visit_consent = "", "", False
    complaint.words, complaint.erased_at = masked(complaint.words), at
    # A voice is a person's as much as a phone number is; numbers in it cannot be hidden.
    note = db.session.get(SpokenNote, ("complaint", complaint.id))
    if note is not None:
        db.session.delete(note)
        db.session.flush()
        erasing.mark_sound(note.sha256, at)


def take_originals(at: datetime, complaint_id: str = "") -> int:
    """Take away the photos of erased complaints as they came, unless something else names them; copies stay."""
    db.session.flush()
    of_erased = select(Complaint.id).where(Complaint.erased_at.is_not(None))
    over = of_erased.where(Complaint.id == complaint_id) if complaint_id else of_erased
    named = [each == Redaction.sha256 for each in erasing.references(but=("redactions", "attachments"))]
    other = aliased(Redaction)
    free = (
        ~exists().where(
            Attachment.sha256 == Redaction.sha256,
            or_(Attachment.thing_kind != "complaint", Attachment.thing_id.not_in(of_erased)),
        ),
        ~exists().where(
            or_(
                other.copy_sha256 == Redaction.sha256,
                and_(other.sha256 == Redaction.sha256, other.complaint_id.not_in(of_erased)),
            )
        ),
        *(~exists().where(each) for each in named),
    )
    stmt = (
        select(Redaction.sha256)
        .join(StoredFile, StoredFile.sha256 == Redaction.sha256)
        .join(Redaction.complaint)
    )
    # What came in again later came for something else, which may not name it yet.
    stmt = stmt.where(StoredFile.stored_at <= Complaint.erased_at)
    stmt = stmt.where(StoredFile.erased_at.is_(None), Redaction.complaint_id.in_(over), *free)
    found = db.session.scalars(stmt.distinct().order_by(Redaction.sha256)).all()
    for name in found:
        erasing.mark_photo(name, at)
    return len(found)


def _forget_supporters(at: datetime) -> int:
    limit = at - timedelta(days=RETENTIONS["supporter"].days)
    old = (
        select(Supporter)
        .join(Supporter.complaint)
        .where(
            Supporter.erased_at.is_(None),
            Complaint.state.in_(WORKFLOW.finals()),
            Complaint.closed_at <= limit,
        )
    )
    found = db.session.scalars(old.order_by(Supporter.id)).all()
    for each in found:
        each.phone, each.erased_at = "", at
    return len(found)
