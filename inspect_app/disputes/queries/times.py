"""What both sides said of the time of a meeting or an appraisal, as the journal has it: of the time that stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.disputes.models import Appraisal, Mediation

_VERBS = ("mediation.answer", "appraisal.answer")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a side said: whether it can come, and why not or when it can; of which time."""

    answer: str
    why: str
    meet_at: datetime


def answers(ids: Collection[str]) -> dict[str, dict[str, Answer]]:
    """Return by meeting or appraisal what each side said last."""
    stmt = select(Entry).where(
        Entry.thing_kind.in_(("mediation", "appraisal")), Entry.thing_id.in_(list(ids)), Entry.verb.in_(_VERBS)
    )  # fmt: skip
    found: dict[str, dict[str, Answer]] = {}
    for each in db.session.scalars(stmt.order_by(Entry.seq)) if ids else ():
        told = each.data
        said = Answer(str(told["answer"]), str(told["why"]), datetime.fromisoformat(told["meet_at"]))
        found.setdefault(each.thing_id, {})[str(told["side"])] = said
    return found


def happened(dispute_id: str, ids: Collection[str]) -> list[Entry]:
    """Return what happened in a room, oldest first: to the dispute and to its meetings and appraisals."""
    within = and_(Entry.thing_kind.in_(("mediation", "appraisal")), Entry.thing_id.in_(list(ids)))
    own = and_(Entry.thing_kind == "dispute", Entry.thing_id == dispute_id)
    return list(db.session.scalars(select(Entry).where(or_(own, within)).order_by(Entry.seq)))


def standing(things: Iterable[Mediation | Appraisal]) -> dict[str, dict[str, Answer]]:
    """Return by meeting or appraisal what was said of the time that stands; of an earlier time nothing counts."""
    things = list(things)
    said = answers([each.id for each in things])
    return {
        each.id: {side: one for side, one in said.get(each.id, {}).items() if one.meet_at == each.meet_at}
        for each in things
    }
