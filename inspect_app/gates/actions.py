"""Acts on gates: say something to a line, withdraw it, go through a gate, and keep the start shut until its gate opens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor, acts_as
from inspect_app.core.timeline import refused_words
from inspect_app.gates import queries
from inspect_app.gates.models import GateNote, GatePassage
from inspect_app.gates.permits import OVERRIDERS
from inspect_app.gates.rules import GATES, KINDS, STATES, Gate, Line, Standing, is_open, line_of, may_be_said
from inspect_app.projects.actions import BARS
from inspect_app.projects.models import Element, Project

Values = Mapping[str, Any]


def say(actor: Actor, project: Project, values: Values, *, at: datetime) -> GateNote:
    """Say something to a line: `gate`, `line`, `kind`, `reason`, for some gates `element_id`; `photos` of papers.

    People fill in where records are missing (`confirmed`, `not_applicable`: the roles the line names) and let pass
    what is not met (`overridden`: the authority). What they saw of the records then is kept with it.
    """
    line, element = _line(project, values)
    _lock(project)
    found = _now(line, project, at, element)
    return _kept(actor, project, element, found, values, at)


def _kept(
    actor: Actor, project: Project, element: Element | None, found: Standing, values: Values, at: datetime
) -> GateNote:
    """Keep what is said to a line that stands like this."""
    line, kind = found.line, str(values["kind"])
    if found.said:
        raise Problem(
            "conflict", zh=f"该条件已有 {found.said.name} 的说明，先撤回再改。",
            en=f"{found.said.name} has spoken to this line; withdraw that first.",
        )  # fmt: skip
    _entitled(actor, project, line, kind)
    if not may_be_said(line, found.answer.state, kind):
        raise field_problem("kind", *_unfit(line, found, kind))
    made = GateNote(
        project=project, element=element, gate=line.gate, line=line.key, kind=kind, reason=str(values["reason"]),
        found=found.answer.state, why=found.answer.why[0], by=actor.id, by_name=actor.name,
        party_name=_party(actor, project), at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    attach("gate_note", made.id, values.get("photos") or (), "paper", actor.name, at)
    told = {
        "gate": line.gate,
        "condition": f"{line.gate}.{line.key}",
        "said": kind,
        "reason": made.reason,
        "found": made.found,
    }
    journal.record(actor, "gate.say", made, at=at, data={**told, **_place(element)})
    return made


def override_all(actor: Actor, project: Project, values: Values, *, at: datetime) -> list[GateNote]:
    """Override every line that holds a gate shut and may be overridden, with one reason: a note for each."""
    gate = _gate(values)
    element = _element(gate, project, values)
    _lock(project)
    held = [
        each for each in queries.standing(gate.key, project, at, element=element)
        if each.holds_up and each.line.overridable and not each.said
    ]  # fmt: skip
    if not held:
        raise Problem("conflict", zh="没有可以特准的条件。", en="No line is there that could be overridden.")
    told = {**values, "kind": "overridden"}
    return [_kept(actor, project, element, each, told, at) for each in held]


def _line(project: Project, values: Values) -> tuple[Line, Element | None]:
    gate = _gate(values)
    line = line_of(gate.key, str(values.get("line") or ""))
    if line is None:
        raise field_problem("line", "这个关口没有这项条件", "this gate has no such line")
    return line, _element(gate, project, values)


def _gate(values: Values) -> Gate:
    gate = GATES.get(str(values.get("gate") or ""))
    if gate is None:
        raise field_problem("gate", "没有这个关口", "no such gate")
    return gate


def _element(gate: Gate, project: Project, values: Values) -> Element | None:
    key = values.get("element_id") or None
    element = db.session.get(Element, key) if key else None
    if key and (element is None or element.project_id != project.id):
        raise field_problem("element_id", "该部位不属于本项目", "no such element in this project")
    if gate.of_element and element is None:
        raise field_problem("element_id", "请选择楼栋或部位", "choose a building or an element")
    if element is not None and not gate.of_element:
        raise field_problem("element_id", "这个关口针对整个项目", "this gate is of the whole project")
    return element


def _now(line: Line, project: Project, at: datetime, element: Element | None) -> Standing:
    lines = queries.standing(line.gate, project, at, element=element)
    found = next((each for each in lines if each.line.key == line.key), None)
    if found is None:
        raise field_problem(
            "line", "本地区当前不适用这项条件", "this line is not asked in this region on this day"
        )
    return found


def _entitled(actor: Actor, project: Project, line: Line, kind: str) -> None:
    roles = OVERRIDERS if kind == "overridden" else line.confirms
    if actor.kind != "system" and not (roles and acts_as(*roles)(actor, project)):
        raise Problem("forbidden", verb=refused_words("gate.say"))


def _unfit(line: Line, found: Standing, kind: str) -> tuple[str, str]:
    (state_zh, state_en), _tone = STATES[found.answer.state]
    if kind == "overridden" and not line.overridable:
        return "这项条件不得特准通过", "this line cannot be overridden"
    zh, en = KINDS[kind]
    return f"当前为“{state_zh}”，不能{zh}", f"it stands as {state_en.lower()}; not possible: {en.lower()}"


def _party(actor: Actor, project: Project) -> str:
    mine = actor.party_ids()
    return next((each.party.name for each in project.parties if each.party_id in mine), "")


def _place(element: Element | None) -> dict[str, str]:
    return {"path": element.path} if element else {}


def move(actor: Actor, note: GateNote, name: str, values: Values, *, at: datetime) -> GateNote:
    """Withdraw a note; it stays on record."""
    _lock(note.project)
    db.session.refresh(note)
    note.WORKFLOW.take(note.state, name)
    journal.move(
        actor, note, name, at=at, data={**values, "gate": note.gate, "condition": f"{note.gate}.{note.line}"}
    )
    return note


def go_through(actor: Actor, project: Project, values: Values, *, at: datetime) -> GatePassage:
    """Let a project, or an element of it, through a gate (`gate`, `element_id`, `reference`) when it is open."""
    gate = _gate(values)
    if actor.kind != "system" and not (gate.passers and acts_as(*gate.passers)(actor, project)):
        raise Problem("forbidden", verb=refused_words("gate.pass"))
    element = _element(gate, project, values)
    return passed(
        actor, project, gate.key, at=at, element=element, reference=str(values.get("reference") or "")
    )


def passed(
    actor: Actor, project: Project, gate: str, *, at: datetime, element: Element | None = None, reference: str = ""
) -> GatePassage:  # fmt: skip
    """Record that a gate was passed, with every line as it stands now; done again, the first stays. Shut: 409."""
    _lock(project)
    stmt = select(GatePassage).where(
        GatePassage.project_id == project.id, GatePassage.gate == gate,
        GatePassage.element_id == element.id if element else GatePassage.element_id.is_(None),
    )  # fmt: skip
    if (already := db.session.scalar(stmt)) is not None:
        return already
    lines = require_open(gate, project, at, element=element)
    frozen = [as_data(each) for each in lines]
    made = GatePassage(
        project=project, element=element, gate=gate, lines=frozen, content=content_hash(frozen),
        reference=reference.strip(), by_name=actor.name, at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    told = {"gate": gate, "content": made.content, "reference": made.reference}
    journal.record(actor, "gate.pass", made, at=at, data={**told, **_place(element)})
    return made


def require_open(
    gate: str, project: Project, at: datetime, *, element: Element | None = None
) -> Sequence[Standing]:
    """Return the lines of a gate that is open; otherwise refuse, naming each line that holds it shut."""
    lines = queries.standing(gate, project, at, element=element)
    if is_open(lines):
        return lines
    words = GATES[gate]
    shut = {
        each.line.key: (f"{each.line.zh}（{_why(each, 0)}）", f"{each.line.en} ({_why(each, 1)})")
        for each in lines if each.holds_up
    }  # fmt: skip
    raise Problem(
        "conflict",
        zh=f"“{words.zh}”条件未满足：" + "；".join(zh for zh, _en in shut.values()),
        en=f"The gate “{words.en}” is shut: " + "; ".join(en for _zh, en in shut.values()),
        errors={key: [said] for key, said in shut.items()},
    )


def require_passed(gate: str, project: Project) -> None:
    """Refuse while a project has not gone through a gate: what is done before it is no acceptance."""
    if not queries.passed(gate, [project.id]):
        words = GATES[gate]
        raise Problem(
            "conflict", zh=f"项目尚未通过“{words.zh}”关口，不能作为验收。",
            en=f"The project has not passed its gate ({words.en.lower()}); this cannot be an acceptance.",
        )  # fmt: skip


def _why(each: Standing, language: int) -> str:
    return each.answer.why[language] or STATES[each.state][0][language]


def as_data(each: Standing) -> dict[str, Any]:
    """Return a line as it is kept with a passage: what it asked, how it stood, on what, who spoke to it."""
    said = each.said
    return {
        "line": each.line.key, "zh": each.line.zh, "clause": each.line.clause, "verified": each.line.verified,
        "state": each.state, "found": each.answer.state, "why": each.answer.why[0],
        "evidence": [list(one) for one in each.answer.evidence],
        "said": {
            "kind": said.kind, "reason": said.reason, "name": said.name, "party": said.party,
            "at": said.at.isoformat(), "papers": list(said.papers),
        } if said else None,
    }  # fmt: skip


def _lock(project: Project) -> None:
    """Two people at one gate would each be right alone."""
    db.session.scalar(select(Project.id).where(Project.id == project.id).with_for_update())


def _starts_through_its_gate(actor: Actor, project: Project, name: str, at: datetime) -> None:
    """Nothing is built before what the notice and the law ask for is there, or somebody answers for it by name."""
    if name == "start" and project.state in project.WORKFLOW.move(name).sources:
        passed(actor, project, "start", at=at)


BARS.append(_starts_through_its_gate)
