"""What a device told again with another value, beside the readings that count, and what was decided about it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased, contains_eager

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.readings.models import Channel, Correction, Device, Reading
from inspect_app.readings.queries import whole
from inspect_app.readings.queries.sight import sighted

MOST_SHOWN = 10
#: corrected moments marked on one curve
MOST_MARKED = 200


class Contradiction(NamedTuple):
    """A correction, and what counts at its moment now: value and flag; None where its cold file cannot be read."""

    correction: Correction
    value: float | None
    flag: str


def corrections(actor: Actor, project_id: str, state: str = "") -> Select[Correction]:
    """Return the corrections of a project's devices the actor may see, those to be decided first, then the newest."""
    stmt = _seen(actor).where(Project.id == project_id, Correction.is_first.is_(False))
    if state:
        stmt = stmt.where(Correction.state == state)
    undecided = case((Correction.state == "told", 0), else_=1)
    return stmt.order_by(undecided, Correction.received_ms.desc(), Correction.at_ms.desc(), Correction.id)


def fill_counts(some: Sequence[Correction]) -> None:
    """Fill in what counts at the moment of each of these corrections; a statement, and the cold files they lie in."""
    stmt = (
        select(Correction.id, Reading.value, Reading.flag)
        .join(Reading, _counts())
        .where(Correction.id.in_([each.id for each in some]))
    )
    hot: dict[str, tuple[float | None, str]] = {row[0]: (row[1], row[2]) for row in db.session.execute(stmt)}
    cold = whole.values([(each.channel_id, each.at_ms) for each in some if each.id not in hot])
    for each in some:
        key = each.channel_id, each.at_ms
        each.counts = hot[each.id] if each.id in hot else cold.get(key, (None, ""))


def correction(actor: Actor, correction_id: str) -> Select[Correction]:
    """Return the query for one correction of a device the actor may see; what was told first is none."""
    return _seen(actor).where(Correction.id == correction_id, Correction.is_first.is_(False))


def contradictions(device: Device) -> tuple[list[Contradiction], int]:
    """Return the corrections of a device, those to be decided first, and how many there are."""
    mine = Channel.device_id == device.id, Correction.is_first.is_(False)
    of = select(func.count()).select_from(Correction).join(Correction.channel).where(*mine)
    many = db.session.scalar(of) or 0
    if not many:
        return [], 0
    undecided = case((Correction.state == "told", 0), else_=1)
    stmt = (
        select(Correction, Reading.value, Reading.flag)
        .join(Correction.channel)
        .outerjoin(Reading, _counts())
        .where(*mine)
        .order_by(undecided, Correction.received_ms.desc(), Correction.at_ms.desc())
        .limit(MOST_SHOWN)
        .options(contains_eager(Correction.channel))
    )
    rows: list[Any] = list(db.session.execute(stmt))
    cold = whole.values([(one.channel_id, one.at_ms) for one, _value, flag in rows if flag is None])
    found = []
    for one, value, flag in rows:
        # What lies in a cold file that cannot be read is shown with the word that came later alone.
        counts = (value, flag) if flag is not None else cold.get((one.channel_id, one.at_ms), (None, ""))
        found.append(Contradiction(one, *counts))
    return found, many


def counting(one: Correction) -> tuple[float | None, str]:
    """Return the value and the flag that count at the moment of a correction; None where its cold file cannot be read."""
    stmt = select(Reading.value, Reading.flag).where(
        Reading.channel_id == one.channel_id, Reading.at_ms == one.at_ms
    )
    row = db.session.execute(stmt).one_or_none()
    if row is not None:
        return row[0], row[1]
    key = (one.channel_id, one.at_ms)
    return whole.values([key]).get(key, (None, ""))


def first_told(one: Correction) -> Correction | None:
    """Return what was told first of the moment of an accepted correction; None while that counts."""
    mine = Correction.channel_id == one.channel_id, Correction.at_ms == one.at_ms, Correction.is_first
    return db.session.scalar(select(Correction).where(*mine))


def corrected(channel_id: int, from_ms: int, to_ms: int) -> list[tuple[int, float, float]]:
    """Return the corrected moments of a channel in a stretch (ms): the value that counts, and the one told first."""
    first = aliased(Correction)
    same = and_(first.channel_id == Correction.channel_id, first.at_ms == Correction.at_ms, first.is_first)
    stmt = (
        select(Correction.at_ms, Correction.value, first.value)
        .join(first, same)
        .where(Correction.channel_id == channel_id, Correction.state == "accepted")
        .where(Correction.at_ms.between(from_ms, to_ms))
        .order_by(Correction.at_ms.desc())
        .limit(MOST_MARKED)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(stmt)][::-1]


def decisions(channel_ids: Sequence[int], from_ms: int, to_ms: int) -> list[Any]:
    """Return what stands decided about corrections of channels from `from_ms` until before `to_ms`, to be compared."""
    stmt = select(Correction.id, Correction.state, Correction.decided_at).where(
        Correction.channel_id.in_(channel_ids), Correction.at_ms >= from_ms, Correction.at_ms < to_ms
    )
    return list(db.session.execute(stmt.order_by(Correction.id)).all())


def _counts() -> ColumnElement[bool]:
    return and_(Reading.channel_id == Correction.channel_id, Reading.at_ms == Correction.at_ms)


def _seen(actor: Actor) -> Select[Correction]:
    stmt = select(Correction).join(Correction.channel).join(Channel.device).join(Device.project)
    way = contains_eager(Correction.channel).contains_eager(Channel.device).contains_eager(Device.project)
    return stmt.where(sighted(actor)).options(way)
