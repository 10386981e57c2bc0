"""How the lines of a gate stand: asked of the records, with what people said to them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.core.permits import Actor
from inspect_app.gates.models import GateNote
from inspect_app.gates.queries.answers import Scope, answers, ask
from inspect_app.gates.queries.lists import passed
from inspect_app.gates.rules import GATES, Answer, Said, Standing, judge, lines_of
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import five_named


def standing(
    gate: str, project: Project, at: datetime, *, element: Element | None = None, to: Actor | None = None
) -> tuple[Standing, ...]:
    """Return every line of a gate of a project, or of an element of it, as it stands at a moment."""
    asked = lines_of(gate, project.region, local_day(at))
    scope, said = Scope(project, at, element, to), _said(project, (gate,), element)
    return tuple(judge(each, ask(each.source, scope), said.get((gate, each.key))) for each in asked)


def all_gates(project: Project, at: datetime, *, to: Actor | None = None) -> dict[str, tuple[Standing, ...]]:
    """Return the gates of the whole project with their lines; a record that several ask is asked once."""
    whole = [each.key for each in GATES.values() if not each.of_element]
    scope, said = Scope(project, at, None, to), _said(project, whole, None)
    known: dict[str, Answer] = {}
    found: dict[str, tuple[Standing, ...]] = {}
    for gate in whole:
        asked = lines_of(gate, project.region, local_day(at))
        for each in asked:
            if each.source not in known:
                known[each.source] = ask(each.source, scope)
        found[gate] = tuple(judge(each, known[each.source], said.get((gate, each.key))) for each in asked)
    return found


def _said(project: Project, gates: Collection[str], element: Element | None) -> dict[tuple[str, str], Said]:
    stmt = select(GateNote).where(
        GateNote.project_id == project.id, GateNote.gate.in_(gates), GateNote.state == "standing",
        GateNote.element_id == element.id if element else GateNote.element_id.is_(None),
    )  # fmt: skip
    return {(each.gate, each.line): said for each, said in _as_said(db.session.scalars(stmt).all())}


def overridden(gate: str, project_ids: Collection[str]) -> dict[tuple[str, str], Said]:
    """Return the overrides that stand at a gate of these projects, by project and line."""
    stmt = select(GateNote).where(
        GateNote.project_id.in_(project_ids), GateNote.gate == gate, GateNote.kind == "overridden",
        GateNote.state == "standing", GateNote.element_id.is_(None),
    )  # fmt: skip
    return {(each.project_id, each.line): said for each, said in _as_said(db.session.scalars(stmt).all())}


def _as_said(notes: Sequence[GateNote]) -> Iterator[tuple[GateNote, Said]]:
    keys = [each.id for each in notes]
    stmt = select(Attachment).where(Attachment.thing_kind == "gate_note", Attachment.thing_id.in_(keys))
    papers: defaultdict[str, list[str]] = defaultdict(list)
    for one in db.session.scalars(stmt.order_by(Attachment.at, Attachment.position)) if keys else ():
        papers[one.thing_id].append(one.sha256)
    for each in notes:
        shas = tuple(papers[each.id])
        yield (
            each,
            Said(each.id, each.kind, each.reason, each.by_name, each.party_name, each.at, each.by, shas),
        )


@answers("gates.plan_entry")
def _plan_entry(scope: Scope) -> Answer:
    return _passed("plan_entry", scope)


@answers("gates.start")
def _start(scope: Scope) -> Answer:
    return _passed("start", scope)


def _passed(gate: str, scope: Scope) -> Answer:
    words, here = GATES[gate], f"/projects/{scope.project.id}/gates#{gate}"
    if passed(gate, [scope.project.id]):
        return Answer(
            "met", (f"已通过“{words.zh}”", f"went through: {words.en}"), ((words.zh, words.en, here),)
        )
    return Answer(
        "not_met", (f"尚未通过“{words.zh}”", f"has not passed: {words.en}"), ((words.zh, words.en, here),)
    )


@answers("projects.parties")
def _parties(scope: Scope) -> Answer:
    if five_named(scope.project):
        return Answer("met", ("五方均已登记负责人", "all five have a leader"))
    return Answer("not_met", ("有责任主体未登记或未填负责人", "a party is not named or has no leader"))
