"""What the parties of an acceptance sign: the project, its papers and the evidence, counted from rows."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from inspect_app.acceptance.models import Document, kind_of
from inspect_app.acceptance.queries.papers import documents, elements, in_force, latest
from inspect_app.acceptance.queries.steps import told
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.letter import CLASS_OF
from inspect_app.core.db import db
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import SEVERITIES
from inspect_app.gates.queries import overridden
from inspect_app.gates.rules import line_of
from inspect_app.inspections.models import Answer, Submission
from inspect_app.projects.models import Project
from inspect_app.readings.models import Alarm, Channel, Device, Reading
from inspect_app.readings.queries import whole
from inspect_app.readings.queries.alarms import in_doubt as alarm_in_doubt
from inspect_app.readings.queries.proven import doubted_by_quantity


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
        "overrides": _overrides(project),
        "documents": [_paper(papers[kind]) for kind in sorted(papers)],
        "warranty_terms": dict(sorted(letter.terms.items())) if letter else {},
        **told(latest(project.id)),
    }


def _overrides(project: Project) -> list[dict[str, str]]:
    """What a named person let pass on the way here is part of what the parties sign."""
    found = []
    for gate in ("start", "completion"):
        for (_project_id, key), said in sorted(overridden(gate, [project.id]).items()):
            line = line_of(gate, key)
            found.append(
                {
                    "gate": gate, "line": key, "zh": line.zh if line else key, "reason": said.reason,
                    "name": said.name, "party": said.party, "at": said.at.isoformat(),
                }
            )  # fmt: skip
    return found


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
    # What is in doubt proves nothing: it is counted apart.
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
        .where(Alarm.project_id == project_id, Alarm.withdrawn_at.is_(None), ~alarm_in_doubt())
        .group_by(Channel.quantity)
    )
    cold = whole.counts(project_id)
    channels = db.session.scalars(select(Channel.id).join(Channel.device).where(here)).all()
    left_out = doubted_by_quantity(channels)
    by_quantity = {row[0]: row[1] for row in db.session.execute(alarms)}
    return [
        {
            "quantity": quantity,
            "unit": unit,
            "count": count + cold.get((quantity, unit), 0) - left_out.get((quantity, unit), 0),
            "doubted": left_out.get((quantity, unit), 0),
            "alarms": by_quantity.get(quantity, 0),
        }
        for quantity, unit, count in db.session.execute(counted)
    ]


def _count(stmt: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(stmt.order_by(None).subquery())) or 0
