"""Drafts a vote and takes its moves: opened on a frozen roll, closed with its tally, published by another person."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.votes.actions.keeping import freeze
from inspect_app.votes.models import Ballot, Vote
from inspect_app.votes.rules.law import RULES, SUBJECTS, strong_enough
from inspect_app.votes.rules.tally import tally_of

_MOST_DAYS = 366


def draft(actor: Actor, project: Project, values: Mapping[str, Any], *, at: datetime) -> Vote:
    """Draft a vote; refused where its rule is weaker than the law asks for its subject, or its days do not fit."""
    subject, rule = values["subject"], RULES[values["rule"]]
    if not strong_enough(subject, rule.key):
        needed = RULES[SUBJECTS[subject][1]]
        raise field_problem(
            "rule", f"该事项至少适用：{needed.zh}（{needed.basis}）", f"this subject needs at least: {needed.en} ({needed.basis})"
        )  # fmt: skip
    if values["secret"] and values["changeable"]:
        raise field_problem(
            "changeable", "无记名表决投出后不能更改：票与户已分开", "a secret ballot cannot be changed: nobody can find it again"
        )  # fmt: skip
    begins = values["notice_on"] + timedelta(days=rule.notice_days)
    closes = values["closes_at"]
    if closes <= at or local_day(closes) < begins:
        raise field_problem(
            "closes_at", f"应晚于现在，且不早于 {begins}（公示满 {rule.notice_days} 日，{rule.notice_basis}）",
            f"must lie ahead and not before {begins}: announced for {rule.notice_days} days ({rule.notice_basis})",
        )  # fmt: skip
    if closes - at > timedelta(days=_MOST_DAYS):
        raise field_problem("closes_at", "最长一年", "a year ahead at most")
    vote = Vote(
        number=next_number("BJ", local_day(at).year), project=project, drafted_at=at, drafted_by_name=actor.name, **values
    )  # fmt: skip
    db.session.add(vote)
    data = {"number": vote.number, "subject": vote.subject, "majority": vote.rule}
    journal.record(actor, "vote.draft", vote, at=at, data=data)
    return vote


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
    elif name == "close":
        told = _close(actor, vote, at)
    elif name == "publish":
        told = _publish(actor, vote)
    else:
        vote.reason = values["reason"]
        told = {"reason": values["reason"]}
    journal.move(actor, vote, name, at=at, data=told)
    return vote


def _open(vote: Vote, at: datetime) -> dict[str, Any]:
    rule = RULES[vote.rule]
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
    areas: dict[str, int] = json.loads(vote.sums) if vote.sums else {}
    for each in ballots:
        if each.area is not None:
            areas[each.choice] = areas.get(each.choice, 0) + each.area
    vote.tally = tally_of(
        _head(vote, at), [(each.receipt, each.choice, each.area) for each in ballots], areas
    )
    vote.tally_hash, vote.sums, vote.closed_by = content_hash(vote.tally), "", actor.id
    if vote.secret:
        _shuffle(vote, ballots)
    return {"hash": vote.tally_hash}


def _head(vote: Vote, at: datetime) -> dict[str, Any]:
    edition = vote.edition
    if edition is None:  # a constraint keeps it from being so
        raise RuntimeError("an open vote without its roll")
    return {
        "vote": vote.number, "project": vote.project.number, "subject": vote.subject, "title": vote.title, "rule": vote.rule,
        "basis": RULES[vote.rule].basis, "secret": vote.secret, "closed_at": at.isoformat(),
        "roll": {"edition": edition.number, "heads": edition.heads, "area": edition.area, "seal": edition.seal},
    }  # fmt: skip


def _shuffle(vote: Vote, ballots: list[Ballot]) -> None:
    """Write the ballots anew in the order of their receipts: where they lay told the order they came in."""
    rows = [(each.receipt, each.choice) for each in ballots]
    db.session.execute(delete(Ballot).where(Ballot.vote_id == vote.id))
    for each in ballots:
        db.session.expunge(each)
    db.session.flush()
    for receipt, choice in rows:
        db.session.add(Ballot(receipt=receipt, vote_id=vote.id, choice=choice))
        db.session.flush()


def _publish(actor: Actor, vote: Vote) -> dict[str, Any]:
    if actor.id is not None and actor.id == vote.closed_by:
        raise Problem(
            "conflict", zh="计票人不能自己复核公布，请另一位工作人员复核。",
            en="Whoever closed and counted it does not publish it; another person checks and does.",
        )  # fmt: skip
    if content_hash(vote.tally) != vote.tally_hash:
        raise Problem(
            "conflict", zh="计票文件与其哈希不符，不能公布。", en="The tally does not match its hash."
        )
    return {"hash": vote.tally_hash}
