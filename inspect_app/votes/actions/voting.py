"""Takes the moves of a vote: opened on a frozen roll, closed with its tally, published by another person."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.votes.actions.keeping import freeze
from inspect_app.votes.models import Ballot, Turnout, Vote, Voter
from inspect_app.votes.rules.law import CHOICES, RULES
from inspect_app.votes.rules.questions import announced
from inspect_app.votes.rules.tally import Ballots, tally_of, tally_of_several


def hold(vote: Vote) -> None:
    """Hold the vote: a ballot and its closing at once would each be right alone."""
    db.session.scalar(select(Vote.id).where(Vote.id == vote.id).with_for_update())
    db.session.refresh(vote)


def move(actor: Actor, vote: Vote, name: str, values: Mapping[str, Any], *, at: datetime) -> Vote:
    """Take one of the vote's declared moves."""
    hold(vote)
    vote.WORKFLOW.take(vote.state, name)
    told: dict[str, Any] = {}
    if name == "open":
        told = _open(vote, at)
        vote.opened_by = actor.id
    elif name == "close":
        told = _close(actor, vote, at)
    elif name == "publish":
        told = _publish(actor, vote)
    else:
        vote.reason = values["reason"]
        told = {"reason": values["reason"]}
    journal.move(actor, vote, name, at=at, data=told)
    if name == "open" and vote.by_phone:
        sent(actor, vote, at=at)
    return vote


def sent(actor: Actor, vote: Vote, *, at: datetime) -> int:
    """Write down that the codes go to the phones of who has not voted; return of how many numbers."""
    vote.codes_sent_at, many = at, sum(bool(each.phone) for each in not_voted(vote))
    journal.record(actor, "vote.send-codes", vote, at=at, data={"codes": many})
    return many


def not_voted(vote: Vote) -> list[Voter]:
    """Return the voters of a vote's edition who have no ballot in it, in order."""
    took = select(Turnout.voter_id).where(Turnout.vote_id == vote.id)
    stmt = select(Voter).where(Voter.edition_id == vote.edition_id, Voter.id.not_in(took))
    return list(db.session.scalars(stmt.order_by(Voter.number)))


def close_due(actor: Actor, *, at: datetime) -> int:
    """Close and count the votes whose time has come; return how many. One closed meanwhile is passed over."""
    due = select(Vote).where(Vote.state == "open", Vote.closes_at <= at).order_by(Vote.closes_at, Vote.id)
    closed = 0
    for vote in db.session.scalars(due).all():
        hold(vote)
        if vote.state == "open":
            move(actor, vote, "close", {}, at=at)
            closed += 1
    return closed


def _open(vote: Vote, at: datetime) -> dict[str, Any]:
    rule = announced(vote.asked)
    begins = vote.notice_on + timedelta(days=rule.notice_days)
    if local_day(at) < begins:
        raise Problem(
            "conflict", zh=f"公示未满 {rule.notice_days} 日，最早 {begins} 开始（{rule.notice_basis}）。",
            en=f"It must be announced for {rule.notice_days} days first: not before {begins} ({rule.notice_basis}).",
        )  # fmt: skip
    if at >= vote.closes_at:
        raise Problem(
            "conflict",
            zh="截止时间已过，请作废后重新起草。",
            en="Its closing time is past; void it and draft anew.",
        )
    vote.edition = freeze(vote.project, at)
    return {"roll_edition": vote.edition.number, "households": vote.edition.heads}


def _close(actor: Actor, vote: Vote, at: datetime) -> dict[str, Any]:
    if at < vote.closes_at:
        raise Problem(
            "conflict",
            zh="未到截止时间，不能提前计票。",
            en="It may not be closed and counted before its time.",
        )
    ballots = list(
        db.session.scalars(
            select(Ballot)
            .where(Ballot.vote_id == vote.id, Ballot.replaced_at.is_(None))
            .order_by(Ballot.receipt)
        )
    )
    vote.tally = _tally(vote, ballots, at)
    vote.tally_hash, vote.sums, vote.closed_by = content_hash(vote.tally), "", actor.id
    if vote.secret:
        _shuffle(vote, ballots)
    return {"hash": vote.tally_hash}


def _tally(vote: Vote, ballots: list[Ballot], at: datetime) -> dict[str, Any]:
    sums: dict[str, int] = json.loads(vote.sums) if vote.sums else {}
    parts: list[tuple[dict[str, Any], Ballots, dict[str, int]]] = []
    for one in vote.asked:
        areas = {each: sums.get(sum_key(one.number, each), 0) for each in CHOICES}
        own = [each for each in ballots if each.place == one.number]
        for each in own:
            areas[each.choice] += each.area or 0
        told = {"subject": one.subject, "title": one.title, "rule": one.rule, "basis": RULES[one.rule].basis}
        parts.append((told, [(each.receipt, each.choice, each.area) for each in own], areas))
    if len(parts) == 1:
        told, lines, areas = parts[0]
        return tally_of({**told, **_head(vote, at)}, lines, areas)
    several = [({"place": n, **told}, lines, areas) for n, (told, lines, areas) in enumerate(parts, start=1)]
    return tally_of_several(_head(vote, at), several)


def _head(vote: Vote, at: datetime) -> dict[str, Any]:
    edition = vote.edition
    if edition is None:  # a constraint keeps it from being so
        raise RuntimeError("an open vote without its roll")
    return {
        "vote": vote.number, "project": vote.project.number, "secret": vote.secret, "closed_at": at.isoformat(),
        "roll": {"edition": edition.number, "heads": edition.heads, "area": edition.area, "seal": edition.seal},
    }  # fmt: skip


def sum_key(place: int, choice: str) -> str:
    """Return what the sealed sum of a question's choice is kept under."""
    return choice if place == 1 else f"{place}:{choice}"


def _shuffle(vote: Vote, ballots: list[Ballot]) -> None:
    """Write the ballots anew in the order of their receipts: where they lay told the order they came in."""
    rows = [(each.receipt, each.place, each.choice) for each in ballots]
    db.session.execute(delete(Ballot).where(Ballot.vote_id == vote.id))
    for each in ballots:
        db.session.expunge(each)
    db.session.flush()
    for receipt, place, choice in rows:
        db.session.add(Ballot(receipt=receipt, vote_id=vote.id, place=place, choice=choice))
        db.session.flush()


def _publish(actor: Actor, vote: Vote) -> dict[str, Any]:
    if actor.id is not None and actor.id == vote.barred:
        raise Problem(
            "conflict", zh="计票人（自动截止的为开始投票的人）不能自己复核公布，请另一位工作人员复核。",
            en="Whoever closed it (or opened it, where the clock closed it) does not publish it; another person checks and does.",
        )  # fmt: skip
    if content_hash(vote.tally) != vote.tally_hash:
        raise Problem(
            "conflict", zh="计票文件与其哈希不符，不能公布。", en="The tally does not match its hash."
        )
    return {"hash": vote.tally_hash}
