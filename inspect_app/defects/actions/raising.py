"""Raise a defect, once per source."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.actions.photos import Layers, keep
from inspect_app.defects.models import Defect
from inspect_app.projects.models import Element, Project


def raise_defect(
    actor: Actor, *, project: Project, title: str, at: datetime, description: str = "",
    element_id: str | None = None, kind: str = "quality", severity: str = "general", clause: str = "",
    liable_party_id: str | None = None, source_kind: str = "person", source_id: str | None = None,
    photos: Sequence[str] = (), layers: Layers | None = None, at_once: bool = False,
) -> Defect:  # fmt: skip
    """Raise a defect against the liable party (the project's contractor, when none is named).

    What came from the same source (`source_kind`, `source_id`) is raised once: the ticket that stands is
    returned as it is. `photos` are SHA-256 names of photos already received, `layers` the marks over them. What is
    dangerous now (`at_once`) has the hours of `rules.AT_ONCE` instead of those of its severity.
    """
    if source_id is not None:
        same = select(Defect).where(Defect.source_kind == source_kind, Defect.source_id == source_id)
        standing = db.session.scalar(same)
        if standing is not None:
            return standing
    _check(title, kind, severity, source_kind)
    due_at = at + rules.AT_ONCE.within if at_once else rules.due_at(severity, at)
    defect = Defect(
        number=next_number("QX", local_day(at).year), project=project, element=_element(project, element_id),
        kind=kind, severity=severity, title=title.strip(), description=description, clause=clause,
        liable_party_id=_liable(project, liable_party_id), source_kind=source_kind, source_id=source_id,
        raised_at=at, raised_by=actor.id, raised_by_name=actor.name, due_at=due_at,
    )  # fmt: skip
    db.session.add(defect)
    db.session.flush()
    keep(actor, defect, photos, "found", at, field="photos", layers=layers)
    told = {"number": defect.number, "title": defect.title, "severity": severity, "source_kind": source_kind}
    told |= {"due_at": defect.due_at.isoformat(), "liable_party_id": defect.liable_party_id}
    journal.record(actor, "defect.raise", defect, at=at, data={**told, "photos": list(photos)})
    return defect


def _check(title: str, kind: str, severity: str, source_kind: str) -> None:
    if not title.strip() or len(title) > 200:
        raise field_problem("title", "必填，最多 200 个字符", "needed, at most 200 characters")
    for name, value, known in (
        ("kind", kind, tuple(rules.KINDS)),
        ("severity", severity, tuple(rules.SEVERITIES)),
        ("source_kind", source_kind, tuple(rules.SOURCES)),
    ):
        if value not in known:
            raise field_problem(
                name, f"应为其中之一：{', '.join(known)}", f"must be one of: {', '.join(known)}"
            )


def _element(project: Project, element_id: str | None) -> Element | None:
    if not element_id:
        return None
    element = db.session.get(Element, element_id)
    if element is None or element.project_id != project.id:
        raise field_problem("element_id", "该部位不属于本项目", "no such element in this project")
    return element


def _liable(project: Project, party_id: str | None) -> str:
    if party_id:
        if party_id not in project.party_ids(*rules.LIABLE_ROLES):
            raise field_problem("liable_party_id", "应为本项目的参建单位", "must be a party of this project")
        return party_id
    contractor = project.party("contractor")
    if contractor is None:
        raise field_problem(
            "liable_party_id", "本项目未登记施工单位，请指定责任单位",
            "the project has no contractor; name the liable party",
        )  # fmt: skip
    return contractor.id
