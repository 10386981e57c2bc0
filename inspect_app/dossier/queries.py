"""Reads of dossiers: lines with what stood before them, where works meet, how complete each chapter is."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.dossier.models import AuditFinding, Line, UtilityWork
from inspect_app.dossier.permits import AROUND
from inspect_app.dossier.rules.clashes import Clash, Window, clashes
from inspect_app.dossier.rules.completing import Planned, Standing, standing_of
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight

#: works that open, or opened, the ground
OPENING = ("planned", "signed", "done")
WORK_STATES = ("open", "all", *(each.name for each in UtilityWork.WORKFLOW.states))
FINDING_STATES = ("open", "late", "all", *(each.name for each in AuditFinding.WORKFLOW.states))


def lines(project_id: str) -> list[Line]:
    """Return all lines of a project's dossier, the newest entered first: those that stand and those replaced."""
    stmt = select(Line).where(Line.project_id == project_id).options(selectinload(Line.element))
    return list(db.session.scalars(stmt.order_by(Line.entered_at.desc(), Line.id.desc())))


def standing_line(project_id: str, line_id: str) -> Line | None:
    """Return a line of a project that was not replaced."""
    stmt = select(Line).where(Line.id == line_id, Line.project_id == project_id, Line.replaced_at.is_(None))
    return db.session.scalar(stmt)


def standing(project: Project) -> list[Standing]:
    """Return what a project's dossier has to hold, each there, missing, not applicable or due after the start."""
    return standings([project])[project.id]


def standings(projects: Sequence[Project]) -> dict[str, list[Standing]]:
    """Return the same of several projects, by their keys, with as many questions to the database as for one."""
    keys = [each.id for each in projects]
    held: defaultdict[str, list[Line]] = defaultdict(list)
    for line in db.session.scalars(
        select(Line)
        .where(Line.project_id.in_(keys), Line.replaced_at.is_(None))
        .order_by(Line.on.desc(), Line.id)
    ):
        held[line.project_id].append(line)
    works, findings = (
        _settled(UtilityWork, keys, ("planned",)),
        _settled(AuditFinding, keys, ("open", "answered")),
    )
    return {
        each.id: standing_of(held[each.id], works[each.id], findings[each.id], begun=each.state != "planned")
        for each in projects
    }


def _settled(
    model: type[UtilityWork] | type[AuditFinding], keys: Collection[str], waiting: Collection[str]
) -> defaultdict[str, list[Planned]]:
    stmt = select(model.project_id, model.id, model.state).where(
        model.project_id.in_(keys), model.state.not_in(("cancelled", "void"))
    )
    found: defaultdict[str, list[Planned]] = defaultdict(list)
    for project_id, key, state in db.session.execute(stmt.order_by(model.id)):
        found[project_id].append(Planned(key, state not in waiting))
    return found


def with_dossiers(actor: Actor, pool_state: str = "") -> Select[Project]:
    """Return the projects whose dossier an actor may see, the newest first; those of a state in the reserve pool."""
    stmt = select(Project).where(in_sight(actor, wide=True)).order_by(Project.created_at.desc(), Project.id)
    if pool_state:
        said = select(Line.project_id).where(
            Line.register == "value",
            Line.kind == "pool_state",
            Line.said == pool_state,
            Line.replaced_at.is_(None),
        )
        stmt = stmt.where(Project.id.in_(said))
    return stmt


def works(actor: Actor, *, state: str = "all", project_id: str = "", street: str = "") -> Select[UtilityWork]:
    """Return the utility works an actor may see, in the order of their days."""
    stmt = (
        select(UtilityWork).join(UtilityWork.project).where(in_sight(actor, roles=AROUND))
        .options(contains_eager(UtilityWork.project), selectinload(UtilityWork.party))
        .order_by(UtilityWork.since, UtilityWork.number, UtilityWork.id)
    )  # fmt: skip
    if state == "open":
        stmt = stmt.where(UtilityWork.state == "planned")
    elif state != "all":
        stmt = stmt.where(UtilityWork.state == state)
    if street:
        said = f"%{street.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        stmt = stmt.where(
            or_(UtilityWork.street.like(said, escape="!"), UtilityWork.trench.like(said, escape="!"))
        )
    return stmt.where(UtilityWork.project_id == project_id) if project_id else stmt


def clashing(actor: Actor, among: Sequence[UtilityWork]) -> list[tuple[Clash, UtilityWork, UtilityWork]]:
    """Return where these works meet each other or others of their streets and projects that the actor may see."""
    if not among:
        return []
    near = or_(
        UtilityWork.street.in_({each.street for each in among}),
        UtilityWork.project_id.in_({each.project_id for each in among}),
    )
    stmt = works(actor).where(UtilityWork.state.in_(OPENING), near)
    known = {each.id: each for each in db.session.scalars(stmt)}
    asked = {each.id for each in among}
    windows = [
        Window(each.id, each.project_id, each.street, each.trench, each.since, each.until)
        for each in known.values()
    ]
    return [
        (each, known[each.first], known[each.second])
        for each in clashes(windows)
        if asked & {each.first, each.second}
    ]


def findings(actor: Actor, *, on: date, state: str = "all", project_id: str = "") -> Select[AuditFinding]:
    """Return the audit findings an actor may see, those due first before; `late`: not closed after their day."""
    stmt = select(AuditFinding).join(AuditFinding.project).where(in_sight(actor, wide=True))
    stmt = stmt.options(contains_eager(AuditFinding.project))
    stmt = stmt.order_by(AuditFinding.due_on, AuditFinding.number, AuditFinding.id)
    if state in ("open", "late"):
        stmt = stmt.where(AuditFinding.state.in_(("open", "answered")))
        stmt = stmt.where(AuditFinding.due_on < on) if state == "late" else stmt
    elif state != "all":
        stmt = stmt.where(AuditFinding.state == state)
    return stmt.where(AuditFinding.project_id == project_id) if project_id else stmt


def one_work(actor: Actor, key: str) -> Select[UtilityWork]:
    """Return the query for one utility work the actor may see."""
    return works(actor).where(UtilityWork.id == key)


def one_finding(actor: Actor, key: str, on: date) -> Select[AuditFinding]:
    """Return the query for one audit finding the actor may see."""
    return findings(actor, on=on).where(AuditFinding.id == key)
