"""The moves of a dispute: taken up, consented to, an agreement drafted and witnessed, followed up, ended."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.disputes.rules import clocks
from inspect_app.disputes.rules.life import SIDES, WORKFLOW

Values = Mapping[str, Any]
#: what the court and the agreement are about stands on the dispute; the rest is told by the journal
_HIDDEN = {"photos"}


def hold_still(dispute: Dispute) -> None:
    """Hold the row: both sides may act at once, each alone right."""
    db.session.scalar(select(Dispute.id).where(Dispute.id == dispute.id).with_for_update())
    db.session.refresh(dispute)


def move(actor: Actor, dispute: Dispute, name: str, values: Values, *, at: datetime) -> Dispute:
    """Take one of the dispute's declared moves."""
    hold_still(dispute)
    taken = dispute.WORKFLOW.take(dispute.state, name)
    prepare = _PREPARE.get(name)
    told = prepare(actor, dispute, values, at) if prepare else {}
    photos = list(values.get("photos") or ())
    attach("dispute", dispute.id, photos, name, actor.name, at)
    given = {
        key: value for key, value in values.items() if value not in (None, "", []) and key not in _HIDDEN
    }
    given = {key: value.isoformat() if isinstance(value, date) else value for key, value in given.items()}
    final = WORKFLOW.state(taken.target).final
    if final:
        dispute.ended_at = at
    answers = None if final else dispute.mediator_id
    journal.move(actor, dispute, name, at=at, data={**given, **told, "accountable_party_id": answers})
    if final or taken.target == "agreed":
        _end_within(dispute, at)
    return dispute


def _end_within(dispute: Dispute, at: datetime) -> None:
    """Cancel the meetings and appraisals nobody needs any more."""
    met = select(Mediation).where(Mediation.dispute_id == dispute.id, Mediation.state == "called")
    looked = select(Appraisal).where(Appraisal.dispute_id == dispute.id, Appraisal.state == "booked")
    waiting: list[Mediation | Appraisal] = [*db.session.scalars(met), *db.session.scalars(looked)]
    for each in waiting:
        journal.move(SYSTEM, each, "cancel", at=at, data={"reason": "调解已结束"})


def _accept(_actor: Actor, dispute: Dispute, _values: Values, at: datetime) -> dict[str, Any]:
    dispute.mediate_by = clocks.mediate_by(local_day(at))
    return {"mediate_by": dispute.mediate_by.isoformat()}


def _consent(_actor: Actor, dispute: Dispute, values: Values, _at: datetime) -> dict[str, Any]:
    dispute.answer = str(values.get("answer") or "").strip()
    return {}


def _extend(_actor: Actor, dispute: Dispute, values: Values, _at: datetime) -> dict[str, Any]:
    until, by = values["until"], dispute.mediate_by
    if dispute.extended or by is None:
        raise Problem("conflict", zh="已经延长过一次。", en="It was put off once already.")
    latest = clocks.latest_extension(by)
    if not by < until <= latest:
        raise field_problem("until", f"应在 {by} 之后、不晚于 {latest}", f"after {by} and not after {latest}")
    dispute.mediate_by, dispute.extended = until, True
    return {}


def _draft(_actor: Actor, dispute: Dispute, values: Values, at: datetime) -> dict[str, Any]:
    if values["perform_by"] < local_day(at):
        raise field_problem("perform_by", "不能早于今天", "not before today")
    dispute.terms, dispute.perform_by = str(values["terms"]).strip(), values["perform_by"]
    dispute.drafts += 1
    return {"draft": dispute.drafts}


def _agree(actor: Actor, dispute: Dispute, _values: Values, at: datetime) -> dict[str, Any]:
    left = [SIDES[each] for each in ("applicant", "respondent") if each not in dispute.signed]
    if left:
        zh, en = "、".join(each[0] for each in left), ", ".join(each[1] for each in left)
        raise Problem("conflict", zh=f"还没有签字：{zh}。", en=f"Still to sign: {en}.")
    day = local_day(at)
    dispute.witness, dispute.confirm_by = actor.name, clocks.confirm_by(day)
    dispute.visit_on = clocks.answer_by("visit", max(dispute.perform_by or day, day))
    # At once with both days: the database refuses one without the other.
    dispute.agreed_at = at
    return {"confirm_by": dispute.confirm_by.isoformat(), "visit_on": dispute.visit_on.isoformat()}


def _confirm(_actor: Actor, dispute: Dispute, values: Values, at: datetime) -> dict[str, Any]:
    day = values["confirmed_on"]
    if dispute.confirmed_on is not None:
        raise Problem("conflict", zh="已登记司法确认。", en="The court's confirmation is recorded already.")
    if dispute.agreed_at is not None and not local_day(dispute.agreed_at) <= day <= local_day(at):
        raise field_problem(
            "confirmed_on",
            "应在协议生效之后、不晚于今天",
            "after the agreement took effect, not after today",
        )
    dispute.court, dispute.ruling, dispute.confirmed_on = values["court"], values["ruling"], day
    return {}


def _revisit(_actor: Actor, dispute: Dispute, values: Values, at: datetime) -> dict[str, Any]:
    if values["next_on"] <= local_day(at):
        raise field_problem("next_on", "应晚于今天", "later than today")
    dispute.visit_on = values["next_on"]
    return {}


def _break(_actor: Actor, dispute: Dispute, _values: Values, at: datetime) -> dict[str, Any]:
    if dispute.perform_by is not None and local_day(at) <= dispute.perform_by:
        day = dispute.perform_by
        raise Problem("conflict", zh=f"履行期限到 {day}。", en=f"There is time to carry it out until {day}.")
    return {}


_PREPARE: dict[str, Callable[[Actor, Dispute, Values, datetime], dict[str, Any]]] = {
    "accept": _accept, "consent": _consent, "extend": _extend, "draft": _draft, "agree": _agree,
    "confirm": _confirm, "revisit": _revisit, "break": _break,
}  # fmt: skip
