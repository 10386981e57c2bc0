"""The maker of disputes: of a claim its contractor declined, taken as far as a state."""

from datetime import date, timedelta
from typing import Any

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.disputes import actions, queries
from inspect_app.disputes.models import Dispute
from inspect_app.warranty.models import Claim
from tests import make
from tests.warranty import claims

NEXT = date(2026, 6, 1)
#: state -> the moves that lead there
PATHS: dict[str, tuple[str, ...]] = {
    "asked": (), "offered": ("accept",), "mediating": ("accept", "consent"), "drafted": ("accept", "consent", "draft"),
    "agreed": ("accept", "consent", "draft", "agree"), "settled": ("accept", "consent", "draft", "agree", "settle"),
    "broken": ("accept", "consent", "draft", "agree", "break"), "failed": ("accept", "fail"),
    "refused": ("accept", "refuse"), "withdrawn": ("withdraw",),
}  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "consent": {"answer": "渗漏因装修打孔"}, "draft": {"terms": "施工单位重做屋面防水", "perform_by": NEXT},
    "settle": {"note": "已重做"}, "break": {"reason": "逾期未做"}, "fail": {"reason": "谈不拢"}, "refuse": {"reason": "不同意"},
}  # fmt: skip


def declined(project: Any, *, source: str = "1", at: Any = make.NOW) -> Claim:
    """Return a claim whose contractor says that it is not covered."""
    one, _code = claims.claim(project, source=source, at=at)
    return claims.take(one, "decline", {"reason": "不在保修范围"}, at=at)


def dispute(
    project: Any, *, to: str = "asked", source: str = "1", words: str = "漏水不修", at: Any = make.NOW
) -> Dispute:
    """Return a dispute over a declined claim; `to="agreed"` takes it as far as that state."""
    claim = declined(project, source=source, at=at)
    with transaction():
        resident = claims.resident(claim)
        made = actions.open_dispute(
            resident, queries.case(resident, "claim", claim.id), claim=words, wish="重做防水", at=at
        )
    for name in PATHS[to]:
        if name == "agree":
            signed(made, at=at)
        take(made, name, at=at + timedelta(days=60) if name == "break" else at)
    return made


def signed(made: Dispute, *, at: Any = make.NOW) -> None:
    """Let both sides sign the draft."""
    with transaction():
        actions.sign(resident(made), made, draft=made.drafts, name="李某", at=at)
        actions.sign(make.signer(made.project, "contractor"), made, draft=made.drafts, name="王经理", at=at)


def take(
    made: Dispute,
    name: str,
    values: dict[str, Any] | None = None,
    *,
    at: Any = make.NOW,
    actor: Actor = SYSTEM,
) -> None:
    """Take a move of a dispute."""
    with transaction():
        actions.move(actor, made, name, GIVEN.get(name, {}) if values is None else values, at=at)


def resident(made: Dispute) -> Actor:
    """Return the resident of the case, as an actor."""
    return Actor("resident", made.source_id, "居民")


def fresh(made: Dispute) -> Dispute:
    """Return the dispute as it is stored now."""
    db.session.rollback()
    return db.session.get_one(Dispute, made.id)
