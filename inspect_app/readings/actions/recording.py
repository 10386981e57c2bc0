"""Readings in: from samples to rows and alarms, in bulk, in the caller's transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from inspect_app.core import journal, listening
from inspect_app.core.db import db, once_committed
from inspect_app.core.permits import SYSTEM
from inspect_app.core.rows import put_all
from inspect_app.readings.actions import doubting, judge, overhearing, registry, store
from inspect_app.readings.actions.gathering import Gathering, Refused, Sample
from inspect_app.readings.actions.lines import Line
from inspect_app.readings.actions.locking import locked
from inspect_app.readings.actions.registry import Book, Key, Known, Turned
from inspect_app.readings.models import Device
from inspect_app.readings.queries import whole
from inspect_app.readings.rules.months import UNJUDGED_MS
from inspect_app.readings.rules.profiles import Meaning, meaning
from inspect_app.readings.rules.quantities import MOST_CHANNELS

_AT_ONCE = 400
#: a device's id and a quantity
Place = tuple[str, str]
#: channel -> rows in order of time: (moment, value, flag)
Fresh = Mapping[int, Sequence[tuple[int, float, str]]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: rows new, rows already there (`differing`: with another value or flag, kept as corrections),
    alarms by id, and the samples that were not taken.
    """

    new: int
    same: int
    differing: int
    alarms_opened: tuple[str, ...]
    alarms_cleared: tuple[str, ...]
    alarms_withdrawn: tuple[str, ...]
    unknown: tuple[Refused, ...]


def gather(at: datetime, *, from_memory: bool = False) -> Gathering:
    """Return an empty gathering for the readings of one transaction that arrived at this moment.

    `from_memory`: whether what this process remembers still holds is asked later, with the locks, which saves a way
    to the database; what is done with the gathering raises `Outdated` where it does not.
    """
    book = registry.remembered() if from_memory else None
    return Gathering(book or registry.open_book(), int(at.timestamp() * 1000), sure=book is None)


def record(batch: Sequence[Sample], *, at: datetime) -> Recorded:
    """Store a batch of samples, each (channel, moment) once, and judge the channels it touched."""
    gathering = gather(at)
    gather_closely(gathering, batch, at=at)
    return keep_gathered(gathering)


def gather_closely(gathering: Gathering, batch: Sequence[Sample], *, at: datetime) -> None:
    """Sort samples into a gathering; what the process has not met yet is looked up, or refused."""
    gathering.take(batch, *_learn(gathering.book, batch, at))


def keep_gathered(gathering: Gathering) -> Recorded:
    """Store what was gathered, and judge the channels it touched."""
    heads, tracks = locked(gathering)
    stored = store.keep(gathering.rows, heads, gathering.received_ms, gathering.book)
    otherwise = [*gathering.otherwise, *stored.otherwise]
    store.keep_corrections(otherwise, gathering.received_ms)
    if gathering.book.heard and stored.fresh:
        _tell(gathering, stored.fresh)
    judged = _judged(judge.restless(stored.fresh, gathering.lines, heads, tracks), gathering.book)
    doubting.keep_late(judged, heads)
    verdict = judge.judge(judged, gathering.lines, heads, tracks, gathering.received_ms)
    return Recorded(
        stored.new,
        gathering.same + stored.same,
        len(otherwise),
        tuple(verdict.opened),
        tuple(verdict.cleared),
        tuple(verdict.withdrawn),
        tuple(gathering.refused),
    )


def _tell(gathering: Gathering, fresh: Fresh) -> None:
    """Hand over the new readings of projects that somebody listens to: to be told once they are committed."""
    hear, heard, received_ms = listening.ear(), gathering.book.heard, gathering.received_ms
    told = [
        listening.Told(project_id, one, at_ms, value, flag, received_ms)
        for one, rows in fresh.items()
        if not heard.isdisjoint((project_id := gathering.lines[one].project_id, listening.EVERYWHERE))
        for at_ms, value, flag in rows
    ]
    if not told:
        return
    if hear:
        once_committed(lambda: hear(told))
    else:
        overhearing.leave(told)


def _judged(fresh: Fresh, book: Book) -> Fresh:
    """Return what of fresh rows is judged: not what lies in a cold month or shortly after, whose stretch is not whole."""
    if book.cold_ms and any(rows[0][0] < book.cold_ms + UNJUDGED_MS for rows in fresh.values()):
        from_ms = whole.judged_from(sorted(fresh))
        kept = {one: [row for row in rows if row[0] >= from_ms.get(one, 0)] for one, rows in fresh.items()}
        return {one: rows for one, rows in kept.items() if rows}
    return fresh


def _learn(
    book: Book, batch: Iterable[Sample], at: datetime
) -> tuple[dict[Key, Line], dict[Key, Turned], dict[Key, str]]:
    """Look up what is not remembered, make channels that may be made, and say why others may not.

    What this transaction makes or wakes is returned apart: nobody else may use it before it is committed.
    """
    told = {sample[:3] for sample in batch if book.line(sample[:3]) is None}
    missing = {key for key in told if key not in book.turned} if told else told
    if not missing:
        return {}, {}, {}
    devices = registry.devices((site, device) for site, device, _quantity in missing)
    reasons, meant = dict[Key, str](), dict[Key, Meaning]()
    for key in missing:
        found = _meant(book, devices.get(key[:2]), key[2])
        if isinstance(found, Meaning):
            meant[key] = found
        else:
            reasons[key] = found
    allowed = {devices[key[:2]] for key in meant}
    stored, made = _channels({key: (devices[key[:2]].id, found.quantity) for key, found in meant.items()}, at)
    lines, turned = dict[Key, Line](), dict[Key, Turned]()
    for key, found in meant.items():
        device = devices[key[:2]]
        place = (device.id, found.quantity)
        channel_id = stored.get(place, made.get(place))
        if found.quantity and channel_id is None:
            reasons[key] = "channels"
            continue
        remembered = device.state == "active" and place not in made
        at_place = device.project_id, device.region
        line = None if channel_id is None else registry.line(book, at_place, found.quantity, channel_id)
        if line is not None and found.plain and remembered:
            registry.remember(book, key, line)
        elif line is not None and found.plain:
            lines[key] = line
        else:
            (book.turned if remembered else turned)[key] = Turned(line, found)
    _activate({each.id for each in allowed if each.state == "registered"}, at)
    return lines, turned, reasons


def _channels(wanted: Mapping[Key, Place], at: datetime) -> tuple[dict[Place, int], dict[Place, int]]:
    """Return the channels that are stored, and those made now: a device may have so many, in the order of their names."""
    devices = sorted({device_id for device_id, _quantity in wanted.values()})
    stored = {(device_id, quantity): one for device_id, quantity, one in registry.channels(devices)}
    many, lacking = Counter(device_id for device_id, _quantity in stored), set[Place]()
    for _key, place in sorted(wanted.items()):
        if place[1] and place not in stored and place not in lacking and many[place[0]] < MOST_CHANNELS:
            many[place[0]] += 1
            lacking.add(place)
    return stored, store.make_channels(lacking, at) if lacking else {}


def _meant(book: Book, device: Known | None, told: str) -> Meaning | str:
    if device is None:
        return "device"
    if device.state == "retired":
        return "retired"
    if device.kind == "tablet":
        return "kind"
    return meaning(registry.profile(book, device.profile), told)


def _activate(ids: Collection[str], at: datetime) -> None:
    """Take devices into service of which something has arrived: locked in one order for everybody, told all at once."""
    every, move = sorted(ids), Device.WORKFLOW.take("registered", "activate")
    values = {"state": move.target, str(move.stamp): at, "version": Device.version + 1}
    for start in range(0, len(every), _AT_ONCE):
        waiting = Device.id.in_(every[start : start + _AT_ONCE]), Device.state == "registered"
        stmt = select(Device.id, Device.project_id).where(*waiting).order_by(Device.id)
        taken = db.session.execute(stmt.with_for_update(of=Device)).all()
        db.session.execute(update(Device).where(*waiting).values(values))
        data: dict[str, object] = {"from": "registered", "to": move.target}
        put_all(journal.entries(SYSTEM, [("device.activate", each, data) for each in taken], at=at))
