"""Rows of alarms: put to what the engine found, and acknowledged by people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple, Protocol
from uuid import UUID, uuid5

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.core.rows import Put, put_all
from inspect_app.core.together import Statement, together
from inspect_app.readings.actions.arrays import listed
from inspect_app.readings.models import Alarm
from inspect_app.readings.rules.episodes import Bound, Episode, Track

_AT_ONCE = 1000
_COLUMNS = [each.name for each in Alarm.__table__.columns]
_STORED = {
    "postgresql": "SELECT id FROM alarms WHERE id = ANY(%s::text[]) ORDER BY id",
    "sqlite": "SELECT id FROM alarms WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
}
_SPACE = UUID("6f6b6c0e-5d0c-5c38-9a53-0d1d0b7d7a11")
_KEPT = (
    "steps_told", "acknowledged_at", "acknowledged_by", "acknowledged_note", "doubt", "confirmed_at", "confirmed_by",
)  # fmt: skip


class Place(Protocol):
    """The channel an alarm belongs to, and its project."""

    @property
    def id(self) -> int:
        """Return the channel's number."""

    @property
    def project_id(self) -> str:
        """Return the project's id."""


class Seat(NamedTuple):
    """A channel and its project, where no more of it is known."""

    id: int
    project_id: str


class _Found(NamedTuple):
    line: Place
    bound: Bound
    episode: Episode
    heir_of: Alarm | None

    @property
    def key(self) -> str:
        # The same episode always has the same.
        return str(uuid5(_SPACE, f"{self.line.id}/{self.bound.id}/{self.episode.began_ms}"))


@dataclass(slots=True)
class Verdict:
    """The alarms that changed, by id; and what is still to be written of them: see `going.write`."""

    opened: list[str] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    #: where the engine stands now, by channel and limit; None: nowhere near an episode
    tracks: dict[tuple[int, str], Track | None] = field(default_factory=dict)
    #: entries for the journal: verb, alarm, data
    told: list[tuple[str, Alarm, dict[str, object]]] = field(default_factory=list)
    #: episodes whose alarms are not looked up yet, in the order they were found
    found: list[_Found] = field(default_factory=list)
    #: alarms made and not written yet
    made: dict[str, Alarm] = field(default_factory=dict)

    def say(self, verb: str, alarm: Alarm) -> None:
        """Note what happened to an alarm, as it stands now."""
        data = {"peak": alarm.peak, "limit": alarm.limit_value, "ended_by": alarm.ended_by}
        self.told.append((verb, alarm, data))


def put(line: Place, bound: Bound, episode: Episode, verdict: Verdict, heir_of: Alarm | None = None) -> None:
    """Note one episode: `tell` opens its alarm, or brings the one that is there to the same figures."""
    verdict.found.append(_Found(line, bound, episode, heir_of))


def _settle(verdict: Verdict, now_ms: int) -> None:
    """Bring the alarms of the episodes noted so far up to them, in their order; one question looks them all up."""
    keys = _stored(sorted({each.key for each in verdict.found} - verdict.made.keys()))
    there = dict(verdict.made)
    for start in range(0, len(keys), _AT_ONCE):
        stmt = select(Alarm).where(Alarm.id.in_(keys[start : start + _AT_ONCE]))
        there |= {each.id: each for each in db.session.scalars(stmt)}
    for each in verdict.found:
        alarm = there.get(each.key)
        if alarm is not None and alarm.withdrawn_at is None:
            _change(alarm, each.episode, verdict, now_ms)
            continue
        verb = "alarm.open" if alarm is None else "alarm.reopen"
        if alarm is None:
            alarm = there[each.key] = verdict.made[each.key] = _make(each)
        _open(alarm, each, now_ms)
        verdict.say(verb, alarm)
        verdict.opened.append(alarm.id)
        if alarm.cleared_ms is not None:
            verdict.say("alarm.clear", alarm)
            verdict.cleared.append(alarm.id)
    verdict.found.clear()


def _stored(keys: Sequence[str]) -> list[str]:
    """Return which of these alarms there are. Most are new, and this costs a third of looking for their rows."""
    asked = [Statement(_STORED[db.engine.dialect.name], (listed(keys),))] if keys else []
    return [row[0] for rows in together(*asked) for row in rows]


def replace(
    line: Place,
    bound: Bound,
    found: Sequence[Episode],
    first_ms: int,
    last_ms: int,
    verdict: Verdict,
    now_ms: int,
) -> None:
    """Put all episodes of a stretch; alarms of it that are no episode any more are withdrawn.

    An episode that overlaps a withdrawn alarm is its heir: the same event, seen better.
    """
    # What was found before may be withdrawn here: it comes first.
    _settle(verdict, now_ms)
    stmt = select(Alarm).where(
        Alarm.channel_id == line.id,
        Alarm.limit_id == bound.id,
        Alarm.began_ms.between(first_ms, last_ms),
        Alarm.withdrawn_at.is_(None),
    )
    begins = {each.began_ms for each in found}
    gone = [each for each in db.session.scalars(stmt.order_by(Alarm.began_ms)) if each.began_ms not in begins]
    for alarm in gone:
        alarm.withdrawn_at, alarm.changed_ms = _moment(now_ms), now_ms
        verdict.say("alarm.withdraw", alarm)
        verdict.withdrawn.append(alarm.id)
    for episode in found:
        put(line, bound, episode, verdict, next((old for old in gone if _overlap(old, episode)), None))


def end(alarm: Alarm, episode: Episode, now_ms: int) -> None:
    """Close an alarm that stands."""
    verdict = Verdict()
    _change(alarm, episode, verdict, now_ms)
    tell(verdict, now_ms)


def tell(verdict: Verdict, now_ms: int) -> None:
    """Write the alarms that changed, and what happened to them into the journal, all at once."""
    put_all(*rows_of(verdict, now_ms))


def rows_of(verdict: Verdict, now_ms: int) -> tuple[Put, Put]:
    """Return what is to be put of alarms that are new, and into the journal; flush what changed of others."""
    _settle(verdict, now_ms)
    db.session.flush()
    made = Put(Alarm, [_row(each) for each in verdict.made.values()])
    told = journal.entries(SYSTEM, verdict.told, at=_moment(now_ms))
    verdict.told.clear()
    verdict.made.clear()
    return made, told


def _row(made: Alarm) -> dict[str, object]:
    told = vars(made)
    return {name: told[name] for name in _COLUMNS if name in told}


def acknowledge(actor: Actor, alarm: Alarm, *, note: str = "", at: datetime) -> Alarm:
    """Record that a person has seen the alarm, once; the first keeps it."""
    # Looked at under its lock: of two hands at once the second is told so.
    db.session.refresh(alarm, ["acknowledged_at"], with_for_update={"of": Alarm})
    if alarm.acknowledged_at is not None:
        raise Problem("conflict", zh="该报警已被确认。", en="The alarm is acknowledged already.")
    alarm.acknowledged_at, alarm.acknowledged_by, alarm.acknowledged_note = at, actor.name, note or None
    alarm.changed_ms = int(at.timestamp() * 1000)
    journal.record(actor, "alarm.acknowledge", alarm, at=at, data={"note": note})
    return alarm


def _make(found: _Found) -> Alarm:
    bound = found.bound
    return Alarm(
        id=found.key,
        origin_id=found.key,
        channel_id=found.line.id,
        project_id=found.line.project_id,
        limit_id=bound.id,
        began_ms=found.episode.began_ms,
        limit_value=bound.value,
        measure=bound.measure,
        severity=bound.severity,
        opens_defect=bound.opens_defect,
        basis=bound.basis,
        zh=bound.zh,
        en=bound.en,
    )


def _open(alarm: Alarm, found: _Found, now_ms: int) -> None:
    alarm.withdrawn_at = None
    _copy(alarm, found.episode)
    alarm.changed_ms = now_ms
    if found.heir_of is not None:
        alarm.origin_id = found.heir_of.origin_id
        for name in _KEPT:
            setattr(alarm, name, getattr(found.heir_of, name))


def _change(alarm: Alarm, episode: Episode, verdict: Verdict, now_ms: int) -> None:
    before = (alarm.opened_ms, alarm.cleared_ms, alarm.ended_by, alarm.peak, alarm.peak_ms)
    after = (episode.opened_ms, episode.ended_ms, episode.ended_by, episode.peak, episode.peak_ms)
    if before == after:
        return
    was_open = alarm.cleared_ms is None
    _copy(alarm, episode)
    alarm.changed_ms = now_ms
    if was_open and alarm.cleared_ms is not None:
        verdict.say("alarm.clear", alarm)
        verdict.cleared.append(alarm.id)
    elif not was_open and alarm.cleared_ms is None:
        verdict.say("alarm.reopen", alarm)
        verdict.opened.append(alarm.id)


def _copy(alarm: Alarm, episode: Episode) -> None:
    alarm.opened_ms, alarm.cleared_ms, alarm.ended_by = episode.opened_ms, episode.ended_ms, episode.ended_by
    alarm.peak, alarm.peak_ms = episode.peak, episode.peak_ms


def _overlap(alarm: Alarm, episode: Episode) -> bool:
    alarm_end = alarm.cleared_ms if alarm.cleared_ms is not None else alarm.peak_ms
    end = episode.ended_ms if episode.ended_ms is not None else max(alarm_end, episode.began_ms)
    return episode.began_ms <= alarm_end and alarm.began_ms <= end


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
