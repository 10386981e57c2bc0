"""Several complaints that point to one cause bring about one targeted inspection."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspect_app.checklists.models import Template
from inspect_app.complaints.models import Cluster, Complaint
from inspect_app.complaints.rules import clusters
from inspect_app.complaints.rules.categories import parts
from inspect_app.complaints.rules.nearness import bears_on
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.inspections.actions import add_visit
from inspect_app.materials import queries as materials
from inspect_app.materials.queries import BuiltIn
from inspect_app.materials.rules import fits
from inspect_app.projects.models import Project

_LONGEST = max(each.days for each in clusters.THRESHOLDS)
_DAYS = {each.kind: each.days for each in clusters.THRESHOLDS}


def find_clusters(actor: Actor, *, at: datetime) -> int:
    """Find clusters and arrange an inspection of each; one that was found stands for as long as its span."""
    since, today = at - timedelta(days=_LONGEST), local_day(at)
    recent = select(Complaint).where(Complaint.filed_at >= since, Complaint.state != "withdrawn")
    recent = recent.options(joinedload(Complaint.element)).order_by(Complaint.project_id, Complaint.filed_at)
    by_project: dict[str, list[clusters.Said]] = {}
    told = list(db.session.scalars(recent).unique())
    built: dict[str, list[BuiltIn]] = {}
    for one in materials.standing({each.project_id for each in told}):
        built.setdefault(one.project_id, []).append(one)
    for each in told:
        by_project.setdefault(each.project_id, []).append(_said(each, built.get(each.project_id, [])))
    made = 0
    for project_id, said in by_project.items():
        project = db.session.scalars(select(Project).where(Project.id == project_id).with_for_update()).one()
        for found in clusters.found(said, today):
            made += _inspect(actor, project, found, at)
    return made


def _said(complaint: Complaint, built: Iterable[BuiltIn]) -> clusters.Said:
    builder, stack = complaint.project.party("contractor"), clusters.stack_of(complaint.where)
    keys: dict[str, tuple[str, ...]] = {"stack": (stack,) if stack else ()}
    keys["team"] = (builder.name,) if builder else ()
    kinds = parts(complaint.category)
    if complaint.element is not None and kinds:
        path = complaint.element.path
        keys["lot"] = tuple(dict.fromkeys(
            each.number for each in built
            if fits(each.material, kinds) and bears_on(path, each.path, each.element, kinds)
        ))  # fmt: skip
    return clusters.Said(complaint.number, complaint.category, local_day(complaint.filed_at), keys)


def _inspect(actor: Actor, project: Project, found: clusters.Found, at: datetime) -> bool:
    today = local_day(at)
    standing = select(Cluster.id).where(
        Cluster.project_id == project.id, Cluster.kind == found.kind, Cluster.key == found.key,
        Cluster.category == found.category, Cluster.opened_on > today - timedelta(days=_DAYS[found.kind]),
    )  # fmt: skip
    if db.session.scalar(standing.limit(1)) or _covered(project, found, at):
        return False
    key = clusters.CHECKLISTS.get(found.category, clusters.OTHERWISE)
    template = db.session.scalar(select(Template).where(Template.key == key))
    visit = None
    if template is not None:
        due = today + timedelta(days=clusters.VISIT_WITHIN_DAYS)
        visit = add_visit(actor, project=project, template_id=template.id, due_on=due, at=at)
    made = Cluster(
        project_id=project.id, kind=found.kind, key=found.key, category=found.category, opened_on=today,
        numbers=list(found.numbers), visit_id=visit.id if visit else None, found_at=at,
    )  # fmt: skip
    db.session.add(made)
    data = {"kind": found.kind, "category": found.category, "numbers": list(found.numbers)}
    data |= {"visit": visit.number if visit else ""}
    journal.record(actor, "cluster.find", made, at=at, data=data)
    return True


def _covered(project: Project, found: clusters.Found, at: datetime) -> bool:
    """Say whether the same complaints have brought about an inspection already, as a cluster of another kind."""
    recent = select(Cluster).where(
        Cluster.project_id == project.id, Cluster.category == found.category,
        Cluster.found_at >= at - timedelta(days=_DAYS[found.kind]),
    )  # fmt: skip
    return any(set(found.numbers) <= set(each.numbers) for each in db.session.scalars(recent))
