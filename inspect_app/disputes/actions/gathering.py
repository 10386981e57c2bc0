"""Evidence: picked from the record as it reads now, or brought along as photos; the same piece comes in once."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.disputes.actions.moving import hold_still
from inspect_app.disputes.models import Dispute, DisputeEvidence
from inspect_app.disputes.queries import pieces
from inspect_app.disputes.rules.life import MOST_PIECES, OPEN_ROOM


def side_of(actor: Actor, dispute: Dispute) -> str:
    """Return for whom somebody acts here: a side, or who mediates."""
    parties = actor.party_ids()
    if dispute.respondent_id in parties:
        return "respondent"
    own = dispute.applicant_id in parties if dispute.applicant_id else actor.kind == "resident"
    return "applicant" if own else "mediator"


def add_evidence(
    actor: Actor, dispute: Dispute, *, kind: str, at: datetime, thing_id: str = "", why: str = "",
    photos: Sequence[str] = (),
) -> DisputeEvidence:  # fmt: skip
    """Bring a piece of evidence in; brought in again, it is the one that stands."""
    hold_still(dispute)
    _require_open(dispute)
    given = _own(why, photos) if kind == "own" else _picked(actor, dispute, kind, thing_id)
    same = DisputeEvidence.kind == kind, DisputeEvidence.thing_id == given["thing_id"]
    stmt = select(DisputeEvidence).where(DisputeEvidence.dispute_id == dispute.id, *same)
    if (standing := db.session.scalar(stmt)) is not None:
        return standing
    if (_count(dispute) or 0) >= MOST_PIECES:
        raise Problem(
            "conflict", zh=f"最多 {MOST_PIECES} 件证据。", en=f"At most {MOST_PIECES} pieces of evidence."
        )
    made = DisputeEvidence(
        dispute_id=dispute.id, kind=kind, side=side_of(actor, dispute), why=why.strip(), by_name=actor.name, at=at,
        content=content_hash(given), **given,
    )  # fmt: skip
    db.session.add(made)
    if kind == "own":
        attach("dispute", dispute.id, photos, f"evidence-{given['thing_id'][:12]}", actor.name, at)
    told = {"title": made.title, "side": made.side, "content": made.content}
    journal.record(actor, "dispute.add-evidence", dispute, at=at, data=told)
    return made


def _require_open(dispute: Dispute) -> None:
    if dispute.state not in ("asked", *OPEN_ROOM):
        raise Problem(
            "conflict", zh="调解已结束，不能再提交证据。", en="The mediation is over; no more evidence."
        )


def _own(why: str, photos: Sequence[str]) -> dict[str, Any]:
    if not why.strip():
        raise field_problem("why", "请写明要证明什么", "say what it shows")
    if not photos:
        raise field_problem("photos", "至少一张照片", "at least one photo")
    names = sorted(set(photos))
    # Named by what it is: a form sent twice brings it in once.
    key = hashlib.sha256("\n".join([*names, why.strip()]).encode()).hexdigest()
    return {"thing_id": key, "title": "自行提交的照片", "facts": [], "photos": names}


def _picked(actor: Actor, dispute: Dispute, kind: str, thing_id: str) -> dict[str, Any]:
    found = next((each for each in pieces(actor, dispute) if (each.kind, each.id) == (kind, thing_id)), None)
    if found is None:
        raise field_problem("thing_id", "记录里没有这一项", "no such piece in the record")
    return {
        "thing_id": found.id, "title": found.title, "facts": [list(each) for each in found.facts],
        "photos": list(found.photos),
    }  # fmt: skip


def _count(dispute: Dispute) -> int | None:
    stmt = select(func.count()).select_from(DisputeEvidence).where(DisputeEvidence.dispute_id == dispute.id)
    return db.session.scalar(stmt)
