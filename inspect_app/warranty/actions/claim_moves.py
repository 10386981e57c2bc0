"""The moves of a claim: name who comes, agree on a time, come or not, repair, confirm, have others repair it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.core.times import exact_words
from inspect_app.warranty.models import Claim, ClaimVisit
from inspect_app.warranty.rules.claim import SLOTS, TAKE_OVER_BASIS, others_from
from inspect_app.warranty.rules.promises import URGENCIES, promise

Values = Mapping[str, Any]
#: nobody is absent before so long after the time agreed
PATIENCE = timedelta(minutes=30)
MOST_FEN = 10**12


def move(actor: Actor, claim: Claim, name: str, values: Values, *, at: datetime) -> Claim:
    """Take one of the claim's declared moves."""
    # Held: two sides may act on the same visit at once, each alone right.
    db.session.scalar(select(Claim.id).where(Claim.id == claim.id).with_for_update())
    db.session.refresh(claim)
    claim.WORKFLOW.take(claim.state, name)
    prepare = _PREPARE.get(name)
    told = prepare(actor, claim, values, at) if prepare else {}
    hidden = {*SLOTS, "slot", "photos", "cost"}
    given = {key: value for key, value in values.items() if value not in (None, "", []) and key not in hidden}
    journal.move(actor, claim, name, at=at, data={**given, **told, **_answers(claim, name)})
    return claim


def _answers(claim: Claim, name: str) -> dict[str, Any]:
    # Who answers after the move: what reads the journal later need not know the life.
    now = claim.accountable_in(claim.WORKFLOW.move(name).target)
    told: dict[str, Any] = {"round": claim.rounds} if claim.rounds else {}
    return {**told, "accountable_party_id": now.id if now else None}


def _dispatch(_actor: Actor, claim: Claim, values: Values, _at: datetime) -> dict[str, Any]:
    claim.worker = str(values["worker"])
    return {}


def _propose(_actor: Actor, claim: Claim, values: Values, at: datetime) -> dict[str, Any]:
    slots = {name: values.get(name) for name in SLOTS}
    given = [each for each in slots.values() if each is not None]
    for name, each in slots.items():
        if each is not None and each <= at:
            raise field_problem(name, "应晚于现在", "must be later than now")
    if len(set(given)) != len(given):
        raise field_problem("slot_2", "时间重复", "the same time twice")
    claim.visits.append(ClaimVisit(number=len(claim.visits) + 1, **slots))
    return {"slots": [each.isoformat() for each in given]}


def _agree(_actor: Actor, claim: Claim, values: Values, _at: datetime) -> dict[str, Any]:
    visit = _visit(claim)
    chosen = dict(visit.slots).get(values["slot"])
    if chosen is None:
        raise field_problem("slot", "没有这个时间", "no such time")
    visit.chosen = chosen
    return {"meet_at": chosen.isoformat()}


def _visit(claim: Claim) -> ClaimVisit:
    if claim.visit is None:
        raise Problem("conflict", zh="还没有约过时间。", en="No time was proposed yet.")
    return claim.visit


def _refuse_times(_actor: Actor, claim: Claim, _values: Values, at: datetime) -> dict[str, Any]:
    _visit(claim).refused_at = at
    return {}


def _attend(_actor: Actor, claim: Claim, _values: Values, at: datetime) -> dict[str, Any]:
    if claim.state == "appointed":
        _visit(claim).held_at = at
    return {}


def _absent(who: str) -> Callable[[Actor, Claim, Values, datetime], dict[str, Any]]:
    def note(_actor: Actor, claim: Claim, _values: Values, at: datetime) -> dict[str, Any]:
        visit = _visit(claim)
        if visit.chosen is None or at < visit.chosen + PATIENCE:
            zh, en = (exact_words((visit.chosen or at) + PATIENCE, each) for each in ("zh", "en"))
            raise Problem("conflict", zh=f"{zh} 之后才能登记。", en=f"This can be recorded from {en} on.")
        visit.absent = who
        return {"absent": who, "visit": visit.number}

    return note


def _repair(actor: Actor, claim: Claim, values: Values, at: datetime) -> dict[str, Any]:
    photos = list(values.get("photos") or ())
    attach("claim", claim.id, photos, f"repaired-{claim.rounds + 1}", actor.name, at)
    return {"photos": photos}


def _confirm(_actor: Actor, claim: Claim, values: Values, _at: datetime) -> dict[str, Any]:
    claim.satisfaction = int(values["satisfaction"]) if values.get("satisfaction") else None
    return {}


def _contest(actor: Actor, claim: Claim, values: Values, at: datetime) -> dict[str, Any]:
    claim.rounds += 1
    return _promise_again(actor, claim, values, at)


def _promise_again(_actor: Actor, claim: Claim, _values: Values, at: datetime) -> dict[str, Any]:
    promised = promise(claim.urgency, claim.project.region, at)
    claim.there_by, claim.done_by, claim.promise_basis = promised.there_by, promised.done_by, promised.basis
    return {"due_at": promised.done_by.isoformat()}


def may_take_over(claim: Claim, at: datetime) -> bool:
    """Say whether others may repair it: the contractor refused, is past its time, or did not come to a danger."""
    return claim.by_others or claim.state == "declined" or at > take_over_from(claim)


def take_over_from(claim: Claim) -> datetime:
    """Return after which moment others may repair it, where the contractor does not refuse before."""
    danger, attended = URGENCIES[claim.urgency].danger, claim.attended_at is not None
    return others_from(claim.there_by, claim.done_by, danger=danger, attended=attended)


def _take_over(_actor: Actor, claim: Claim, values: Values, at: datetime) -> dict[str, Any]:
    if not may_take_over(claim, at):
        zh, en = (exact_words(take_over_from(claim), each) for each in ("zh", "en"))
        raise Problem(
            "conflict", zh=f"施工单位的期限到 {zh}，期满未修才能另请他人。",
            en=f"The contractor has until {en}; others may be called in when it has not repaired by then.",
        )  # fmt: skip
    claim.by_others, claim.firm = True, str(values["firm"])
    return {"basis": TAKE_OVER_BASIS}


def _repair_by_others(actor: Actor, claim: Claim, values: Values, at: datetime) -> dict[str, Any]:
    fen = round(values["cost"] * 100)
    if not 0 < fen < MOST_FEN or abs(fen - values["cost"] * 100) > 1e-6 * max(1.0, fen):
        raise field_problem(
            "cost", "应为大于 0 的金额，最多两位小数", "an amount above 0 with at most two decimals"
        )
    claim.cost = (claim.cost or 0) + fen
    return {**_repair(actor, claim, values, at), "fen": fen, "charged_party_id": claim.contractor_id}


_PREPARE: dict[str, Callable[[Actor, Claim, Values, datetime], dict[str, Any]]] = {
    "dispatch": _dispatch, "propose": _propose, "agree": _agree, "refuse-times": _refuse_times, "attend": _attend,
    "resident-absent": _absent("resident"), "contractor-absent": _absent("contractor"), "repair": _repair,
    "confirm": _confirm, "contest": _contest, "insist": _promise_again, "take-over": _take_over,
    "repair-by-others": _repair_by_others,
}  # fmt: skip
