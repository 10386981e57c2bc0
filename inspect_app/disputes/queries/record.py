"""The record evidence is picked from: what this person may see of the case and of the works where it lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from inspect_app.acceptance.models import Certificate, Document, kind_of
from inspect_app.complaints.queries import shown
from inspect_app.complaints.rules.masking import masked
from inspect_app.core.calendar import CHINA
from inspect_app.core.db import db
from inspect_app.core.files import attachments
from inspect_app.core.permits import Actor, may
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import WORKFLOW as TICKET
from inspect_app.disputes.models import Dispute, DisputeEvidence
from inspect_app.disputes.queries.cases import scoped
from inspect_app.holds import queries as holds
from inspect_app.holds.models import Hold
from inspect_app.holds.rules import WORKFLOW as HOLD
from inspect_app.warranty.models import Clock

MOST = 15
Fact = tuple[str, str, object]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something of the record: what kind, which, how it is called, what it says, its photos."""

    kind: str
    id: str
    title: str
    facts: tuple[tuple[str, str, str], ...]
    photos: tuple[str, ...] = ()


def pieces(actor: Actor, dispute: Dispute) -> list[Piece]:
    """Return what this person may bring in: of the same part of the building where there is one.

    A resident has the own case, the warranty and the certificate; whoever works with the record picks the rest.
    The other side reads it, so that a resident's numbers and addresses are hidden unless the resident brings it.
    """
    found = [*_case(actor, dispute), *_clocks(dispute), *_certificates(actor, dispute)]
    if actor.kind != "resident":
        found += [*_tickets(actor, dispute), *_holds(actor, dispute), *_papers(actor, dispute)]
    return found


def _made(kind: str, key: str, title: str, facts: Sequence[Fact], photos: Sequence[str] = ()) -> Piece:
    told = tuple((zh, en, said(value)) for zh, en, value in facts if value not in (None, ""))
    return Piece(kind, key, title[:300], told, tuple(dict.fromkeys(photos)))


def said(value: object) -> str:
    """Return a value as the room keeps it: local time, plain text."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _photos(kind: str, key: str) -> list[str]:
    if kind == "complaint":
        return shown(key).copies  # both sides read the room: what nobody has decided to show stays sealed
    return [each.sha256 for each in attachments(kind, key)]


def photos_of(piece: DisputeEvidence) -> list[str]:
    """Return the photos of a piece that its case still shows: one taken back to be covered is seen nowhere."""
    kind = piece.kind
    if kind == "case":
        kind = db.session.get_one(Dispute, piece.dispute_id).source_kind
    elif kind != "defect":
        return piece.photos
    there = set(_photos(kind, piece.thing_id)) if piece.photos else set()
    return [each for each in piece.photos if each in there]


def _case(actor: Actor, dispute: Dispute) -> Iterator[Piece]:
    kind = dispute.source_kind
    if kind == "defect":
        return
    # Of a case handed on meanwhile the side that answered it sees nothing any more; the room stays open to it.
    thing = db.session.scalars(scoped(actor, kind, dispute.source_id)).unique().first()
    if thing is None or not may(actor, f"{kind}.read", thing):
        return
    words = thing.words if actor.kind == "resident" else masked(thing.words)
    facts = (("时间", "When", thing.filed_at), ("内容", "Words", words))
    yield _made("case", thing.id, thing.number, facts, _photos(kind, thing.id))


def _clocks(dispute: Dispute) -> Iterator[Piece]:
    stmt = select(Clock).where(Clock.project_id == dispute.project_id)
    if dispute.element_id:
        stmt = stmt.where(Clock.element_id == dispute.element_id)
    for each in db.session.scalars(stmt.order_by(Clock.ends_on, Clock.id).limit(MOST)):
        facts = (
            ("自", "From", each.starts_on),
            ("至", "Until", each.last_day),
            ("依据", "Basis", each.basis),
        )
        yield _made("clock", each.id, each.element.path, facts)


def _certificates(actor: Actor, dispute: Dispute) -> Iterator[Piece]:
    stmt = select(Certificate).where(Certificate.project_id == dispute.project_id)
    for each in db.session.scalars(stmt.order_by(Certificate.id.desc()).limit(1)):
        if actor.kind == "resident" or may(actor, "certificate.read", each):
            yield _made("certificate", each.id, each.number, (("签发", "Issued", each.issued_at),))


def _tickets(actor: Actor, dispute: Dispute) -> Iterator[Piece]:
    stmt = defects.visible(actor).where(Defect.project_id == dispute.project_id)
    if dispute.element_id:
        stmt = stmt.where(Defect.element_id == dispute.element_id)
    for each in db.session.scalars(stmt.order_by(Defect.raised_at.desc(), Defect.id).limit(MOST)).unique():
        facts = (
            ("登记", "Raised", each.raised_at), ("状态", "State", TICKET.state(each.state).zh),
            ("说明", "Description", each.description), ("依据", "Clause", each.clause),
        )  # fmt: skip
        title = f"{each.number} {each.title}"
        yield _made("defect", each.id, title, facts, _photos("defect", each.id))


def _holds(actor: Actor, dispute: Dispute) -> Iterator[Piece]:
    stmt = holds.visible(actor).where(Hold.project_id == dispute.project_id)
    if dispute.element_id:
        stmt = stmt.where(Hold.element_id == dispute.element_id)
    for each in db.session.scalars(stmt.order_by(Hold.number.desc(), Hold.id).limit(MOST)).unique():
        facts = (
            ("状态", "State", HOLD.state(each.state).zh),
            ("报验", "Announced", each.announced_at),
            ("放行", "Released", each.released_at),
        )
        yield _made("hold", each.id, f"{each.number} {each.title}", facts, _photos("hold", each.id))


def _papers(actor: Actor, dispute: Dispute) -> Iterator[Piece]:
    stmt = select(Document).where(Document.project_id == dispute.project_id, Document.withdrawn_at.is_(None))
    for each in db.session.scalars(stmt.order_by(Document.dated_on.desc(), Document.id).limit(MOST)):
        if may(actor, "document.read", each):
            facts = (
                ("日期", "Dated", each.dated_on),
                ("单位", "By", each.party.name),
                ("说明", "Note", each.note),
            )
            yield _made("document", each.id, each.title or kind_of(each).zh, facts)
