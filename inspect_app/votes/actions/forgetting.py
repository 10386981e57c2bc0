"""Erases who stood on an edition of the roll, and photos of paper ballots, once nobody may ask for them any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import aliased

from inspect_app.core import erasing, journal
from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.core.permits import Actor
from inspect_app.votes.models import Ballot, RollEdition, Turnout, Vote, Voter
from inspect_app.votes.rules.life import WORKFLOW
from inspect_app.votes.rules.privacy import over_before


def forget(actor: Actor, *, at: datetime) -> int:
    """Erase what is past its retention; return of how many editions. Tallies, hashes and receipts stay as they are."""
    limit = over_before(at)
    own = Vote.edition_id == RollEdition.id
    young = or_(Vote.published_at > limit, Vote.voided_at > limit, Vote.state.not_in(WORKFLOW.finals()))
    stmt = select(RollEdition).where(RollEdition.erased_at.is_(None), exists().where(own))
    stmt = stmt.where(~exists().where(own, young)).order_by(RollEdition.id).with_for_update(of=RollEdition)
    found = db.session.scalars(stmt).all()
    for edition in found:
        _erase(actor, edition, at)
    return len(found)


def _erase(actor: Actor, edition: RollEdition, at: datetime) -> None:
    edition.erased_at = at
    nobody = {"owner_name": "", "phone": "", "places": ""}
    db.session.execute(update(Voter).where(Voter.edition_id == edition.id).values(**nobody))
    votes = db.session.scalars(select(Vote).where(Vote.edition_id == edition.id).order_by(Vote.id)).all()
    ids = [each.id for each in votes]
    blank = {"who": "", "proxy": "", "proxy_mark": ""}
    db.session.execute(update(Turnout).where(Turnout.vote_id.in_(ids)).values(**blank))
    for name in _photos(ids):
        erasing.mark_photo(name, at)
    for vote in votes:
        journal.record(actor, "vote.forget", vote, at=at)


def _photos(votes: Sequence[str]) -> Sequence[str]:
    """Return the photos of these votes' paper ballots and authorities that nothing else names."""
    own = select(func.substr(Ballot.receipt, 1, 36)).where(Ballot.vote_id.in_(votes))
    other = aliased(Attachment)
    elsewhere = or_(other.thing_kind != "ballot", other.thing_id.not_in(own))
    named = [each == Attachment.sha256 for each in erasing.references(but=("attachments",))]
    stmt = select(Attachment.sha256).where(
        Attachment.thing_kind == "ballot", Attachment.thing_id.in_(own),
        ~exists().where(other.sha256 == Attachment.sha256, elsewhere),
        *(~exists().where(each) for each in named),
    )  # fmt: skip
    return db.session.scalars(stmt.distinct().order_by(Attachment.sha256)).all()
