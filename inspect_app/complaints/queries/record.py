"""The construction record of what a complaint is about: what lower rooms know of the part, as this person may see it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from inspect_app.acceptance.models import Certificate, Document
from inspect_app.complaints.models import Cluster, Complaint
from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.core.permits import Actor, may
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.holds import queries as holds
from inspect_app.holds.models import Hold
from inspect_app.projects.models import Element

MOST = 10


@dataclass(frozen=True, slots=True)
class Record:
    """The record: hold points with their acceptance, earlier tickets, photos of both, papers, who built it."""

    holds: list[Hold]
    defects: list[Defect]
    photos: list[Attachment]
    papers: list[Document]
    certificate: Certificate | None
    builders: list[tuple[str, str]]
    clusters: list[Cluster]


def record(actor: Actor, complaint: Complaint) -> Record:
    """Return the construction record of the part a complaint is about, and of what lies above and below it."""
    found_holds = _rows(holds.visible(actor).where(Hold.project_id == complaint.project_id), Hold, complaint)
    found_defects = _rows(
        defects.visible(actor).where(Defect.project_id == complaint.project_id), Defect, complaint
    )
    papers = select(Document).where(
        Document.project_id == complaint.project_id, Document.withdrawn_at.is_(None)
    )
    certificate = select(Certificate).where(Certificate.project_id == complaint.project_id)
    parties = [
        (each.role, each.party.name)
        for each in complaint.project.parties
        if each.role in ("contractor", "subcontractor", "supervisor", "designer")
    ]
    return Record(
        found_holds, found_defects, _photos(found_holds, found_defects),
        _permitted(actor, "document.read", papers.order_by(Document.dated_on.desc()).limit(MOST)),
        next(iter(_permitted(actor, "certificate.read", certificate.order_by(Certificate.id.desc()).limit(1))), None),
        parties, _clusters(actor, complaint),
    )  # fmt: skip


def _permitted(actor: Actor, verb: str, stmt: Any) -> list[Any]:
    return [each for each in db.session.scalars(stmt).unique() if may(actor, verb, each)]


def _clusters(actor: Actor, complaint: Complaint) -> list[Cluster]:
    # A targeted inspection is not announced to whoever is inspected.
    if not may(actor, "complaint.see-words", complaint):
        return []
    stmt = select(Cluster).where(Cluster.project_id == complaint.project_id).order_by(Cluster.found_at.desc())
    return [each for each in db.session.scalars(stmt.limit(50)) if complaint.number in each.numbers]


def _rows(stmt: Any, model: Any, complaint: Complaint) -> list[Any]:
    if complaint.element is None:
        return []
    near = select(Element.id).where(
        Element.project_id == complaint.project_id, _along(complaint.element.path)
    )
    stmt = stmt.where(model.element_id.in_(near)).order_by(model.id.desc()).limit(MOST)
    return list(db.session.scalars(stmt).unique())


def _along(path: str) -> ColumnElement[bool]:
    parts = path.split(" / ")
    above = [" / ".join(parts[:n]) for n in range(1, len(parts) + 1)]
    return or_(Element.path.in_(above), Element.path.startswith(f"{path} / ", autoescape=True))


def _photos(found_holds: list[Hold], found_defects: list[Defect]) -> list[Attachment]:
    keys = [*(each.id for each in found_holds), *(each.id for each in found_defects)]
    if not keys:
        return []
    stmt = select(Attachment).where(
        Attachment.thing_kind.in_(("hold", "defect")), Attachment.thing_id.in_(keys)
    )
    return list(db.session.scalars(stmt.order_by(Attachment.at.desc()).limit(MOST)))
