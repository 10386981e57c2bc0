"""How far readings are to be trusted: the stretches in doubt of channels, from what was found and from papers and places."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from inspect_app.core.db import db
from inspect_app.readings.models import Channel, Device, Doubt, Head, Reading
from inspect_app.readings.models.placements import Calibration, Placement
from inspect_app.readings.rules.doubt_figures import HOUR_MS
from inspect_app.readings.rules.grades import (
    DOUBTFUL,
    FOUND,
    REASONS,
    Paper,
    Span,
    Stay,
    doubtful,
    joined,
    of_papers,
    of_stays,
    reasons_at,
    worst,
)
from inspect_app.readings.rules.placing import MEASURING
from inspect_app.readings.rules.quantities import NORMAL

_AT_ONCE = 400
_WEEK_MS = 7 * 24 * HOUR_MS


class Trust:
    """The doubts of one channel over a stretch: asked for each reading, however many there are."""

    def __init__(self, facts: Iterable[Span], found: Iterable[Span]) -> None:
        self.facts = list(facts)
        #: by hour, for what was found is cut at each
        self._found: defaultdict[int, list[Span]] = defaultdict(list)
        for each in found:
            self._found[each.from_ms // HOUR_MS].append(each)

    @property
    def spans(self) -> list[Span]:
        """Return all that is in doubt."""
        return [*self.facts, *(each for inside in self._found.values() for each in inside)]

    def reasons(self, at_ms: int, flag: str = NORMAL) -> list[str]:
        """Return why a reading is less than trusted (keys of REASONS), the gravest first."""
        return reasons_at([*self.facts, *self._found.get(at_ms // HOUR_MS, ())], at_ms, flag)

    def grade(self, at_ms: int, flag: str = NORMAL) -> str:
        """Return the grade of a reading: a key of GRADES."""
        return worst(self.reasons(at_ms, flag))

    def in_doubt(self, at_ms: int, flag: str = NORMAL) -> bool:
        """Say whether a reading passes no gate."""
        return self.grade(at_ms, flag) in DOUBTFUL


def trust_of(channels: Collection[int], from_ms: int, to_ms: int) -> dict[int, Trust]:
    """Return the doubts of channels from `from_ms` until before `to_ms`: four statements, however many channels."""
    wanted = sorted(set(channels))
    owners: dict[int, tuple[str, str]] = {}
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        stmt = select(Channel.id, Device.id, Device.kind).join(Channel.device).where(Channel.id.in_(part))
        owners |= {row[0]: (row[1], row[2]) for row in db.session.execute(stmt)}
        kept = select(Doubt.channel_id, Doubt.reason, Doubt.from_ms, Doubt.to_ms, Doubt.figure).where(
            Doubt.channel_id.in_(part), Doubt.from_ms > from_ms - HOUR_MS, Doubt.from_ms < to_ms, Doubt.to_ms > from_ms
        )  # fmt: skip
        for row in db.session.execute(kept.order_by(Doubt.channel_id, Doubt.from_ms)):
            found[row[0]].append(Span(*row[1:]))
    facts = facts_of({device for device, kind in owners.values() if kind in MEASURING}, from_ms, to_ms)
    return {one: Trust(facts.get(owners[one][0], ()), found[one]) for one in wanted if one in owners}


def facts_of(device_ids: Collection[str], from_ms: int, to_ms: int) -> dict[str, list[Span]]:
    """Return what follows from the certificates and places of devices that measure, over a stretch; two statements."""
    ids = sorted(device_ids)
    if not ids:
        return {}
    papers: defaultdict[str, list[Paper]] = defaultdict(list)
    stays: defaultdict[str, list[Stay]] = defaultdict(list)
    stmt: Any = select(
        Calibration.device_id, Calibration.recorded_at, Calibration.done_on, Calibration.valid_until
    ).where(Calibration.device_id.in_(ids))
    for row in db.session.execute(stmt.order_by(Calibration.recorded_at, Calibration.id)):
        papers[row[0]].append(Paper(*row[1:]))
    stmt = select(Placement.device_id, Placement.began_at, Placement.ended_at, Placement.state).where(
        Placement.device_id.in_(ids), Placement.began_at.is_not(None)
    )
    for device_id, began, ended, state in db.session.execute(stmt):
        stays[device_id].append(Stay(_ms(began), _ms(ended) if ended else None, state))
    return {
        each: [*of_papers(papers[each], from_ms, to_ms), *of_stays(stays[each], from_ms, to_ms)]
        for each in ids
    }


def newest_reasons(channels: Collection[Channel]) -> dict[int, list[str]]:
    """Return why the newest reading of each channel is less than trusted; three statements, however many there are."""
    told = {each.id: each for each in channels if each.head.at_ms >= 0}
    if not told:
        return {}
    moments = [each.head.at_ms for each in told.values()]
    measuring = {each.device_id for each in told.values() if each.device.kind in MEASURING}
    facts = facts_of(measuring, min(moments), max(moments) + 1)
    found = _newest_found(list(told))
    reasons = {}
    for one, channel in told.items():
        spans = [*facts.get(channel.device_id, ()), *found[one]]
        reasons[one] = reasons_at(spans, channel.head.at_ms, channel.head.flag)
    return reasons


def _newest_found(channel_ids: Sequence[int]) -> defaultdict[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for start in range(0, len(channel_ids), _AT_ONCE):
        stmt = (
            select(Doubt.channel_id, Doubt.reason, Doubt.from_ms, Doubt.to_ms, Doubt.figure)
            .join(Head, Head.channel_id == Doubt.channel_id)
            .where(Doubt.channel_id.in_(channel_ids[start : start + _AT_ONCE]), Doubt.from_ms <= Head.at_ms)
            .where(Doubt.from_ms > Head.at_ms - HOUR_MS, Doubt.to_ms > Head.at_ms)
        )
        for row in db.session.execute(stmt):
            found[row[0]].append(Span(*row[1:]))
    return found


def mark(devices: Sequence[Device], at: datetime) -> None:
    """Fill in why each of these devices is less than trusted now: its newest readings, papers and place."""
    ids = [each.id for each in devices if each.kind in MEASURING and each.state != "retired"]
    found: defaultdict[str, set[str]] = defaultdict(set)
    if ids:
        stmt = select(Channel).where(Channel.device_id.in_(ids)).options(joinedload(Channel.device))
        channels = {each.id: each for each in db.session.scalars(stmt).unique()}
        for one, spans in _newest_found(list(channels)).items():
            found[channels[one].device_id] |= {each.reason for each in spans}
        now_ms = _ms(at)
        for device_id, facts in facts_of(ids, now_ms, now_ms + 1).items():
            found[device_id] |= set(reasons_at(facts, now_ms))
        for each in channels.values():
            if each.head.at_ms >= 0 and each.head.flag != NORMAL:
                found[each.device_id].add("flagged")
    for device in devices:
        device.reasons = tuple(key for key in REASONS if key in found[device.id])


def standing_doubts(device: Device, at: datetime) -> list[tuple[Span, tuple[str, ...]]]:
    """Return what is or was in doubt of a device within a week, joined: each stretch with the quantities in it.

    What still goes on comes first, then the newest; a stretch that began before the week shows from its beginning.
    """
    now_ms = _ms(at)
    by_reason: defaultdict[Span, set[str]] = defaultdict(set)
    found = trust_of([each.id for each in device.channels], now_ms - _WEEK_MS, now_ms + 1)
    for channel in device.channels:
        for span in joined(each for each in found[channel.id].spans if each.reason in FOUND):
            going = span.to_ms is not None and channel.head.at_ms < span.to_ms
            by_reason[span._replace(to_ms=None if going else span.to_ms)].add(channel.quantity)
    # Papers and places are read as a whole: since when they are wrong may lie years back.
    facts = facts_of([device.id], 0, now_ms + 1).get(device.id, []) if device.kind in MEASURING else []
    listed = [(span, tuple(sorted(names))) for span, names in by_reason.items()]
    listed += [(each._replace(to_ms=None), ()) for each in facts if each.covers(now_ms)]
    return sorted(listed, key=lambda each: (each[0].to_ms is not None, -each[0].from_ms, each[0].reason))


def reasons_of(device: Device, quantity: str, from_ms: int, to_ms: int) -> list[str]:
    """Return why readings of a quantity of a device pass no gate in a stretch (keys of REASONS), the gravest first."""
    one = next((each for each in device.channels if each.quantity == quantity), None)
    if one is None:
        return []
    spans = doubtful(trust_of([one.id], from_ms, to_ms + 1)[one.id].spans)
    return [key for key in REASONS if key in {each.reason for each in spans}]


def doubted(channel_ids: Sequence[int], from_ms: int, to_ms: int) -> ColumnElement[bool]:
    """Return the condition that a reading of these channels passes no gate, from `from_ms` until before `to_ms`."""
    kept = select(Doubt.id).where(
        Doubt.channel_id == Reading.channel_id, Doubt.from_ms <= Reading.at_ms,
        Doubt.from_ms > Reading.at_ms - HOUR_MS, Doubt.to_ms > Reading.at_ms,
    )  # fmt: skip
    return or_(Reading.flag != NORMAL, kept.exists(), *by_facts(channel_ids, from_ms, to_ms))


def by_facts(channel_ids: Sequence[int], from_ms: int, to_ms: int) -> list[ColumnElement[bool]]:
    """Return conditions, of which one holds for each reading that papers and places of its device put in doubt."""
    stmt = select(Channel.id, Channel.device_id).join(Channel.device).where(Device.kind.in_(MEASURING))
    mine: defaultdict[str, list[int]] = defaultdict(list)
    for one, device_id in db.session.execute(stmt.where(Channel.id.in_(list(channel_ids)))):
        mine[device_id].append(one)
    found = []
    for device_id, spans in facts_of(mine, from_ms, to_ms).items():
        for span in doubtful(spans):
            inside = [Reading.channel_id.in_(mine[device_id]), Reading.at_ms >= span.from_ms]
            found.append(and_(*inside, *([] if span.to_ms is None else [Reading.at_ms < span.to_ms])))
    return found


def _ms(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp() * 1000)
