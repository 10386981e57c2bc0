"""Passes a complaint on: offered, taken or refused; until it is taken the party before answers for it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from inspect_app.complaints.actions.filing import answering_now
from inspect_app.complaints.models import Complaint, Transfer
from inspect_app.complaints.rules import routing, transfers
from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Party


def assign(actor: Actor, complaint: Complaint, *, party_id: str, reason: str, at: datetime) -> Complaint:
    """Offer a complaint to another party of the project; it goes over when that party takes it."""
    _check_target(complaint, party_id)
    if complaint.offer is not None:
        raise Problem(
            "conflict", zh=f"已转给{complaint.offer.to_party.name}，等其答复。",
            en=f"It is offered to {complaint.offer.to_party.name}, whose answer is awaited.",
        )  # fmt: skip
    if transfers.must_decide(complaint.bounces):
        raise Problem(
            "conflict", zh=f"已被退回 {complaint.bounces} 次，由街道或监督机构指定负责单位。",
            en=f"Refused {complaint.bounces} times: the street office or the authority decides.",
        )  # fmt: skip
    offer = _add(complaint, party_id, reason, at)
    data = {"party": offer.to_party.name, "reason": reason, "offered_party_id": party_id}
    journal.record(actor, "complaint.assign", complaint, at=at, data=data)
    return complaint


def take_over(actor: Actor, complaint: Complaint, *, at: datetime) -> Complaint:
    """Take a complaint that was offered; from now on this party answers for it."""
    offer = _answered(complaint, "accepted", at)
    _hand_over(complaint, offer)
    data = {"party": offer.to_party.name, "accountable_party_id": offer.to_party_id}
    journal.record(actor, "complaint.take-over", complaint, at=at, data=data)
    return complaint


def refuse(actor: Actor, complaint: Complaint, *, reason: str, at: datetime) -> Complaint:
    """Refuse a complaint that was offered; the party before goes on answering, and the refusal is counted."""
    offer = _answered(complaint, "refused", at, reason)
    complaint.bounces += 1
    data = {"party": offer.to_party.name, "reason": reason, "bounces": complaint.bounces}
    journal.record(actor, "complaint.refuse", complaint, at=at, data=data)
    return complaint


def recall(actor: Actor, complaint: Complaint, *, at: datetime) -> Complaint:
    """Take an offer back that nobody has answered."""
    offer = _answered(complaint, "recalled", at)
    journal.record(actor, "complaint.recall", complaint, at=at, data={"party": offer.to_party.name})
    return complaint


def decide(actor: Actor, complaint: Complaint, *, party_id: str, reason: str, at: datetime) -> Complaint:
    """Decide who answers, after as many refusals as the rule allows."""
    if not transfers.must_decide(complaint.bounces):
        raise Problem(
            "conflict", zh=f"退回 {transfers.MOST_BOUNCES} 次后才能指定；请先转办。",
            en=f"Decided only after {transfers.MOST_BOUNCES} refusals; offer it first.",
        )  # fmt: skip
    _check_target(complaint, party_id)
    if complaint.offer is not None:
        _answered(complaint, "recalled", at)
    offer = _add(complaint, party_id, reason, at)
    offer.answer, offer.answered_at = "decided", at
    _hand_over(complaint, offer)
    data = {"party": offer.to_party.name, "reason": reason, "accountable_party_id": party_id}
    journal.record(actor, "complaint.decide", complaint, at=at, data=data)
    return complaint


def offer_after_reversion(actor: Actor, project_id: str, party_id: str, *, number: str, at: datetime) -> int:
    """Offer what a party had charge of to whoever answers now that the charge went back; return how many.

    The case stays with the former taker until it is taken, as with any offer. One that is offered already, or that
    street office or authority has to decide upon, is left to them. `number` is that of the paper.
    """
    stmt = select(Complaint).where(
        Complaint.project_id == project_id, Complaint.accountable_party_id == party_id,
        Complaint.state.in_([each.name for each in Complaint.WORKFLOW.states if not each.final]),
    ).order_by(Complaint.id)  # fmt: skip
    offered = 0
    for complaint in db.session.scalars(stmt.with_for_update(of=Complaint)).unique():
        if complaint.route != "taken" or complaint.offer or transfers.must_decide(complaint.bounces):
            continue
        _route, party = answering_now(complaint, at)
        if party is None or party.id not in complaint.project.party_ids(*routing.ANSWERING):
            continue
        if party.id != party_id:
            reason = f"管理责任已退回（{number}）"
            assign(actor, complaint, party_id=party.id, reason=reason, at=at)
            offered += 1
    return offered


def _check_target(complaint: Complaint, party_id: str) -> None:
    if complaint.WORKFLOW.state(complaint.state).final:
        now = complaint.WORKFLOW.state(complaint.state)
        raise Problem("wrong-state", state=(now.zh, now.en), move=("转办", "pass it on"))
    if party_id not in complaint.project.party_ids(*routing.ANSWERING):
        # Surveyor and designer see no complaints: with them it would lie where nobody finds it.
        raise field_problem(
            "party_id",
            "应为本项目中受理投诉的单位",
            "must be a party of this project that answers complaints",
        )
    if party_id == complaint.accountable_party_id:
        raise field_problem("party_id", "已由该单位负责", "this party answers for it already")


def _add(complaint: Complaint, party_id: str, reason: str, at: datetime) -> Transfer:
    offer = Transfer(
        complaint_id=complaint.id, from_party_id=complaint.accountable_party_id, to_party_id=party_id,
        to_party=db.session.get_one(Party, party_id), reason=reason, offered_at=at,
    )  # fmt: skip
    complaint.transfers.append(offer)
    return offer


def _answered(complaint: Complaint, answer: str, at: datetime, reason: str = "") -> Transfer:
    offer = complaint.offer
    if offer is None:
        raise Problem("conflict", zh="没有等待答复的转办。", en="No transfer awaits an answer.")
    offer.answer, offer.answered_at, offer.answer_reason = answer, at, reason
    # Two answers at the same moment: the version of the case lets one of them through.
    flag_modified(complaint, "bounces")
    return offer


def _hand_over(complaint: Complaint, offer: Transfer) -> None:
    complaint.accountable_party_id, complaint.accountable_party = offer.to_party_id, offer.to_party
