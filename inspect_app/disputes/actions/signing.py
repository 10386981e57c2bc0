"""Signing an agreement: by a side itself, or on paper before whoever mediates; both sign one and the same text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inspect_app.core import journal
from inspect_app.core.canonical import content_hash
from inspect_app.core.errors import Problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.disputes.actions.gathering import side_of
from inspect_app.disputes.actions.moving import hold_still
from inspect_app.disputes.models import Dispute, DisputeSignature


def text_of(dispute: Dispute) -> dict[str, Any]:
    """Return what both sides sign, for machines: who, about what, which terms, by when."""
    return {
        "number": dispute.number, "draft": dispute.drafts, "source": dispute.source_number,
        "project": dispute.project.number, "place": dispute.place, "applicant": dispute.applicant_name,
        "respondent": dispute.respondent.name, "mediator": dispute.mediator.name, "claim": dispute.claim,
        "answer": dispute.answer, "terms": dispute.terms,
        "perform_by": dispute.perform_by.isoformat() if dispute.perform_by else None,
    }  # fmt: skip


def sign(actor: Actor, dispute: Dispute, *, draft: int, name: str, at: datetime) -> Dispute:
    """Sign the draft one has read for the side one stands on."""
    return _sign(actor, dispute, side_of(actor, dispute), draft, name, "self", at, "sign", ())


def sign_for(
    actor: Actor, dispute: Dispute, *, side: str, draft: int, name: str, photos: Sequence[str], at: datetime
) -> Dispute:
    """Record that a side signed a draft on paper, with a picture of the signed paper."""
    return _sign(actor, dispute, side, draft, name, "paper", at, "sign-for", photos)


def _sign(
    actor: Actor, dispute: Dispute, side: str, draft: int, name: str, way: str, at: datetime, verb: str,
    photos: Sequence[str],
) -> Dispute:  # fmt: skip
    hold_still(dispute)
    if dispute.state != "drafted":
        raise Problem("conflict", zh="没有待签的协议。", en="There is no agreement to sign.")
    if draft != dispute.drafts:
        # Written anew between reading and signing: nobody signs what they have not read.
        raise Problem(
            "conflict",
            zh="协议刚刚改过，请先看新的内容。",
            en="The agreement was written anew: read it first.",
        )
    if side in dispute.signed:
        raise Problem("conflict", zh="这一方已经签过字。", en="This side has signed already.")
    content = content_hash(text_of(dispute))
    dispute.signatures.append(
        DisputeSignature(
            draft=dispute.drafts, side=side, name=name.strip(), way=way, content=content, at=at, by_name=actor.name
        )
    )  # fmt: skip
    attach("dispute", dispute.id, photos, f"signed-{dispute.drafts}-{side}", actor.name, at)
    # The name of a resident stays out of the journal.
    told = {"side": side, "way": way, "draft": dispute.drafts, "content": content}
    journal.record(actor, f"dispute.{verb}", dispute, at=at, data=told)
    return dispute
