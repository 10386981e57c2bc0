"""Shows an organiser the photo of a paper ballot beside what was entered from it; each look is written down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.files import Attachment, StoredFile
from inspect_app.core.permits import Actor
from inspect_app.votes.models import Ballot, Turnout, Vote, Voter
from inspect_app.votes.rules.questions import Asked


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ballot as it was entered: who voted, each question with its choice, and the photos by what they show."""

    voter: Voter
    turnout: Turnout
    chosen: tuple[tuple[Asked, str], ...]
    photos: tuple[tuple[str, str], ...]


def see_paper(actor: Actor, vote: Vote, number: int, *, at: datetime) -> Paper:
    """Return the standing paper ballot of a voter's number; an online ballot is shown to nobody."""
    stmt = select(Turnout).join(Turnout.voter).where(Turnout.vote_id == vote.id, Voter.number == number)
    turnout = db.session.scalar(stmt.where(Turnout.way == "paper"))
    if turnout is None or vote.secret:
        raise field_problem("voter", "该序号没有录入纸质票", "no paper ballot was entered for this voter")
    own = Ballot.vote_id == vote.id, Ballot.voter_id == turnout.voter_id, Ballot.replaced_at.is_(None)
    lines = db.session.scalars(select(Ballot).where(*own).order_by(Ballot.place)).all()
    kept = select(Attachment.sha256, Attachment.label).join(
        StoredFile, StoredFile.sha256 == Attachment.sha256
    )
    kept = kept.where(
        Attachment.thing_kind == "ballot",
        Attachment.thing_id == lines[0].receipt[:36],
        StoredFile.erased_at.is_(None),
    )
    photos = db.session.execute(kept.order_by(Attachment.label.desc(), Attachment.position)).all()
    journal.record(actor, "vote.see-paper", vote, at=at, data={"voter": number})
    chosen = tuple((asked, each.choice) for asked, each in zip(vote.asked, lines, strict=True))
    return Paper(turnout.voter, turnout, chosen, tuple((sha, label) for sha, label in photos))
