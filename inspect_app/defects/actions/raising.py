"""Raise a defect, once per source."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from inspect_app.defects.rules.hazards import BY_KEY
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_charge


@dataclass(frozen=True, slots=True)
class Kin:
    """The ticket a new one comes from, and the deadline it has from there: as its sub-ticket, or split off it."""

    of: Defect
    due_at: datetime
    is_sub: bool = False


def raise_defect(
    actor: Actor, *, project: Project, title: str, at: datetime, description: str = "",
    element_id: str | None = None, kind: str = "quality", severity: str = "general", clause: str = "",
    liable_party_id: str | None = None, source_kind: str = "person", source_id: str | None = None,
    photos: Sequence[str] = (), layers: Layers | None = None, criterion: str | None = None,
    term: rules.Term | None = None, kin: Kin | None = None, at_once: bool = False,
) -> Defect:  # fmt: skip
    """Raise a defect against the liable party; when none is named, whoever has charge of the element, else the contractor.

    What came from the same source (`source_kind`, `source_id`) is raised once: the ticket that stands is
    returned as it is. `photos` are SHA-256 names of photos already received, `layers` the marks over them;
    `criterion` is that of a major hazard; `term` a deadline other than that of the severity. What is dangerous now
    (`at_once`) has the hours of `rules.AT_ONCE` and waits for no plan.
    """
    if source_id is not None:
        same = select(Defect).where(Defect.source_kind == source_kind, Defect.source_id == source_id)
        standing = db.session.scalar(same)
        if standing is not None:
            return standing
    _check(title, kind, severity, source_kind, criterion)
    defect = Defect(
        number=next_number("QX", local_day(at).year), project=project, element=_element(project, element_id),
        kind=kind, severity=severity, title=title.strip(), description=description, criterion=criterion,
        clause=clause or (BY_KEY[criterion].clause[:200] if criterion else ""),
        liable_party_id=_liable(project, liable_party_id, element_id), source_kind=source_kind, source_id=source_id,
        raised_at=at, raised_by=actor.id, raised_by_name=actor.name,
        due_at=at + rules.AT_ONCE.within if at_once else _due(severity, at, term, kin),
        plan=rules.plan_at_first(severity, at_once or (kin is not None and kin.is_sub)), step_at=at, **_related(kin),
    )  # fmt: skip
    db.session.add(defect)
    db.session.flush()
    keep(actor, defect, photos, "found", at, field="photos", layers=layers)
    told = {"number": defect.number, "title": defect.title, "severity": severity, "source_kind": source_kind}
    told |= {"due_at": defect.due_at.isoformat(), "liable_party_id": defect.liable_party_id}
    told |= {name: value for name, value in (("criterion", criterion), *_related(kin).items()) if value}
    journal.record(actor, "defect.raise", defect, at=at, data={**told, "photos": list(photos)})
    return defect


def _due(severity: str, at: datetime, term: rules.Term | None, kin: Kin | None) -> datetime:
    if kin is not None:
        return kin.due_at
    return rules.term_end(term, at)[0] if term else rules.due_at(severity, at)


def _related(kin: Kin | None) -> dict[str, str]:
    if kin is None:
        return {}
    if kin.is_sub:
        return {"parent_id": kin.of.id, "giver_party_id": kin.of.liable_party_id}
    return {"split_from_id": kin.of.id}


def _check(title: str, kind: str, severity: str, source_kind: str, criterion: str | None) -> None:
    if not title.strip() or len(title) > 200:
        raise field_problem("title", "必填，最多 200 个字符", "needed, at most 200 characters")
    for name, value, known in (
        ("kind", kind, tuple(rules.KINDS)),
        ("severity", severity, tuple(rules.SEVERITIES)),
        ("source_kind", source_kind, tuple(rules.SOURCES)),
        *([("criterion", criterion, tuple(BY_KEY))] if criterion is not None else ()),
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


def _liable(project: Project, party_id: str | None, element_id: str | None) -> str:
    if party_id:
        if party_id not in project.party_ids(*rules.LIABLE_ROLES):
            raise field_problem("liable_party_id", "应为本项目的参建单位", "must be a party of this project")
        return party_id
    charge = in_charge([element_id]).get(element_id) if element_id else None
    if charge is not None and charge.party_id is not None:
        return charge.party_id
    contractor = project.party("contractor")
    if contractor is None:
        raise field_problem(
            "liable_party_id", "本项目未登记施工单位，请指定责任单位",
            "the project has no contractor; name the liable party",
        )  # fmt: skip
    return contractor.id
