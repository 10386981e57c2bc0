"""Which channel a sample belongs to and which limits hold there, remembered by each process until one changes."""

import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select, text, tuple_, update

from inspect_app.core.db import db, insert_ignore
from inspect_app.projects.models import Project
from inspect_app.readings.models import Channel, Device, Limit, Registry
from inspect_app.readings.rules.episodes import Bound
from inspect_app.readings.rules.limits import in_force
from inspect_app.readings.rules.quantities import QUANTITIES

ONE = 1
MOST_AT_ONCE = 400
#: (site, device, quantity)
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A channel as the intake needs it; outside `low`..`high` a value breaks some limit judged by itself."""

    id: int
    project_id: str
    least: float
    most: float
    low: float
    high: float
    direct: tuple[Bound, ...]
    averaged: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A device of a site as the intake needs it."""

    id: str
    kind: str
    state: str
    project_id: str
    region: str


@dataclass(slots=True)
class Book:
    """What one process remembers at one version of the registry; only what is stored, nothing refused."""

    version: int
    lines: dict[Key, Line] = field(default_factory=dict)
    limits: dict[tuple[str, str], list[Bound]] = field(default_factory=dict)


_books: WeakKeyDictionary[Engine, Book] = WeakKeyDictionary()
_lock = threading.Lock()


def open_book() -> Book:
    """Return this process's memory, an empty one when anything changed since it was filled."""
    engine = db.engine
    version = db.session.execute(text("SELECT version FROM registry WHERE id = 1")).scalar() or 0
    with _lock:
        book = _books.get(engine)
        if book is None or book.version != version:
            book = _books[engine] = Book(version)
    return book


def forget() -> None:
    """Make every process look again, from the commit of this transaction on.

    The version is drawn, not counted: a database that was restored must not look like the one remembered.
    """
    insert_ignore(Registry, {"id": ONE, "version": 0})
    db.session.execute(update(Registry).where(Registry.id == ONE).values(version=secrets.randbits(62)))


def devices(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """Return the devices of these (site, name) pairs that are registered."""
    wanted = sorted(set(names))
    found = {}
    for start in range(0, len(wanted), MOST_AT_ONCE):
        part = wanted[start : start + MOST_AT_ONCE]
        stmt = (
            select(
                Project.site, Device.name, Device.id, Device.kind, Device.state, Project.id, Project.region
            )
            .join(Project, Project.id == Device.project_id)
            .where(tuple_(Project.site, Device.name).in_(part))
        )
        found.update({(row[0], row[1]): Known(*row[2:]) for row in db.session.execute(stmt)})
    return found


def channels(device_ids: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return (device id, quantity, channel id) of all channels of these devices."""
    found: list[tuple[str, str, int]] = []
    for start in range(0, len(device_ids), MOST_AT_ONCE):
        part = device_ids[start : start + MOST_AT_ONCE]
        stmt = select(Channel.device_id, Channel.quantity, Channel.id).where(Channel.device_id.in_(part))
        found += [(row[0], row[1], row[2]) for row in db.session.execute(stmt)]
    return found


def line(book: Book, device: Known, quantity: str, channel_id: int) -> Line:
    """Return a channel with the limits that hold for it."""
    bounds = [each for each in _bounds(book, device) if each.quantity == quantity]
    direct = tuple(each for each in bounds if not each.window_ms)
    known = QUANTITIES[quantity]
    # Just inside the edge: a value that only reaches an exclusive limit is looked at twice, that is all.
    high = min((each.value for each in direct if each.above), default=float("inf"))
    low = max((each.value for each in direct if not each.above), default=float("-inf"))
    averaged = tuple(each for each in bounds if each.window_ms)
    return Line(channel_id, device.project_id, known.least, known.most, low, high, direct, averaged)


def _bounds(book: Book, device: Known) -> list[Bound]:
    key = (device.project_id, device.region)
    if key not in book.limits:
        book.limits[key] = in_force(device.region, own_bounds(device.project_id))
    return book.limits[key]


def own_bounds(project_id: str) -> list[Bound]:
    """Return the limits set for a project or for all, ended ones too: they still judge late data."""
    stmt = (
        select(Limit).where((Limit.project_id == project_id) | Limit.project_id.is_(None)).order_by(Limit.id)
    )
    return [as_bound(each) for each in db.session.scalars(stmt)]


def as_bound(limit: Limit) -> Bound:
    """Return a stored limit as the engine judges it."""
    return Bound(
        id=limit.id,
        key=limit.key,
        quantity=limit.quantity,
        value=limit.value,
        clear_value=limit.clear_value,
        above=limit.above,
        inclusive=limit.inclusive,
        duration_ms=limit.duration_s * 1000,
        window_ms=limit.window_s * 1000,
        max_gap_ms=limit.max_gap_s * 1000,
        from_ms=int(limit.since.timestamp() * 1000),
        until_ms=int(limit.until.timestamp() * 1000) if limit.until else None,
        severity=limit.severity,
        opens_defect=limit.opens_defect,
        zh=limit.zh,
        en=limit.en,
        basis=limit.basis,
        verified=limit.verified,
    )


def drop() -> None:
    """Forget at once what this process remembers."""
    with _lock:
        _books.pop(db.engine, None)
