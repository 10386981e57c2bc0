"""Which channel a sample belongs to and which limits hold there, remembered by each process until one changes."""

import secrets
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, case, func, select, update
from sqlalchemy.orm import aliased

from inspect_app.core.db import db, insert_ignore
from inspect_app.core.listening import wanting
from inspect_app.core.together import Statement, together
from inspect_app.projects.models import Project
from inspect_app.readings.actions.lines import Line, pattern
from inspect_app.readings.actions.spans import with_spans
from inspect_app.readings.models import Channel, ColdMonth, Device, Limit, MappingProfile, Registry
from inspect_app.readings.rules.episodes import Bound, Condition
from inspect_app.readings.rules.limits import in_force
from inspect_app.readings.rules.profiles import Meaning, Profile, profile_of, shipped

ONE = 1
MOST_AT_ONCE = 400
VERSION = Statement("SELECT version FROM registry WHERE id = 1")
#: (site, device, quantity)
Key = tuple[str, str, str]
_NONE: dict[str, Line] = {}


@dataclass(frozen=True, slots=True)
class Known:
    """A device of a site as the intake needs it."""

    id: str
    kind: str
    state: str
    project_id: str
    region: str
    profile: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A told name that is stored otherwise: converted into a channel, or (without one) passed over."""

    line: Line | None
    meaning: Meaning


@dataclass(slots=True)
class Book:
    """What one process remembers at one version of the registry; only what is stored, nothing refused."""

    version: int
    #: the end (ms) of the newest month of any site that lies in a cold file; 0: none does
    cold_ms: int = 0
    by_device: dict[tuple[str, str], dict[str, Line]] = field(default_factory=dict)
    #: channel -> (hour, least, most): no more than the row of the channel's newest hour says
    widest: dict[int, tuple[int, float, float]] = field(default_factory=dict)
    turned: dict[Key, Turned] = field(default_factory=dict)
    profiles: dict[str, Profile | None] = field(default_factory=dict)
    limits: dict[tuple[str, str], list[Bound]] = field(default_factory=dict)
    #: (project, region, quantity) -> the line of any channel of these, but for its number
    patterns: dict[tuple[str, str, str], Line] = field(default_factory=dict)
    #: the projects whose readings somebody listens to
    heard: frozenset[str] = frozenset()

    def line(self, key: Key) -> Line | None:
        """Return the channel a name is stored in as it is told, None where that is not remembered."""
        return self.by_device.get(key[:2], _NONE).get(key[2])


_books: WeakKeyDictionary[Engine, Book] = WeakKeyDictionary()
_lock = threading.Lock()


def open_book() -> Book:
    """Return this process's memory, an empty one when anything changed since it was filled."""
    engine, stored = db.engine, version()
    with _lock:
        book = _books.get(engine)
    if book is not None and book.version == stored:
        return book
    cold_ms = db.session.scalar(select(func.max(ColdMonth.to_ms))) or 0
    fresh = Book(stored, cold_ms, heard=frozenset(wanting()))
    with _lock:
        book = _books.get(engine)
        if book is None or book.version != stored:
            book = _books[engine] = fresh
    return book


def version() -> int:
    """Return at which version the registry is stored."""
    return version_in(*together(VERSION))


def version_in(rows: Sequence[tuple[int]]) -> int:
    """Return what the answer to VERSION says."""
    return rows[0][0] if rows else 0


def remembered() -> Book | None:
    """Return this process's memory without asking whether it still holds, None where there is none."""
    with _lock:
        return _books.get(db.engine)


def lines_of(book: Book, site: str, device: str) -> dict[str, Line]:
    """Return the channels of a device that are remembered, by quantity."""
    return book.by_device.get((site, device), _NONE)


def remember(book: Book, key: Key, found: Line) -> None:
    """Remember a channel as it is stored."""
    book.by_device.setdefault(key[:2], {})[key[2]] = found


def forget() -> None:
    """Make every process look again, from the commit of this transaction on.

    The version is drawn, not counted: a database that was restored must not look like the one remembered.
    """
    insert_ignore(Registry, {"id": ONE, "version": 0})
    db.session.execute(update(Registry).where(Registry.id == ONE).values(version=secrets.randbits(62)))


def devices(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """Return the devices of these (site, name) pairs that are registered."""
    wanted = sorted(set(names))
    gateway = aliased(Device)
    # A gateway that is retired takes those behind it along, until they are given another way to speak.
    state = case((gateway.state == "retired", gateway.state), else_=Device.state)
    known = Device.id, Device.kind, state, Device.project_id, Device.profile
    found = {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        part = wanted[start : start + MOST_AT_ONCE]
        at = _projects({site for site, _name in part})
        sites = {project_id: (site, region) for site, (project_id, region) in at.items()}
        # All these names of all these projects, which an index finds; for pairs of site and name there is none.
        stmt = (
            select(Device.name, *known)
            .outerjoin(gateway, Device.gateway)
            .where(Device.project_id.in_(sites), Device.name.in_({name for _site, name in part}))
        )
        for name, one, kind, its_state, project_id, its_profile in db.session.execute(stmt):
            site, region = sites[project_id]
            found[site, name] = Known(one, kind, its_state, project_id, region, its_profile)
    return {each: found[each] for each in wanted if each in found}


def _projects(sites: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the id and region of the projects at these sites."""
    stmt = select(Project.site, Project.id, Project.region).where(Project.site.in_(sites))
    return {row[0]: (row[1], row[2]) for row in db.session.execute(stmt)}


def channels(device_ids: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return (device id, quantity, channel id) of all channels of these devices."""
    found: list[tuple[str, str, int]] = []
    for start in range(0, len(device_ids), MOST_AT_ONCE):
        part = device_ids[start : start + MOST_AT_ONCE]
        stmt = select(Channel.device_id, Channel.quantity, Channel.id).where(Channel.device_id.in_(part))
        found += [(row[0], row[1], row[2]) for row in db.session.execute(stmt)]
    return found


def line(book: Book, place: tuple[str, str], quantity: str, channel_id: int) -> Line:
    """Return a channel of a project, by its id and region, with the limits that hold for it.

    Channels for which the same hold share them.
    """
    key = (*place, quantity)
    if key not in book.patterns:
        book.patterns[key] = pattern(_bounds(book, place), place[0], quantity)
    return replace(book.patterns[key], id=channel_id)


def line_of(channel: Channel) -> Line:
    """Return a stored channel with the limits that hold for it."""
    project = channel.device.project
    return line(open_book(), (project.id, project.region), channel.quantity, channel.id)


def _bounds(book: Book, place: tuple[str, str]) -> list[Bound]:
    if place not in book.limits:
        project_id, region = place
        spanned = [with_spans(each, project_id) for each in in_force(region, own_bounds(project_id))]
        # What holds for an activity that never was would only be looked at in vain.
        book.limits[place] = [each for each in spanned if each.spans or not each.activity]
    return book.limits[place]


def profile(book: Book, key: str) -> Profile | None:
    """Return the profile of this key that is in force, one of our own before the one that came along."""
    if key not in book.profiles:
        book.profiles[key] = profile_in_force(key) if key else None
    return book.profiles[key]


def profile_in_force(key: str) -> Profile | None:
    """Return the profile of this key that holds now, None where there is none."""
    stmt = select(MappingProfile).where(MappingProfile.key == key, MappingProfile.until.is_(None))
    own = db.session.scalar(stmt)
    return profile_of(key, own.as_content()) if own else shipped().get(key)


def own_bounds(project_id: str) -> list[Bound]:
    """Return the limits set for a project or for all, ended ones too: they still judge late data."""
    stmt = select(Limit).where((Limit.project_id == project_id) | Limit.project_id.is_(None))
    return [as_bound(each) for each in db.session.scalars(stmt.order_by(Limit.id))]


def as_bound(limit: Limit) -> Bound:
    """Return a stored limit as the engine judges it."""
    return Bound(
        id=limit.id, key=limit.key, quantity=limit.quantity, value=limit.value,
        clear_value=limit.clear_value, above=limit.above, inclusive=limit.inclusive,
        duration_ms=limit.duration_s * 1000,
        window_ms=limit.window_s * 1000,
        max_gap_ms=limit.max_gap_s * 1000,
        from_ms=_ms(limit.since),
        until_ms=_ms(limit.until) if limit.until else None,
        severity=limit.severity,
        opens_defect=limit.opens_defect,
        zh=limit.zh,
        en=limit.en,
        basis=limit.basis,
        verified=limit.verified,
        measure=limit.measure,
        per_ms=limit.per_s * 1000,
        times=limit.times,
        conditions=tuple(Condition(**each) for each in limit.conditions or ()),
        stage=limit.stage,
        activity=limit.activity,
    )  # fmt: skip


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def drop() -> None:
    """Forget at once what this process remembers."""
    with _lock:
        _books.pop(db.engine, None)
