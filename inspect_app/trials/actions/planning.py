"""Planning a functional test: which kind on which element, and what it is made again for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect
from inspect_app.projects.models import Element, Project
from inspect_app.trials.models import Trial
from inspect_app.trials.permits import BUILDERS
from inspect_app.trials.rules import KINDS, MENDED, Kind, fitting, typed

Values = Mapping[str, Any]


def plan(actor: Actor, project: Project, values: Values, *, at: datetime) -> Trial:
    """Plan a trial of an element; after a failed one it is the re-trial, for which the defect must be mended first.

    Whoever does it is the actor's own building party, else the contractor.
    """
    kind = KINDS[values["kind"]]
    stmt = select(Element).where(Element.id == values["element_id"], Element.project_id == project.id)
    element = db.session.scalar(stmt.with_for_update(of=Element))
    if element is None:
        raise field_problem("element_id", "该部位不属于本项目", "no such element in this project")
    if kind not in fitting(element.kind):
        raise field_problem("kind", "该部位不做这项试验", "not a trial of this kind of element")
    working = typed.number("working", values.get("working"))
    if kind.form == "hold" and not working:
        raise field_problem(
            "working", "压力试验须填工作（设计）压力", "a pressure test needs the working pressure"
        )
    before = _before(element, kind)
    trial = Trial(
        number=next_number("SY", local_day(at).year), project=project, element=element, party_id=_builder(actor, project),
        kind=kind.key, demand=kind.group, after_id=before.id if before else None,
        working=str(working) if working and kind.form == "hold" else "",
        planned_on=values["planned_on"], planned_at=at, planned_by_name=actor.name, note=values.get("note") or "",
    )  # fmt: skip
    db.session.add(trial)
    db.session.flush()
    told = {"number": trial.number, "trial": kind.key, "place": element.path}
    journal.record(
        actor, "trial.plan", trial, at=at, data={**told, **({"after": before.number} if before else {})}
    )
    return trial


def _before(element: Element, kind: Kind) -> Trial | None:
    stmt = select(Trial).where(
        Trial.element_id == element.id, Trial.demand == kind.group, Trial.state != "void"
    )
    last = db.session.scalar(stmt.order_by(Trial.number.desc()).limit(1))
    if last is None or last.state == "passed":
        return None
    if last.state in ("planned", "run"):
        raise Problem(
            "conflict", zh=f"{last.number} 尚未完成，无需另行安排。", en=f"{last.number} is not finished yet."
        )
    defect = defect_of(last)
    if defect is not None and defect.state not in MENDED:
        raise Problem(
            "conflict", zh=f"{last.number} 不合格，缺陷 {defect.number} 整改后方可重新试验。",
            en=f"{last.number} failed: its defect {defect.number} is put right before the trial is made again.",
        )  # fmt: skip
    return last


def defect_of(trial: Trial) -> Defect | None:
    """Return the defect a failed trial raised."""
    return db.session.scalar(
        select(Defect).where(Defect.source_kind == "trial", Defect.source_id == trial.id)
    )


def _builder(actor: Actor, project: Project) -> str:
    own = sorted(project.party_ids(*BUILDERS) & actor.party_ids(*BUILDERS))
    contractor = project.party("contractor")
    found = own[0] if own else contractor.id if contractor else None
    if found is None:
        raise Problem("conflict", zh="本项目未登记施工单位。", en="The project names no contractor.")
    return found
