"""The stretch of stored values around late ones, within which they can change an episode."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import func, select, text

from inspect_app.core.db import db
from inspect_app.readings.models import Reading
from inspect_app.readings.rules.episodes import CHINA_MS, HOUR_MS, Bound, Point, enough, mean
from inspect_app.readings.rules.quantities import NORMAL

_FIRST_LOOK = 64
_MOST = 65_536


class Series(Protocol):
    """A channel's values as a limit sees them: by themselves, or as means of windows."""

    def between(self, first_ms: int, last_ms: int) -> list[Point]:
        """Return the points from `first_ms` to `last_ms`, both included, in order."""

    def back(self, at_ms: int, bound: Bound) -> list[Point]:
        """Return the points before `at_ms` back to a calm one (or one after a gap), in order."""

    def on(self, at_ms: int, bound: Bound) -> list[Point]:
        """Return the points after `at_ms` up to the first calm one, in order."""


class Spaced(Series, Protocol):
    """A series that can be looked through from one point to the next, over whatever lies between."""

    def newest_before(self, at_ms: int) -> int | None:
        """Return the moment of the newest point before `at_ms`; None if there is none."""

    def next_after(self, at_ms: int) -> int | None:
        """Return the moment of the first point after `at_ms`; None if there is none."""


class Direct:
    """The values of a channel, each by itself."""

    def __init__(self, channel_id: int) -> None:
        self._mine = (Reading.channel_id == channel_id, Reading.flag == NORMAL)
        self._stmt = select(Reading.at_ms, Reading.value).where(*self._mine)

    def between(self, first_ms: int, last_ms: int) -> list[Point]:
        """Return the values from `first_ms` to `last_ms`."""
        stmt = self._stmt.where(Reading.at_ms.between(first_ms, last_ms)).order_by(Reading.at_ms)
        return [Point(*row) for row in db.session.execute(stmt)]

    def back(self, at_ms: int, bound: Bound) -> list[Point]:
        """Look back in growing pieces."""
        found: list[Point] = []
        size = _FIRST_LOOK
        while True:
            stmt = self._stmt.where(Reading.at_ms < at_ms).order_by(Reading.at_ms.desc()).limit(size)
            piece = [Point(*row) for row in db.session.execute(stmt)]
            if reach_back(found, piece, bound) or len(piece) < size:
                return found[::-1]
            at_ms, size = piece[-1].at_ms, min(2 * size, _MOST)

    def on(self, at_ms: int, bound: Bound) -> list[Point]:
        """Look on in growing pieces."""
        found: list[Point] = []
        size = _FIRST_LOOK
        while True:
            stmt = self._stmt.where(Reading.at_ms > at_ms).order_by(Reading.at_ms).limit(size)
            piece = [Point(*row) for row in db.session.execute(stmt)]
            if reach_on(found, piece, bound) or len(piece) < size:
                return found
            at_ms, size = piece[-1].at_ms, min(2 * size, _MOST)

    def newest_before(self, at_ms: int) -> int | None:
        """Return the moment of the newest value before `at_ms`."""
        return db.session.scalar(select(func.max(Reading.at_ms)).where(*self._mine, Reading.at_ms < at_ms))

    def next_after(self, at_ms: int) -> int | None:
        """Return the moment of the first value after `at_ms`."""
        return db.session.scalar(select(func.min(Reading.at_ms)).where(*self._mine, Reading.at_ms > at_ms))


class Averaged:
    """The means of a channel's finished windows; `running` is the number of the window not finished yet."""

    def __init__(self, channel_id: int, bound: Bound, running: int) -> None:
        self._channel, self._bound, self._running = channel_id, bound, running
        self._raw = Direct(channel_id)

    def between(self, first_ms: int, last_ms: int) -> list[Point]:
        """Return the means of the windows that end from `first_ms` to `last_ms`."""
        bound = self._bound
        return self._means(bound.window(first_ms) - 1, bound.window(last_ms))

    def back(self, at_ms: int, bound: Bound) -> list[Point]:
        """Look back over growing numbers of windows, leaping over those in which nothing was measured."""
        found: list[Point] = []
        stop, size = bound.window(at_ms) - 1, 1
        while True:
            piece = self._means(stop - size, stop)[::-1]
            if reach_back(found, piece, bound):
                return found[::-1]
            stop, size = stop - size, 2 * size
            if not piece:
                newest = self._raw.newest_before(bound.window_end(stop - 1))
                if newest is None:
                    return found[::-1]
                stop = bound.window(newest) + 1

    def on(self, at_ms: int, bound: Bound) -> list[Point]:
        """Look on over growing numbers of windows, up to the last finished one."""
        found: list[Point] = []
        start, size = bound.window(at_ms), 1
        while start < self._running:
            piece = self._means(start, start + size)
            if reach_on(found, piece, bound):
                break
            start, size = start + size, 2 * size
        return found

    def newest_before(self, at_ms: int) -> int | None:
        """Return the end of the newest finished window before `at_ms` in which anything was measured."""
        bound = self._bound
        stop = min(bound.window(at_ms - 1), self._running)
        newest = self._raw.newest_before(bound.window_end(stop - 1))
        return None if newest is None else bound.window_end(bound.window(newest))

    def next_after(self, at_ms: int) -> int | None:
        """Return the end of the first finished window after `at_ms` in which anything was measured."""
        bound = self._bound
        first = self._raw.next_after(bound.window_end(bound.window(at_ms) - 1) - 1)
        number = self._running if first is None else bound.window(first)
        return bound.window_end(number) if number < self._running else None

    def _means(self, first: int, stop: int) -> list[Point]:
        """Return the means of the windows numbered `first`..`stop`-1 that are finished and have enough data."""
        bound = self._bound
        stop = min(stop, self._running)
        # `/` of whole numbers cuts in both databases; text, so that GROUP BY sees the same expression.
        window = text(f"(at_ms + {CHINA_MS}) / {bound.window_ms}")
        hours = text(f"count(DISTINCT at_ms / {HOUR_MS})")
        stmt = (
            select(window, func.sum(Reading.value), func.count(), hours)
            .select_from(Reading)
            .where(
                Reading.channel_id == self._channel,
                Reading.flag == NORMAL,
                Reading.at_ms >= bound.window_end(first - 1),
                Reading.at_ms < bound.window_end(stop - 1),
            )
            .group_by(window)
            .order_by(window)
        )
        rows = db.session.execute(stmt)
        return [mean(int(row[0]), row[1], row[2], bound) for row in rows if enough(row[3], bound)]


def reach_back(found: list[Point], piece: Sequence[Point], bound: Bound) -> bool:
    """Add points, the newest first, up to a calm one or a gap; say whether one was reached."""
    for point in piece:
        if found and found[-1].at_ms - point.at_ms > bound.max_gap_ms:
            return True
        found.append(point)
        if bound.calm(point):
            return True
    return False


def reach_on(found: list[Point], piece: Sequence[Point], bound: Bound) -> bool:
    """Add points in order up to a calm one; say whether one was reached."""
    for point in piece:
        found.append(point)
        if bound.calm(point):
            return True
    return False
