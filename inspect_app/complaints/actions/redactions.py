"""Photos of complaints before anybody sees them: sealed when filed, looked through, covered or withheld by a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from inspect_app.complaints.models import Complaint, Redaction
from inspect_app.complaints.queries.photos import given_on, undecided
from inspect_app.complaints.rules.redaction import parse
from inspect_app.core import journal
from inspect_app.core.covering import covered, found
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.files import Attachment, attach, store_photo
from inspect_app.core.permits import Actor

#: looked through in one turn of the clock: each costs a second or two
_AT_ONCE = 10
#: how a photo is labelled on what it is given on to: as it would be, had it been shown from the first
_LABELS = {"defect": "found", "claim": "told"}


def seal_photos(complaint: Complaint, shas: Sequence[str], at: datetime) -> None:
    """Keep the photos of a complaint from everybody until somebody has decided on each."""
    for number, sha in enumerate(dict.fromkeys(shas)):
        row = Redaction(
            complaint_id=complaint.id, project_id=complaint.project_id, sha256=sha, position=number
        )
        row.filed_at = at
        db.session.add(row)


def propose(actor: Actor, *, at: datetime) -> int:
    """Look through waiting photos and keep what a program would cover; return how many. It shows nothing."""
    waiting = select(Redaction).where(Redaction.state == "waiting").order_by(Redaction.filed_at, Redaction.id)
    rows = db.session.scalars(waiting.limit(_AT_ONCE)).all()
    # All is looked through before the first row is written: nobody waits for a picture with the database held.
    seen = [(row, found(row.sha256)) for row in rows]
    for row, proposed in seen:
        row.proposed = proposed
        journal.move(actor, row, "propose", at=at, data={"found": len(proposed)})
    return len(seen)


def decide(actor: Actor, row: Redaction, name: str, values: Mapping[str, Any], *, at: datetime) -> Redaction:
    """Take one of a photo's declared moves: cover and show it, withhold it, or decide again."""
    row.WORKFLOW.take(row.state, name)
    told: dict[str, Any] = {"complaint": row.complaint.number}
    if name == "redact":
        boxes = parse(values.get("boxes") or "")
        row.boxes = [list(each) for each in boxes]
        row.copy_sha256 = store_photo(covered(row.sha256, boxes))
        told["covered"] = len(boxes)
    else:
        told["reason"] = values.get("reason")
    if name == "again":
        if row.complaint.erased_at is not None:
            raise Problem(
                "conflict",
                zh="个人信息已删除，照片不再处理。",
                en="The resident's data were deleted; the photo is settled.",
            )
        _take_back(row)
        row.copy_sha256 = row.decided_at = None
    journal.move(actor, row, name, at=at, data=told)
    return row


def give_on(row: Redaction, at: datetime) -> None:
    """Put a photo that is shown beside the tickets and the claim made of its complaint; done again it changes nothing."""
    if row.copy_sha256 is None:
        return
    for kind, key in given_on(row.complaint_id):
        attach(kind, key, [row.copy_sha256], _LABELS[kind], "居民", at)


def _take_back(row: Redaction) -> None:
    # Whatever was left uncovered must be seen nowhere else either.
    for kind, key in given_on(row.complaint_id):
        here = Attachment.thing_kind == kind, Attachment.thing_id == key
        db.session.execute(delete(Attachment).where(*here, Attachment.sha256 == row.copy_sha256))


def withhold_rest(actor: Actor, complaint: Complaint, at: datetime) -> None:
    """Withhold what nobody has decided on once a resident's data are taken away: nobody shall look at it any more."""
    for row in db.session.scalars(undecided(complaint.id)).all():
        decide(actor, row, "withhold", {"reason": "个人信息已删除"}, at=at)
