"""Links without an account: issue one with a code of its own, end it, and record that it was read."""

from datetime import datetime

from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from inspect_app.core import journal, place
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect, Link
from inspect_app.defects.rules import WORKFLOW
from inspect_app.defects.rules.links import POLICY, seal


def issue_link(actor: Actor, defect: Defect, *, code: str, key: str, at: datetime) -> Link:
    """Issue a link for the liable party; one issued before ends. `code` is shown once and kept as a seal only."""
    if WORKFLOW.state(defect.state).final:
        raise Problem(
            "conflict", zh="工单已办结，不再发链接。", en="The ticket is settled; no link is sent any more."
        )
    for each in _alive(defect):
        each.ended_at = at
    made = Link(
        id=uuid7(), defect=defect, party_id=defect.liable_party_id, code_seal="", issued_at=at,
        issued_by_name=actor.name, expires_at=at + POLICY.lives,
    )  # fmt: skip
    made.code_seal = seal(code, made.id, key)
    db.session.add(made)
    data = {"link_id": made.id, "party_id": made.party_id, "due_at": made.expires_at.isoformat()}
    journal.record(actor, "defect.link", defect, at=at, data={**data, "party": defect.liable_party.name})
    return made


def serializer() -> URLSafeSerializer:
    """Return what signs links, so that none can be made up."""
    return URLSafeSerializer(place.secret(), salt="defect-link")


def address_of(link: Link) -> str:
    """Return the address a link is opened at."""
    return f"{place.address()}/ticket/{serializer().dumps(link.id)}"


def _alive(defect: Defect) -> list[Link]:
    return list(db.session.scalars(select(Link).where(Link.defect_id == defect.id, Link.ended_at.is_(None))))


def end_links(actor: Actor, defect: Defect, *, at: datetime) -> int:
    """End every link of a ticket; return how many were alive."""
    found = _alive(defect)
    for each in found:
        each.ended_at = at
    if found:
        journal.record(actor, "defect.unlink", defect, at=at, data={"links": len(found)})
    return len(found)


def read_by_link(reader: Actor, link: Link, *, at: datetime) -> Link:
    """Record that the liable party has opened its ticket: service of the notice."""
    link.first_read_at = link.first_read_at or at
    link.last_read_at = at
    link.reads += 1
    journal.record(
        reader, "defect.link-read", link.defect, at=at, data={"link_id": link.id, "round": link.reads}
    )
    return link
