"""Acts on defects: raise one, take its moves, mark it overdue once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach, attachments
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.models import Defect
from inspect_app.projects.models import Element, Project

Values = Mapping[str, Any]
Layers = Mapping[str, list[dict[str, Any]]]


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
    _keep(actor, defect, photos, "found", at, field="photos", layers=layers)
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


def move(actor: Actor, defect: Defect, name: str, values: Values, *, at: datetime) -> Defect:
    """Take one of the defect's declared moves; photos become part of the ticket."""
    defect.WORKFLOW.take(defect.state, name)
    prepare = _PREPARE.get(name)
    told = prepare(actor, defect, values, at) if prepare else {}
    journal.move(actor, defect, name, at=at, data={**_written(values), **told})
    return defect


def _written(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}


def _rectify(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    before, after = list(values.get("before") or ()), list(values.get("after") or ())
    if not str(values.get("note") or "").strip():
        raise field_problem("note", "请写明做了什么", "say what was done")
    if not after:
        raise field_problem("after", "至少上传一张整改后的照片", "at least one photo from after the fix")
    known = {each.sha256 for each in attachments("defect", defect.id)} | set(before)
    if known & set(after):
        raise field_problem(
            "after", "这张照片此前已提交过，请上传整改后新拍的照片",
            "this photo was handed in before; send one taken after the fix",
        )  # fmt: skip
    _keep(actor, defect, before, "before", at, field="before")
    _keep(actor, defect, after, "after", at, field="after")
    defect.rounds += 1
    defect.rectified_by = actor.id
    return {"round": defect.rounds}


def _keep(
    actor: Actor, defect: Defect, shas: Sequence[str], label: str, at: datetime, *, field: str,
    layers: Layers | None = None,
) -> None:  # fmt: skip
    try:
        attach("defect", defect.id, shas, label, actor.name, at, layers=layers)
    except Problem as missing:  # the refusal names the field of this form
        raise Problem(missing.slug, errors={field: list(chain(*missing.errors.values()))}) from missing


def _checked(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    _keep(actor, defect, list(values.get("checked") or ()), "checked", at, field="checked")
    return {}


def _return(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    _checked(actor, defect, values, at)
    if defect.rectified_at is not None:
        defect.due_at = rules.due_after_return(defect.due_at, defect.rectified_at, at)
    defect.returns += 1
    return {"round": defect.rounds, "due_at": defect.due_at.isoformat()}


_PREPARE: dict[str, Callable[[Actor, Defect, Values, datetime], dict[str, Any]]] = {
    "rectify": _rectify,
    "confirm": _checked,
    "return": _return,
}


def mark_overdue(actor: Actor, defect: Defect, *, at: datetime) -> Defect:
    """Mark that the deadline passed with nothing submitted; a defect is marked once in its life."""
    if defect.overdue_at is not None:
        raise Problem("conflict", zh="该缺陷已标记超期。", en="This defect is marked overdue already.")
    defect.overdue_at = at
    told = {"due_at": defect.due_at.isoformat(), "severity": defect.severity}
    told["liable_party_id"] = defect.liable_party_id
    journal.record(actor, "defect.overdue", defect, at=at, data=told)
    return defect
