"""Acts on return visits: plan those that are due, note what a household said, finish a visit, record a missed one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance.models import Certificate
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, insert_ignore
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Actor
from inspect_app.inspections.rules.draw_units import how_many, pick, seed_of_units, units_hash
from inspect_app.warranty.models import HouseholdVisit, ReturnPlan, ReturnVisit
from inspect_app.warranty.queries import visits as reads
from inspect_app.warranty.rules import visits as rules

Values = Mapping[str, Any]


def plan(actor: Actor, certificate: Certificate, *, at: datetime) -> list[ReturnVisit]:
    """Plan the visits of a certificate that are due soon and not planned yet; doing it again plans nothing more."""
    insert_ignore(ReturnPlan, {"certificate_id": certificate.id, "planned_until": certificate.accepted_on})
    mine = ReturnPlan.certificate_id == certificate.id
    kept = db.session.scalars(select(ReturnPlan).where(mine).with_for_update()).one()
    today = local_day(at)
    due = rules.to_plan(reads.schedule_of(certificate), kept.planned_until, today)
    kept.planned_until = max(kept.planned_until, today + rules.AHEAD)
    contractor = certificate.project.party("contractor")
    if not due or contractor is None:
        return []
    units = reads.units_of(certificate.project_id)
    made = [_visit(certificate, each, units, at) for each in due]
    for each in made:
        each.party = contractor
    db.session.add_all(made)
    data = {"visits": len(made), "due_on": due[0].on.isoformat(), "until": due[-1].on.isoformat()}
    journal.record(actor, "return-visit.plan", certificate, at=at, data=data, kind="certificate")
    return made


def _visit(certificate: Certificate, due: rules.Due, units: list[str], at: datetime) -> ReturnVisit:
    key = uuid7()
    # The certificate's content was fixed before anybody knew which visit would come: nobody can choose the draw.
    seed = seed_of_units(units_hash(units), f"{certificate.number}:{due.key}", certificate.content)
    return ReturnVisit(
        id=key, project=certificate.project, certificate=certificate, key=due.key, kind=due.kind, zh=due.words[0],
        en=due.words[1], basis=due.basis, verified=due.verified, due_on=due.on, units=units, seed=seed,
        sample=pick(units, seed, how_many(len(units), "gb50300")), planned_at=at,
    )  # fmt: skip


def answer(
    actor: Actor, visit: ReturnVisit, *, element_id: str, at: datetime, away: bool = False,
    satisfaction: int | None = None, answers: Mapping[str, str] | None = None, note: str = "",
) -> HouseholdVisit:  # fmt: skip
    """Note what a drawn household said, or that nobody was there; a second call puts the first one right."""
    if visit.state != "planned":
        now = visit.WORKFLOW.state(visit.state)
        raise Problem("wrong-state", state=(now.zh, now.en), move=("记录", "record"))
    if element_id not in visit.sample:
        raise field_problem("element_id", "不是抽中的户", "not one of those drawn")
    asked = {each.key for each in rules.questions(visit.kind)}
    said = {key: value for key, value in (answers or {}).items() if value}
    if not away and (set(said) != asked or satisfaction is None):
        raise field_problem("answers", "请逐项填写并填满意度", "answer each question and the satisfaction")
    found = next((each for each in visit.households if each.element_id == element_id), None)
    found = found or HouseholdVisit(element_id=element_id)
    found.away, found.satisfaction = away, None if away else satisfaction
    found.answers, found.note, found.by_name, found.at = ({} if away else said), note.strip(), actor.name, at
    if found not in visit.households:
        visit.households.append(found)
    faults = [] if away else sorted(key for key, value in said.items() if value == "bad")
    data = {
        "element_id": element_id,
        "away": away,
        "satisfaction": str(found.satisfaction or ""),
        "faults": faults,
    }
    journal.record(actor, "return-visit.answer", visit, at=at, data=data, kind="return-visit")
    return found


def move(actor: Actor, visit: ReturnVisit, name: str, values: Values, *, at: datetime) -> ReturnVisit:
    """Finish a visit, or record it as missed."""
    visit.WORKFLOW.take(visit.state, name)
    if name == "finish":
        missing = len(visit.sample) - len(visit.households)
        if missing:
            raise Problem(
                "conflict",
                zh=f"还有 {missing} 户没有记录。",
                en=f"{missing} of those drawn have no record yet.",
            )
        visit.note = str(values.get("note") or "").strip()
    late = name == "finish" and rules.is_late(visit.due_on, local_day(at))
    journal.move(
        actor,
        visit,
        name,
        at=at,
        data={"late": late, "due_on": visit.due_on.isoformat(), "party_id": visit.party_id},
    )
    return visit
