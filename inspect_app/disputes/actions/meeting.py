"""Meetings and experts: when both sides sit down, and who looks at what and finds which cause."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.disputes.actions.gathering import side_of
from inspect_app.disputes.actions.moving import hold_still
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.disputes.queries import Answer, answers

Values = Mapping[str, Any]


def call(actor: Actor, dispute: Dispute, *, meet_at: datetime, where: str, at: datetime) -> Mediation:
    """Call both sides to a meeting."""
    _check(dispute, meet_at, at)
    made = Mediation(dispute=dispute, meet_at=meet_at, where=where.strip(), called_at=at)
    db.session.add(made)
    told = {"dispute": dispute.number, "meet_at": meet_at.isoformat(), "where": made.where}
    journal.record(actor, "mediation.call", made, at=at, data=told)
    return made


def book(
    actor: Actor, dispute: Dispute, *, expert: str, qualification: str, question: str, payer: str,
    meet_at: datetime, at: datetime,
) -> Appraisal:  # fmt: skip
    """Book an expert who belongs to neither side."""
    _check(dispute, meet_at, at)
    if expert.strip() in {each.party.name for each in dispute.project.parties}:
        raise field_problem("expert", "应为与双方无关的机构", "must belong to none of the project's parties")
    made = Appraisal(
        dispute=dispute, expert=expert.strip(), qualification=qualification.strip(), question=question.strip(),
        payer=payer, meet_at=meet_at, booked_at=at,
    )  # fmt: skip
    db.session.add(made)
    told = {"dispute": dispute.number, "expert": made.expert, "payer": payer, "meet_at": meet_at.isoformat()}
    journal.record(actor, "appraisal.book", made, at=at, data=told)
    return made


def _check(dispute: Dispute, meet_at: datetime, at: datetime) -> None:
    hold_still(dispute)  # else it may end at this moment and leave a meeting nobody cancels
    if dispute.state not in ("mediating", "drafted"):
        raise Problem(
            "conflict", zh="双方同意调解后才能约定。", en="Only once both sides consented to mediation."
        )
    if meet_at <= at:
        raise field_problem("meet_at", "应晚于现在", "must be later than now")


def answer_time(
    actor: Actor, one: Mediation | Appraisal, *, answer: str, meet_at: datetime, at: datetime, why: str = ""
) -> Mediation | Appraisal:
    """Say for one's side whether it can come at the time it read; the same said twice is said once."""
    _stand_still(one)
    if one.WORKFLOW.state(one.state).final:
        raise Problem("conflict", zh="已经结束或取消。", en="It is over or cancelled.")
    if one.meet_at != meet_at:
        raise Problem(
            "conflict",
            zh="时间刚刚改了，请看新的时间。",
            en="The time was changed just now: see the new one.",
        )
    if answer == "cannot" and not why.strip():
        raise field_problem("why", "请写明原因，或方便的时间", "say why, or when you can")
    side = side_of(actor, one.dispute)
    if answers([one.id]).get(one.id, {}).get(side) != Answer(answer, why.strip(), meet_at):
        told = {"dispute": one.dispute.number, "side": side, "answer": answer, "why": why.strip()}
        verb = f"{one.WORKFLOW.kind}.answer"
        journal.record(actor, verb, one, at=at, data={**told, "meet_at": meet_at.isoformat()})
    return one


def move_mediation(actor: Actor, one: Mediation, name: str, values: Values, *, at: datetime) -> Mediation:
    """Take a move of a meeting."""
    _hold(one, name)
    told = _given(one, values)
    if name == "postpone":
        _later(one, values, at)
    if name == "hold":
        _not_before(one.meet_at, at)
        one.present, one.minutes = values["present"], str(values["minutes"]).strip()
    journal.move(actor, one, name, at=at, data=told)
    return one


def move_appraisal(actor: Actor, one: Appraisal, name: str, values: Values, *, at: datetime) -> Appraisal:
    """Take a move of an expert appraisal."""
    _hold(one, name)
    told = _given(one, values)
    if name == "rebook":
        _later(one, values, at)
    if name == "report":
        _not_before(one.meet_at, at)
        label = f"appraisal-{one.id}"
        attach("dispute", one.dispute_id, list(values.get("photos") or ()), label, actor.name, at)
        # Right before the state: the database refuses one without the other.
        one.finding, one.opinion = values["finding"], str(values["opinion"]).strip()
    journal.move(actor, one, name, at=at, data=told)
    return one


def _hold(one: Any, name: str) -> None:
    _stand_still(one)
    one.WORKFLOW.take(one.state, name)


def _stand_still(one: Mediation | Appraisal) -> None:
    hold_still(one.dispute)
    db.session.refresh(one)


def _later(one: Any, values: Values, at: datetime) -> None:
    if values["meet_at"] <= at:
        raise field_problem("meet_at", "应晚于现在", "must be later than now")
    one.meet_at = values["meet_at"]


def _not_before(meet_at: datetime, at: datetime) -> None:
    if at < meet_at:
        raise Problem("conflict", zh="还没有到约定的时间。", en="The time agreed has not come.")


def _given(one: Any, values: Values) -> dict[str, Any]:
    told = {key: value for key, value in values.items() if value not in (None, "", []) and key != "photos"}
    told = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in told.items()}
    return {"dispute": one.dispute.number, **told}
