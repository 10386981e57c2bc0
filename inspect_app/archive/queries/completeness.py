"""How complete a project's archive is: every line of the catalogue, counted from the rows of all rooms."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from inspect_app.acceptance.models import Certificate, Document
from inspect_app.archive.rules.catalogue import Held, Stage, judged
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import unveiled
from inspect_app.dossier import queries as dossier
from inspect_app.dossier.rules.completing import Standing
from inspect_app.holds.models import Hold
from inspect_app.inspections.models import DangerousWork, Submission
from inspect_app.inspections.queries import doubles
from inspect_app.materials.models import MaterialLot
from inspect_app.notices.models import Notice
from inspect_app.projects.models import Project, Sheet
from inspect_app.projects.queries import five_named, in_sight
from inspect_app.votes.models import Vote
from inspect_app.votes.queries import on_subject
from inspect_app.warranty.models import Retention, WarrantyNotice

Stages = list[tuple[Stage, list[Standing]]]
READERS = ("admin", "authority", "owner", "supervisor", "street")
#: rows with a state of their own, and those that are one thing once they are there
_LIVING: tuple[tuple[str, Any], ...] = (
    ("hold", Hold), ("material", MaterialLot), ("notice", Notice), ("certificate", Certificate),
)  # fmt: skip
_PLAIN: tuple[tuple[str, Any, tuple[ColumnElement[bool], ...]], ...] = (
    ("sheet", Sheet, (Sheet.withdrawn_at.is_(None),)), ("submission", Submission, ()), ("dangerous", DangerousWork, ()),
    ("retention", Retention, ()), ("warranty_notice", WarrantyNotice, ()),
)  # fmt: skip
#: subjects of owners' votes that an archive asks for
_SUBJECTS = ("plan", "management", "transfer")


def in_archive(actor: Actor) -> Select[Project]:
    """Return the projects whose archive an actor may see, the newest first.

    Not those where somebody makes another's visit again: the archive would tell what the first one found.
    """
    from_project = select(Submission.project_id).where(Submission.visit_id.in_(doubles.hidden_from(actor)))
    seen = in_sight(actor, roles=READERS), Project.id.not_in(from_project)
    return select(Project).where(*seen).order_by(Project.created_at.desc(), Project.id)


def completeness(project: Project, to: Actor | None = None) -> Stages:
    """Return every line of a project's archive by stage: there, missing, not applicable or later, with evidence."""
    return completenesses([project], to)[project.id]


def completenesses(projects: Sequence[Project], to: Actor | None = None) -> dict[str, Stages]:
    """Return the same of several projects by their keys; the number of queries does not grow with them."""
    ids = [each.id for each in projects]
    held: defaultdict[str, dict[str, Held]] = defaultdict(dict)
    for kind, model in _LIVING:
        _count(held, kind, model, model.state, model.project_id.in_(ids))
    for kind, model, conditions in _PLAIN:
        _count(held, kind, model, literal("there"), model.project_id.in_(ids), *conditions)
    known = unveiled(to) if to else []
    _count(held, "defect", Defect, Defect.state, Defect.project_id.in_(ids), *known)
    _papers(held, ids)
    _votes(held, ids)
    for each in projects:
        if five_named(each):
            held[each.id]["five"] = Held({"there": 1}, {"there": each.id})
    found = dossier.standings(projects)
    return {each.id: judged(found[each.id], held[each.id], each.state, each.region) for each in projects}


def _count(held: defaultdict[str, dict[str, Held]], kind: str, model: Any, state: Any, *where: Any) -> None:
    stmt = select(model.project_id, state.label("state"), func.count(), func.min(model.id)).where(*where)
    grouped = (
        stmt.group_by(model.project_id, state)
        if model.__dict__.get("state") is state
        else stmt.group_by(model.project_id)
    )
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    for row in db.session.execute(grouped):
        rows[row[0]].append(row)
    for project_id, found in rows.items():
        held[project_id][kind] = Held({row[1]: row[2] for row in found}, {row[1]: row[3] for row in found})


def _papers(held: defaultdict[str, dict[str, Held]], ids: Sequence[str]) -> None:
    stmt = select(Document.project_id, Document.kind, func.max(Document.id)).where(
        Document.project_id.in_(ids), Document.withdrawn_at.is_(None)
    )
    for project_id, kind, key in db.session.execute(stmt.group_by(Document.project_id, Document.kind)):
        held[project_id][f"paper_{kind}"] = Held({"there": 1}, {"there": key})


def _votes(held: defaultdict[str, dict[str, Held]], ids: Sequence[str]) -> None:
    """Find the last published vote of each subject; one that did not reach its majority is no decision."""
    stmt = select(Vote).where(Vote.project_id.in_(ids), Vote.state == "published")
    last = {
        (each.project_id, asked.subject): each
        for each in db.session.scalars(stmt.order_by(Vote.published_at, Vote.number))
        for asked in each.asked
        if asked.subject in _SUBJECTS
    }
    for (project_id, subject), vote in last.items():
        found = on_subject(vote, subject)
        if found is not None and found.met:
            held[project_id][f"vote_{subject}"] = Held({"there": 1}, {"there": vote.id})
