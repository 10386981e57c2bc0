"""Issue the notice of warranty matters to residents: number, record and sealed paper in one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance.queries import standing
from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.warranty import paper
from inspect_app.warranty.models import WarrantyNotice
from inspect_app.warranty.queries import clocks
from inspect_app.warranty.queries.notices import notice


def to_tell(project: Project) -> dict[str, Any] | None:
    """Return what a notice issued now would tell; None where no valid certificate or no warranty is there."""
    certificate, running = standing(project.id), clocks(project.id)
    if certificate is None or certificate.state != "valid" or not running:
        return None
    return paper.notice_record(project, certificate, running)


def has_news(project: Project) -> bool:
    """Say whether a notice issued now would tell something the newest one does not."""
    told, last = to_tell(project), notice(project.id)
    return told is not None and (last is None or last.content != content_hash(told))


def issue_notice(actor: Actor, project: Project, *, at: datetime) -> WarrantyNotice:
    """Issue the notice of a project under warranty; refused where the newest one says the same already."""
    # Two people at once: the second finds what the first issued.
    db.session.scalar(select(Project.id).where(Project.id == project.id).with_for_update())
    told, certificate = to_tell(project), standing(project.id)
    if told is None or certificate is None:
        raise Problem(
            "conflict",
            zh="验收证书有效、保修期已起算的项目才能签发告知书。",
            en="A notice is issued once the certificate is valid and the warranty runs.",
        )
    content, last = content_hash(told), notice(project.id)
    if last is not None and last.content == content:
        raise Problem(
            "conflict",
            zh=f"内容与已签发的 {last.number} 相同，无需再签发。",
            en=f"{last.number} says the same already: there is nothing new to tell.",
        )
    number = next_number("GZ", local_day(at).year)
    sealed = vault.keep(paper.sealed_notice(told, number, at), at=at)
    made = WarrantyNotice(
        number=number, project=project, certificate=certificate, record=told, content=content, pdf_sha256=sealed,
        issued_at=at, by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    data = {"number": number, "certificate_id": certificate.id, "content": content}
    journal.record(actor, "warranty.notify", made, at=at, data=data, kind="warranty")
    return made
