"""The construction record of what a complaint is about: what lower rooms know of the part, as this person may see it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from inspect_app.acceptance.models import Certificate, Document
from inspect_app.complaints.models import Cluster, Complaint
from inspect_app.complaints.rules.categories import parts
from inspect_app.complaints.rules.nearness import above
from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.core.permits import Actor, may
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.holds import queries as holds
from inspect_app.holds.models import Hold
from inspect_app.materials import queries as materials
from inspect_app.materials.models import MaterialLot
from inspect_app.projects.models import Element

MOST = 10


@dataclass(frozen=True, slots=True)
class Record:
    """The record: hold points with their acceptance, earlier tickets, photos of both, papers, who built it, of what."""

    holds: list[Hold]
    defects: list[Defect]
    photos: list[Attachment]
    papers: list[Document]
    certificate: Certificate | None
    builders: list[tuple[str, str]]
    clusters: list[Cluster]
    lots: list[tuple[MaterialLot, list[str]]]


def record(actor: Actor, complaint: Complaint) -> Record:
    """Return the construction record of what a complaint is about: its place, what is above and below, the parts at fault."""
    found_holds = _rows(holds.visible(actor).where(Hold.project_id == complaint.project_id), Hold, complaint)
    found_defects = _rows(
        defects.visible(actor).where(Defect.project_id == complaint.project_id), Defect, complaint
    )
    papers = select(Document).where(
        Document.project_id == complaint.project_id, Document.withdrawn_at.is_(None)
    )
    certificate = select(Certificate).where(Certificate.project_id == complaint.project_id)
    builders = [
        (each.role, each.party.name)
        for each in complaint.project.parties
        if each.role in ("contractor", "subcontractor", "supervisor", "designer")
    ]
    return Record(
        found_holds, found_defects, _photos(found_holds, found_defects),
        _permitted(actor, "document.read", papers.order_by(Document.dated_on.desc()).limit(MOST)),
        next(iter(_permitted(actor, "certificate.read", certificate.order_by(Certificate.id.desc()).limit(1))), None),
        builders, _clusters(actor, complaint), _lots(actor, complaint),
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
    there = select(Element.id).where(Element.project_id == complaint.project_id, near(complaint))
    stmt = stmt.where(model.element_id.in_(there)).order_by(model.id.desc()).limit(MOST)
    return list(db.session.scalars(stmt).unique())


def _lots(actor: Actor, complaint: Complaint) -> list[tuple[MaterialLot, list[str]]]:
    if complaint.element is None:
        return []
    return materials.built_in(actor, complaint.project_id, near(complaint), parts(complaint.category))[:MOST]


def near(complaint: Complaint) -> ColumnElement[bool]:
    """Return the condition on Element that `rules.nearness.bears_on` says of a row."""
    path, top = complaint.where, complaint.where.split(" / ")[0]
    here = Element.path == top, Element.path.startswith(f"{top} / ", autoescape=True)
    return or_(
        Element.path.in_(above(path)),
        Element.path.startswith(f"{path} / ", autoescape=True),
        and_(Element.kind.in_(parts(complaint.category)), or_(*here)),
    )


def _photos(found_holds: list[Hold], found_defects: list[Defect]) -> list[Attachment]:
    keys = [*(each.id for each in found_holds), *(each.id for each in found_defects)]
    if not keys:
        return []
    stmt = select(Attachment).where(
        Attachment.thing_kind.in_(("hold", "defect")), Attachment.thing_id.in_(keys)
    )
    return list(db.session.scalars(stmt.order_by(Attachment.at.desc()).limit(MOST)))
