"""Takes ballots: online by number and code, on paper by an organiser; one a voter, kept apart where secret."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from inspect_app.core import codes, journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.core.private import fingerprint
from inspect_app.votes.actions.voting import hold, sent, sum_key
from inspect_app.votes.models import Ballot, Turnout, Vote, Voter
from inspect_app.votes.rules.law import CHOICES, OWN_CHOICES
from inspect_app.votes.rules.life import AGAIN
from inspect_app.votes.rules.proxies import proxy_fault, who_fault
from inspect_app.votes.rules.questions import line_of
from inspect_app.votes.rules.roll import names_of


@dataclass(frozen=True, slots=True)
class By:
    """Who holds the pen: which of joint owners, and a proxy's name with the photos of the written authority."""

    who: str = ""
    proxy: str = ""
    authority: Sequence[str] = ()


#: the owner, where there is only one
ITSELF = By()


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
    reason: str = "", further: Sequence[str] = (), by: By = ITSELF,
) -> str:  # fmt: skip
    """Take a voter's ballot and return its receipt, which is stored nowhere; the same form sent again is one ballot.

    `by` says which of joint owners votes, and a proxy on paper.
    `choice` answers the first question, `further` the others in order; each is answered.
    `paper` are the photos of a paper ballot; a standing paper ballot is replaced only with a `reason`, an online one
    only by its voter and only where the vote allows it.
    """
    hold(vote)
    chosen = (choice, *further)
    _check(vote, voter, chosen, paper)
    receipt, once_hash = codes.code_of("ballot", once, key), codes.fingerprint(once)
    turnout = db.session.get(Turnout, (vote.id, voter.id))
    if turnout is not None and turnout.once_hash == once_hash:
        if not all(_stands(receipt, n, each) for n, each in enumerate(chosen, start=1)):
            raise Problem("same-id-other-content", id=slip_number(vote, voter))
        return receipt
    if vote.state != "open" or at >= vote.closes_at:
        raise Problem("conflict", zh="现在不在投票时间内。", en="Ballots are not taken at this time.")
    way, again = "online" if paper is None else "paper", turnout is not None
    if turnout is None:
        turnout = Turnout(vote_id=vote.id, voter_id=voter.id, way=way)
    else:
        _replace(vote, voter, turnout, way, reason, at)
    _check_by(vote, voter, by, paper)
    turnout.once_hash, turnout.who, turnout.proxy = once_hash, by.who, by.proxy
    turnout.proxy_mark = _mark(by.proxy)
    db.session.add(turnout)
    _put_in(vote, voter, receipt, chosen)
    if paper is not None:
        attach("ballot", line_of(receipt, 1)[:36], paper, "ballot", actor.name, at)
        attach("ballot", line_of(receipt, 1)[:36], by.authority, "authority", actor.name, at)
    _tell(actor, vote, voter, way, again, reason, by, at)
    return receipt


def _stands(receipt: str, place: int, choice: str) -> bool:
    standing = db.session.get(Ballot, line_of(receipt, place))
    return standing is not None and standing.choice == choice


def _put_in(vote: Vote, voter: Voter, receipt: str, chosen: Sequence[str]) -> None:
    whose = {} if vote.secret else {"voter_id": voter.id, "area": voter.area}
    for place, each in enumerate(chosen, start=1):
        line = line_of(receipt, place)
        db.session.add(Ballot(receipt=line, vote_id=vote.id, place=place, choice=each, **whose))
        if vote.secret:
            _add_up(vote, sum_key(place, each), voter.area)
    db.session.flush()


def _check(vote: Vote, voter: Voter, chosen: Sequence[str], paper: Any) -> None:
    if voter.edition_id != vote.edition_id:
        raise Problem("not-found")
    allowed = OWN_CHOICES if paper is None else CHOICES
    given = [*chosen, *[""] * (len(vote.asked) - len(chosen))]
    for place, each in enumerate(given, start=1):
        # Beyond the last question nothing is answered: a choice there was meant for another ballot.
        if place > len(vote.asked) or each not in allowed:
            said = (
                ("没有这一题", "no such question")
                if place > len(vote.asked)
                else ("请选择一项", "choose one")
            )
            raise field_problem("choice" if place == 1 else f"choice_{place}", *said)
    if paper is not None and vote.secret:
        raise Problem(
            "conflict", zh="无记名表决不由工作人员录入选择，请业主用投票码自己投票。",
            en="In a secret vote no one else enters a choice; the owner votes with the code on the slip.",
        )  # fmt: skip


def _check_by(vote: Vote, voter: Voter, by: By, paper: Any) -> None:
    if (by.proxy or by.authority) and paper is None:
        raise field_problem(
            "proxy", "代理人凭书面委托用纸质票投票", "a proxy votes on paper with a written authority"
        )
    if fault := who_fault(names_of(voter.owner_name), by.who):
        raise field_problem("who", *fault)
    others = select(func.count()).select_from(Turnout).where(Turnout.vote_id == vote.id)
    others = others.where(Turnout.proxy_mark == _mark(by.proxy), Turnout.voter_id != voter.id)
    before = (db.session.scalar(others) or 0) if by.proxy else 0
    if wrong := proxy_fault(by.proxy, len(by.authority), before):
        raise field_problem(wrong[0], *wrong[1])


def _mark(proxy: str) -> str:
    return fingerprint("".join(proxy.split())) if proxy else ""


def _replace(vote: Vote, voter: Voter, turnout: Turnout, way: str, reason: str, at: datetime) -> None:
    corrects = way == "paper" and turnout.way == "paper" and reason
    changes = way == "online" and turnout.way == "online" and vote.changeable and not vote.secret
    if not corrects and not changes:
        said = ("该户已投票；更正录入请写明原因", "has voted already; to correct the entry give a reason")
        plain = ("该户已投票，不能再投", "has voted already and cannot vote again")
        raise field_problem("voter", *(said if way == turnout.way == "paper" else plain))
    standing = Ballot.vote_id == vote.id, Ballot.voter_id == voter.id, Ballot.replaced_at.is_(None)
    db.session.execute(update(Ballot).where(*standing).values(replaced_at=at, reason=reason or "业主更改"))


def _add_up(vote: Vote, key: str, area: int) -> None:
    """Add an area to the sealed sums: beside a single ballot it would tell whose it is."""
    sums: dict[str, int] = json.loads(vote.sums) if vote.sums else {}
    sums[key] = sums.get(key, 0) + area
    vote.sums = json.dumps(sums)


def _tell(
    actor: Actor, vote: Vote, voter: Voter, way: str, again: bool, reason: str, by: By, at: datetime
) -> None:  # fmt: skip
    verb = "vote.cast" if way == "online" else "vote.correct" if again else "vote.enter"
    # Who came when, beside sums that grow, would tell what each chose.
    data: dict[str, Any] = {} if vote.secret else {"voter": voter.number}
    if by.proxy:
        data["voted_by"] = "proxy"
    journal.record(actor, verb, vote, at=at, data={**data, **({"reason": reason} if reason else {})})


def send_codes(actor: Actor, vote: Vote, *, at: datetime) -> int:
    """Ask for the codes of all who have not voted to go to their phones; return to how many numbers on the roll.

    The messages follow from the entry; no code is in it, and it does not say whose they are.
    """
    hold(vote)
    if vote.state != "open" or at >= vote.closes_at:
        state = vote.WORKFLOW.state(vote.state)
        raise Problem("wrong-state", state=(state.zh, state.en), move=("发送投票码", "send the codes"))
    if vote.codes_sent_at is not None and at - vote.codes_sent_at < AGAIN:
        hours = int(AGAIN.total_seconds()) // 3600
        raise Problem(
            "conflict", zh=f"{hours} 小时内已发送过投票码，请稍后再发。",
            en=f"The codes were sent within the last {hours} hours; wait before you send them again.",
        )  # fmt: skip
    return sent(actor, vote, at=at)


def print_codes(actor: Actor, vote: Vote, key: str, *, at: datetime) -> list[tuple[Voter, str]]:
    """Return every voter with the code for this vote; that they were printed is written down."""
    if vote.state != "open" or vote.edition is None:
        state = vote.WORKFLOW.state(vote.state)
        raise Problem("wrong-state", state=(state.zh, state.en), move=("打印投票码", "print the codes"))
    found = [(each, code_of(vote, each, key)) for each in vote.edition.voters]
    journal.record(actor, "vote.print-codes", vote, at=at, data={"codes": len(found)})
    return found
