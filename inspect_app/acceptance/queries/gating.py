"""What the gate before acceptance asks of projects, counted from rows: whole, or as far as somebody may know it."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from inspect_app.acceptance.queries.papers import by_project, documents, elements, in_force
from inspect_app.acceptance.queries.steps import steps
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.facts import Facts, Line
from inspect_app.acceptance.rules.gate import judge
from inspect_app.acceptance.rules.letter import CONCEALED
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.gates import queries as gate_notes
from inspect_app.holds import queries as holds
from inspect_app.households import queries as households
from inspect_app.inspections.models import Answer, Submission, Visit
from inspect_app.inspections.queries import doubles, seals
from inspect_app.notices import queries as notices
from inspect_app.projects.models import Project
from inspect_app.trials import queries as trials
from inspect_app.works import queries as works


def gate(project: Project, at: datetime, to: Actor | None = None) -> tuple[Line, ...]:
    """Return every requirement of a project's acceptance as it stands at `at`, or as somebody may know it."""
    return gates([project], at, to)[project.id]


def gates(
    projects: Collection[Project], at: datetime, to: Actor | None = None
) -> dict[str, tuple[Line, ...]]:
    """Return the requirements of each project by its id; the number of queries does not grow with them."""
    return {key: judge(each) for key, each in facts(projects, at, to).items()}


def facts(projects: Collection[Project], at: datetime, to: Actor | None = None) -> dict[str, Facts]:
    """Return what the gate asks of each project, all of it counted from rows.

    Shown to somebody, what they may not know is not counted: whoever makes a visit again would else read from the
    numbers what the first found. What is decided is decided by everything.
    """
    known = defects.unveiled(to) if to else []
    ids = [each.id for each in projects]
    papers, scope = by_project(documents(*ids)), by_project(elements(*ids))
    not_done = or_(Visit.state == "missed", and_(Visit.state == "planned", Visit.due_on < local_day(at)))
    late = _counts(Visit, ids, not_done, seals.open_to_all(), doubles.are_first())
    grave = _open_defects(ids, *known)
    overdue = _counts(Defect, ids, Defect.state.in_(defects.UNFINISHED), defects.overdue(at), *known)
    submissions, recorded = _counts(Submission, ids), _recorded(ids, to) | holds.cleared(ids)
    started, waived = gate_notes.passed("start", ids), gate_notes.overridden("completion", ids)
    found, unreleased, stopped, untested = {}, holds.standing(ids), _stopped(ids, to), trials.not_passed(ids)
    divided, homes = works.standings(ids), households.not_accepted(ids)
    far = steps(ids)
    for each in projects:
        key, valid = each.id, in_force(papers[each.id])
        found[key] = Facts(
            day=local_day(at), region=each.region, project_state=each.state, leaders=_leaders(each),
            started=key in started, waived={line: said for (of, line), said in waived.items() if of == key},
            elements=[(one.path, one.kind) for one in scope[key]], submissions=submissions[key],
            visits_late=late[key], open_by_severity=grave[key], overdue=overdue[key], unreleased=unreleased[key],
            stopped=stopped[key], untested=untested.get(key, ()), homes=homes.get(key, ()), steps=far[key],
            unaccepted=[one.number for one in divided[key].gaps] if divided[key].drafted else None,
            unrecorded=[one.path for one in scope[key] if one.kind in CONCEALED and one.id not in recorded],
            papers={kind: paper.dated_on for kind, paper in valid.items()},
            terms=dict(letter.terms) if (letter := valid.get("warranty_letter")) else {},
        )  # fmt: skip
    return found


def _stopped(ids: Collection[str], to: Actor | None) -> dict[str, list[str]]:
    """Return the stops of each project; a stop tells of a finding, so not to whoever makes its visit again."""
    found = notices.standing_stops(ids)
    if to is None or not any(found.values()):
        return found
    again = select(Visit.project_id).where(Visit.project_id.in_(ids), Visit.id.in_(doubles.hidden_from(to)))
    return found | {key: [] for key in db.session.scalars(again)}


def _leaders(project: Project) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in (one for one in project.parties if one.role in ORDER):
        found[each.role] = found.get(each.role) or each.leader
    return found


def _counts(model: Any, ids: Collection[str], *conditions: ColumnElement[bool]) -> Counter[str]:
    cells = select(model.project_id, func.count()).where(model.project_id.in_(ids), *conditions)
    return Counter({row[0]: row[1] for row in db.session.execute(cells.group_by(model.project_id))})


def _recorded(ids: Collection[str], to: Actor | None) -> set[str | None]:
    seen = select(Answer.element_id).join(Answer.submission).where(
        Submission.project_id.in_(ids), Answer.element_id.is_not(None), Answer.outcome != "na"
    )  # fmt: skip
    if to is not None:
        seen = seen.where(Submission.visit_id.not_in(doubles.hidden_from(to)))
    return set(db.session.scalars(seen.distinct()))


def _open_defects(ids: Collection[str], *known: ColumnElement[bool]) -> defaultdict[str, dict[str, int]]:
    cells = select(Defect.project_id, Defect.severity, func.count()).where(
        Defect.project_id.in_(ids), Defect.state.in_(defects.UNFINISHED), *known
    )  # fmt: skip
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for project_id, severity, count in db.session.execute(cells.group_by(Defect.project_id, Defect.severity)):
        found[project_id][severity] = count
    return found
