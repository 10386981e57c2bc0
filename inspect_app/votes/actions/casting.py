"""Takes ballots: online by number and code, on paper by an organiser; one a voter, kept apart where secret."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from inspect_app.core import codes, journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.votes.actions.voting import hold
from inspect_app.votes.models import Ballot, Turnout, Vote, Voter
from inspect_app.votes.rules.law import CHOICES, OWN_CHOICES


def code_of(vote: Vote, voter: Voter, key: str) -> str:
    """Return the code a voter opens this vote with; it is stored nowhere, `key` is the installation's secret."""
    return codes.code_of("vote", f"{vote.id}:{voter.id}", key)


def slip_number(vote: Vote, voter: Voter) -> str:
    """Return the number that stands on a voter's slip."""
    return f"{vote.number}-{voter.number:04d}"


def opened(number: str, code: str, key: str) -> tuple[Vote, Voter] | None:
    """Return what a slip's number and code open; for an unknown number the code is reckoned all the same."""
    name, _, rest = number.strip().upper().rpartition("-")
    place = int(rest) if rest.isascii() and rest.isdigit() and len(rest) <= 6 else 0
    stmt = select(Vote, Voter).join(Voter, Voter.edition_id == Vote.edition_id)
    found = db.session.execute(stmt.where(Vote.number == name, Voter.number == place)).first()
    right = code_of(found[0], found[1], key) if found else codes.code_of("vote", f"{name}:{place}", key)
    fits = codes.opens("vote", code, codes.seal("vote", right, key), key)
    return (found[0], found[1]) if found and fits else None


def cast(
    actor: Actor, vote: Vote, voter: Voter, choice: str, *, once: str, key: str, at: datetime, paper: Any = None,
    reason: str = "",
) -> str:  # fmt: skip
    """Take a voter's ballot and return its receipt, which is stored nowhere; the same form sent again is one ballot.

    `paper` are the photos of a paper ballot; a standing paper ballot is replaced only with a `reason`, an online one
    only by its voter and only where the vote allows it.
    """
    hold(vote)
    _check(vote, voter, choice, paper)
    receipt, once_hash = codes.code_of("ballot", once, key), codes.fingerprint(once)
    turnout = db.session.get(Turnout, (vote.id, voter.id))
    if turnout is not None and turnout.once_hash == once_hash:
        standing = db.session.get(Ballot, codes.fingerprint(receipt))
        if standing is None or standing.choice != choice:
            raise Problem("same-id-other-content", id=slip_number(vote, voter))
        return receipt
    if vote.state != "open" or at >= vote.closes_at:
        raise Problem("conflict", zh="现在不在投票时间内。", en="Ballots are not taken at this time.")
    way = "online" if paper is None else "paper"
    if turnout is None:
        db.session.add(Turnout(vote_id=vote.id, voter_id=voter.id, way=way, once_hash=once_hash))
    else:
        _replace(vote, voter, turnout, way, reason, at)
        turnout.once_hash = once_hash
    made = Ballot(
        receipt=codes.fingerprint(receipt), vote_id=vote.id, choice=choice,
        voter_id=None if vote.secret else voter.id, area=None if vote.secret else voter.area,
    )  # fmt: skip
    db.session.add(made)
    if vote.secret:
        _add_up(vote, choice, voter.area)
    db.session.flush()
    if paper is not None:
        attach("ballot", made.receipt[:36], paper, "ballot", actor.name, at)
    _tell(actor, vote, voter, way, turnout is not None, reason, at)
    return receipt


def _check(vote: Vote, voter: Voter, choice: str, paper: Any) -> None:
    if voter.edition_id != vote.edition_id:
        raise Problem("not-found")
    if choice not in (OWN_CHOICES if paper is None else CHOICES):
        raise field_problem("choice", "请选择一项", "choose one")
    if paper is not None and vote.secret:
        raise Problem(
            "conflict", zh="无记名表决不由工作人员录入选择，请业主用投票码自己投票。",
            en="In a secret vote no one else enters a choice; the owner votes with the code on the slip.",
        )  # fmt: skip


def _replace(vote: Vote, voter: Voter, turnout: Turnout, way: str, reason: str, at: datetime) -> None:
    corrects = way == "paper" and turnout.way == "paper" and reason
    changes = way == "online" and turnout.way == "online" and vote.changeable and not vote.secret
    if not corrects and not changes:
        said = ("该户已投票；更正录入请写明原因", "has voted already; to correct the entry give a reason")
        plain = ("该户已投票，不能再投", "has voted already and cannot vote again")
        raise field_problem("voter", *(said if way == turnout.way == "paper" else plain))
    standing = Ballot.vote_id == vote.id, Ballot.voter_id == voter.id, Ballot.replaced_at.is_(None)
    db.session.execute(update(Ballot).where(*standing).values(replaced_at=at, reason=reason or "业主更改"))


def _add_up(vote: Vote, choice: str, area: int) -> None:
    """Add an area to the sealed sums: beside a single ballot it would tell whose it is."""
    sums: dict[str, int] = json.loads(vote.sums) if vote.sums else {}
    sums[choice] = sums.get(choice, 0) + area
    vote.sums = json.dumps(sums)


def _tell(actor: Actor, vote: Vote, voter: Voter, way: str, again: bool, reason: str, at: datetime) -> None:
    verb = "vote.cast" if way == "online" else "vote.correct" if again else "vote.enter"
    # Who came when, beside sums that grow, would tell what each chose.
    data = {} if vote.secret else {"voter": voter.number}
    journal.record(actor, verb, vote, at=at, data={**data, **({"reason": reason} if reason else {})})


def print_codes(actor: Actor, vote: Vote, key: str, *, at: datetime) -> list[tuple[Voter, str]]:
    """Return every voter with the code for this vote; that they were printed is written down."""
    if vote.state != "open" or vote.edition is None:
        state = vote.WORKFLOW.state(vote.state)
        raise Problem("wrong-state", state=(state.zh, state.en), move=("打印投票码", "print the codes"))
    found = [(each, code_of(vote, each, key)) for each in vote.edition.voters]
    journal.record(actor, "vote.print-codes", vote, at=at, data={"codes": len(found)})
    return found
