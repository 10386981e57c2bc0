"""Reads of acceptances, certificates, papers, and the elements that carry a warranty."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from inspect_app.acceptance.models import Acceptance, Certificate, Document
from inspect_app.acceptance.rules.letter import CLASS_OF
from inspect_app.acceptance.rules.lives import OVER
from inspect_app.acceptance.rules.papers import BY_KEY
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_sight

Row = TypeVar("Row", Document, Element)


def one(actor: Actor, acceptance_id: str) -> Select[Acceptance]:
    """Return the query for one acceptance of a project the actor may see."""
    seen = select(Acceptance).join(Acceptance.project).where(in_sight(actor), Acceptance.id == acceptance_id)
    return seen.options(contains_eager(Acceptance.project))


def latest(project_id: str) -> Acceptance | None:
    """Return the newest acceptance of a project."""
    stmt = select(Acceptance).where(Acceptance.project_id == project_id)
    return db.session.scalar(stmt.order_by(Acceptance.began_at.desc(), Acceptance.id.desc()).limit(1))


def certificates(actor: Actor) -> Select[Certificate]:
    """Return the certificates an actor may see, newest first."""
    seen = select(Certificate).join(Certificate.project).where(in_sight(actor))
    ordered = seen.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    return ordered.options(contains_eager(Certificate.project))


def certificate(actor: Actor, certificate_id: str) -> Select[Certificate]:
    """Return the query for one certificate the actor may see."""
    return certificates(actor).where(Certificate.id == certificate_id)


def by_number(number: str) -> Certificate | None:
    """Return the certificate of a number, as anyone may ask."""
    return db.session.scalar(select(Certificate).where(Certificate.number == number.strip().upper()))


def standing(project_id: str) -> Certificate | None:
    """Return the newest certificate of a project, one that is not over first."""
    return standings([project_id]).get(project_id)


def standings(project_ids: Collection[str]) -> dict[str, Certificate]:
    """Return the standing certificate of each project that has one, all at once."""
    order = (Certificate.state.in_(OVER), Certificate.issued_at.desc(), Certificate.id.desc())
    stmt = select(Certificate).where(Certificate.project_id.in_(project_ids)).order_by(*order)
    found: dict[str, Certificate] = {}
    for each in db.session.scalars(stmt):
        found.setdefault(each.project_id, each)
    return found


def document(actor: Actor, document_id: str) -> Select[Document]:
    """Return the query for one paper of a project the actor may see."""
    seen = select(Document).join(Document.project).where(in_sight(actor), Document.id == document_id)
    return seen.options(contains_eager(Document.project))


def documents(*project_ids: str) -> list[Document]:
    """Return the papers handed in for these projects, newest first, the withdrawn ones among them."""
    stmt = select(Document).where(Document.project_id.in_(project_ids))
    return list(db.session.scalars(stmt.order_by(Document.at.desc(), Document.id.desc())))


def in_force(papers: Sequence[Document]) -> dict[str, Document]:
    """Return the paper of each kind that counts: the newest that is not withdrawn; not those that count side by side."""
    counting = (each for each in reversed(papers) if each.withdrawn_at is None)
    return {each.kind: each for each in counting if not BY_KEY[each.kind].several}


def elements(*project_ids: str) -> list[Element]:
    """Return the elements of these projects that carry a warranty, in reading order."""
    stmt = select(Element).where(Element.project_id.in_(project_ids), Element.kind.in_(list(CLASS_OF)))
    return list(db.session.scalars(stmt.order_by(Element.path, Element.id)))


def by_project(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for each in rows:
        found[each.project_id].append(each)
    return found
