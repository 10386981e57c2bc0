"""Reads of acceptance: what an actor may see, the facts the gate judges, the evidence a record counts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from inspect_app.acceptance.models import Acceptance, Certificate, Document, kind_of
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.gate import Facts, Line, judge
from inspect_app.acceptance.rules.letter import CLASS_OF, CONCEALED
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import SEVERITIES
from inspect_app.holds import queries as holds
from inspect_app.inspections.models import Answer, Submission, Visit
from inspect_app.inspections.queries import doubles, seals
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_sight
from inspect_app.readings.models import Alarm, Channel, Device, Reading

Row = TypeVar("Row", Document, Element)


def one(actor: Actor, acceptance_id: str) -> Select[Acceptance]:
    """Return the query for one acceptance of a project the actor may see."""
    seen = select(Acceptance).join(Acceptance.project).where(in_sight(actor), Acceptance.id == acceptance_id)
    return seen.options(contains_eager(Acceptance.project))


def latest(project_id: str) -> Acceptance | None:
    """Return the newest acceptance of a project."""
    stmt = select(Acceptance).where(Acceptance.project_id == project_id)
    return db.session.scalar(stmt.order_by(Acceptance.began_at.desc(), Acceptance.id.desc()).limit(1))


def certificates(actor: Actor) -> Select[Certificate]:
    """Return the certificates an actor may see, newest first."""
    seen = select(Certificate).join(Certificate.project).where(in_sight(actor))
    ordered = seen.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    return ordered.options(contains_eager(Certificate.project))


def certificate(actor: Actor, certificate_id: str) -> Select[Certificate]:
    """Return the query for one certificate the actor may see."""
    return certificates(actor).where(Certificate.id == certificate_id)


def by_number(number: str) -> Certificate | None:
    """Return the certificate of a number, as anyone may ask."""
    return db.session.scalar(select(Certificate).where(Certificate.number == number.strip().upper()))


def standing(project_id: str) -> Certificate | None:
    """Return the newest certificate of a project, one that is not revoked first."""
    return standings([project_id]).get(project_id)


def standings(project_ids: Collection[str]) -> dict[str, Certificate]:
    """Return the standing certificate of each project that has one, all at once."""
    order = (Certificate.state == "revoked", Certificate.issued_at.desc(), Certificate.id.desc())
    stmt = select(Certificate).where(Certificate.project_id.in_(project_ids)).order_by(*order)
    found: dict[str, Certificate] = {}
    for each in db.session.scalars(stmt):
        found.setdefault(each.project_id, each)
    return found


def document(actor: Actor, document_id: str) -> Select[Document]:
    """Return the query for one paper of a project the actor may see."""
    seen = select(Document).join(Document.project).where(in_sight(actor), Document.id == document_id)
    return seen.options(contains_eager(Document.project))


def documents(*project_ids: str) -> list[Document]:
    """Return the papers handed in for these projects, newest first, the withdrawn ones among them."""
    stmt = select(Document).where(Document.project_id.in_(project_ids))
    return list(db.session.scalars(stmt.order_by(Document.at.desc(), Document.id.desc())))


def in_force(papers: Sequence[Document]) -> dict[str, Document]:
    """Return the paper of each kind that counts: the newest that is not withdrawn."""
    return {each.kind: each for each in reversed(papers) if each.withdrawn_at is None}


def gate(project: Project, at: datetime) -> tuple[Line, ...]:
    """Return every requirement of a project's acceptance as it stands at `at`."""
    return gates([project], at)[project.id]


def gates(projects: Collection[Project], at: datetime) -> dict[str, tuple[Line, ...]]:
    """Return the requirements of each project by its id; the number of queries does not grow with them."""
    return {key: judge(each) for key, each in facts(projects, at).items()}


def facts(projects: Collection[Project], at: datetime) -> dict[str, Facts]:
    """Return what the gate asks of each project, all of it counted from rows."""
    ids = [each.id for each in projects]
    papers, scope = _by_project(documents(*ids)), _by_project(elements(*ids))
    not_done = or_(Visit.state == "missed", and_(Visit.state == "planned", Visit.due_on < local_day(at)))
    late, grave = _counts(Visit, ids, not_done, seals.open_to_all(), doubles.are_first()), _open_defects(ids)
    overdue = _counts(Defect, ids, Defect.state.in_(defects.UNFINISHED), defects.overdue(at))
    submissions, recorded = _counts(Submission, ids), _recorded(ids) | holds.cleared(ids)
    found, unreleased = {}, holds.standing(ids)
    for each in projects:
        key, valid = each.id, in_force(papers[each.id])
        found[key] = Facts(
            day=local_day(at), region=each.region, project_state=each.state, leaders=_leaders(each),
            elements=[(one.path, one.kind) for one in scope[key]], submissions=submissions[key],
            visits_late=late[key], open_by_severity=grave[key], overdue=overdue[key], unreleased=unreleased[key],
            unrecorded=[one.path for one in scope[key] if one.kind in CONCEALED and one.id not in recorded],
            papers={kind: paper.dated_on for kind, paper in valid.items()},
            terms=dict(letter.terms) if (letter := valid.get("warranty_letter")) else {},
        )  # fmt: skip
    return found


def _leaders(project: Project) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in (one for one in project.parties if one.role in ORDER):
        found[each.role] = found.get(each.role) or each.leader
    return found


def elements(*project_ids: str) -> list[Element]:
    """Return the elements of these projects that carry a warranty, in reading order."""
    stmt = select(Element).where(Element.project_id.in_(project_ids), Element.kind.in_(list(CLASS_OF)))
    return list(db.session.scalars(stmt.order_by(Element.path, Element.id)))


def _by_project(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for each in rows:
        found[each.project_id].append(each)
    return found


def _counts(model: Any, ids: Collection[str], *conditions: ColumnElement[bool]) -> Counter[str]:
    cells = select(model.project_id, func.count()).where(model.project_id.in_(ids), *conditions)
    return Counter({row[0]: row[1] for row in db.session.execute(cells.group_by(model.project_id))})


def _count(stmt: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(stmt.order_by(None).subquery())) or 0


def _recorded(ids: Collection[str]) -> set[str | None]:
    seen = select(Answer.element_id).join(Answer.submission).where(
        Submission.project_id.in_(ids), Answer.element_id.is_not(None), Answer.outcome != "na"
    )  # fmt: skip
    return set(db.session.scalars(seen.distinct()))


def _open_defects(ids: Collection[str]) -> defaultdict[str, dict[str, int]]:
    cells = select(Defect.project_id, Defect.severity, func.count()).where(
        Defect.project_id.in_(ids), Defect.state.in_(defects.UNFINISHED)
    )  # fmt: skip
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for project_id, severity, count in db.session.execute(cells.group_by(Defect.project_id, Defect.severity)):
        found[project_id][severity] = count
    return found


def record(project: Project, at: datetime) -> dict[str, Any]:
    """Return what the parties sign: project, parties, scope, evidence as of `at`, papers, warranty terms."""
    papers = in_force(documents(project.id))
    letter = papers.get("warranty_letter")
    return {
        "kind": "acceptance",
        "project": {
            name: getattr(project, name) for name in ("number", "name", "community", "address", "region")
        },
        "parties": _parties(project),
        "scope": [
            {"path": each.path, "kind": each.kind, "class": CLASS_OF[each.kind]}
            for each in elements(project.id)
        ],
        "evidence": {"as_of": at.isoformat(), **evidence(project.id)},
        "documents": [_paper(papers[kind]) for kind in sorted(papers)],
        "warranty_terms": dict(sorted(letter.terms.items())) if letter else {},
    }


def _parties(project: Project) -> list[dict[str, str]]:
    taking_part = sorted(
        (each for each in project.parties if each.role in ORDER),
        key=lambda each: (ORDER.index(each.role), each.party.name),
    )
    return [
        {"role": each.role, "name": each.party.name, "code": each.party.code or "", "leader": each.leader}
        for each in taking_part
    ]


def _paper(each: Document) -> dict[str, Any]:
    named = {"kind": each.kind, "title": each.title or kind_of(each).zh, "party": each.party.name}
    return {**named, "dated_on": each.dated_on.isoformat(), "sha256": each.sha256 or "", "note": each.note}


def evidence(project_id: str) -> dict[str, Any]:
    """Return the counts of evidence of a project: inspections, defects, readings and alarms."""
    answered = select(Answer.values).join(Answer.submission).where(Submission.project_id == project_id)
    judged = answered.where(Answer.outcome != "na")
    measured = sum(len(values or ()) for values in db.session.scalars(judged))
    return {
        "submissions": _count(select(Submission.id).where(Submission.project_id == project_id)),
        "items": _count(judged.with_only_columns(Answer.id)),
        "measured": measured,
        "defects": _defects(project_id),
        "readings": _readings(project_id),
    }


def _defects(project_id: str) -> list[dict[str, Any]]:
    cells = select(Defect.severity, Defect.state, func.count()).where(Defect.project_id == project_id)
    counted: Counter[tuple[str, str]] = Counter()
    for severity, state, count in db.session.execute(cells.group_by(Defect.severity, Defect.state)):
        counted[severity, "raised"] += count
        counted[severity, {"closed": "closed", "void": "void"}.get(state, "open")] += count
    names = ("raised", "closed", "void", "open")
    return [{"severity": each, **{name: counted[each, name] for name in names}} for each in SEVERITIES]


def _readings(project_id: str) -> list[dict[str, Any]]:
    here = Device.project_id == project_id
    counted = (
        select(Channel.quantity, Channel.unit, func.count(Reading.at_ms))
        .join(Device, Device.id == Channel.device_id)
        .outerjoin(Reading, Reading.channel_id == Channel.id)
        .where(here)
        .group_by(Channel.quantity, Channel.unit)
        .order_by(Channel.quantity, Channel.unit)
    )
    alarms = (
        select(Channel.quantity, func.count())
        .join(Alarm, Alarm.channel_id == Channel.id)
        .where(Alarm.project_id == project_id, Alarm.withdrawn_at.is_(None))
        .group_by(Channel.quantity)
    )
    by_quantity = {row[0]: row[1] for row in db.session.execute(alarms)}
    return [
        {"quantity": quantity, "unit": unit, "count": count, "alarms": by_quantity.get(quantity, 0)}
        for quantity, unit, count in db.session.execute(counted)
    ]
