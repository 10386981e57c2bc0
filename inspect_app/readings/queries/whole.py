"""All readings of a channel, those in the table and those in cold files, without the caller knowing which lies where."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import merge
from itertools import chain, groupby
from pathlib import Path

from sqlalchemy import func, select

from inspect_app.core import parquet
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.place import home
from inspect_app.readings.models import Channel, ColdMonth, ColdSeries, Device, Reading
from inspect_app.readings.rules.months import UNJUDGED_MS

#: (moment in ms, value, flag, received in ms)
Row = tuple[int, float, str, int]
_PIECE = 1 << 20


def folder() -> Path:
    """Return where cold files lie."""
    return home() / "cold"


def parts(channel_ids: Sequence[int], from_ms: int, to_ms: int) -> list[ColdSeries]:
    """Return what cold files hold of channels from `from_ms` until before `to_ms`, in the order of time."""
    stmt = (
        select(ColdSeries)
        .join(ColdSeries.cold)
        .where(
            ColdSeries.channel_id.in_(channel_ids), ColdSeries.first_ms < to_ms, ColdSeries.last_ms >= from_ms
        )
        .order_by(ColdMonth.from_ms, ColdMonth.part, ColdSeries.cold_id)
    )
    return list(db.session.scalars(stmt).unique())


def rows(channel_id: int, from_ms: int, to_ms: int, received_ms: int | None = None) -> Iterator[Row]:
    """Yield the readings of a channel from `from_ms` until before `to_ms` (received by `received_ms`), in order.

    Problem "cold-file" where a file that holds some of them is missing or damaged.
    """
    yield from joined(_hot(channel_id, from_ms, to_ms), channel_id, from_ms, to_ms, received_ms)


def joined(
    hot: Iterable[Row], channel_id: int, from_ms: int, to_ms: int, received_ms: int | None = None
) -> Iterator[Row]:
    """Yield rows of the table together with what cold files hold of the same stretch; each moment once."""
    held = [(each.cold, checked(each.cold)) for each in parts([channel_id], from_ms, to_ms)]
    if not held:
        yield from hot
        return
    # Month after month: no more than one file of them is laid open.
    months = groupby(held, key=lambda each: each[0].month)
    cold = chain.from_iterable(
        merge(*(_cold(*each, channel_id, from_ms, to_ms) for each in of), key=_moment) for _, of in months
    )
    last = -1
    for row in merge(cold, hot, key=_moment):
        if row[0] != last and (received_ms is None or row[3] <= received_ms):
            yield row
        last = row[0]


def count(channel_ids: Sequence[int], from_ms: int, to_ms: int, received_ms: int) -> int:
    """Return how many readings of channels cold files hold from `from_ms` until before `to_ms`, received by `received_ms`.

    Files of which all is counted are checked and not read; Problem "cold-file" as `rows`.
    """
    found = 0
    some = defaultdict[str, list[int]](list)
    files = {}
    for each in parts(channel_ids, from_ms, to_ms):
        files[each.cold_id] = (each.cold, checked(each.cold))
        if (
            from_ms <= each.first_ms
            and each.last_ms < to_ms
            and each.cold.written_at.timestamp() * 1000 <= received_ms
        ):
            found += each.rows
        else:
            some[each.cold_id].append(each.channel_id)
    for cold_id, channels in some.items():
        cold, path = files[cold_id]
        found += sum(row[4] <= received_ms for row in _told(cold, path, channels, from_ms, to_ms))
    return found


def counts(project_id: str) -> dict[tuple[str, str], int]:
    """Return how many readings cold files hold of each quantity and unit of a project's devices."""
    stmt = (
        select(Channel.quantity, Channel.unit, func.sum(ColdSeries.rows))
        .join(Channel, Channel.id == ColdSeries.channel_id)
        .join(Device, Device.id == Channel.device_id)
        .where(Device.project_id == project_id)
        .group_by(Channel.quantity, Channel.unit)
    )
    return {(row[0], row[1]): int(row[2]) for row in db.session.execute(stmt)}


def values(keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[float, str]]:
    """Return value and flag of the moments (channel, ms) that lie in cold files; a file that cannot be read has none."""
    wanted = defaultdict[int, list[int]](list)
    for channel_id, at_ms in keys:
        wanted[channel_id].append(at_ms)
    found: dict[tuple[int, int], tuple[float, str]] = {}
    if not wanted:
        return found
    first, last = min(at for _, at in keys), max(at for _, at in keys)
    of_files = groupby(parts(list(wanted), first, last + 1), key=lambda each: each.cold_id)
    for _cold_id, group in of_files:
        held = list(group)
        mine = {
            (each.channel_id, at)
            for each in held
            for at in wanted[each.channel_id]
            if each.first_ms <= at <= each.last_ms
        }
        if mine:
            found |= _known(held[0].cold, mine)
    return found


def _known(cold: ColdMonth, keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[float, str]]:
    channels, moments = sorted({each[0] for each in keys}), [each[1] for each in keys]
    try:
        told = _told(cold, checked(cold), channels, min(moments), max(moments) + 1)
        return {row[:2]: (row[2], row[3]) for row in told if row[:2] in keys}
    except Problem:
        # What comes in late is kept beside it, and the file is named to whoever reads the month.
        return {}


def until(channel_ids: Collection[int]) -> dict[int, int]:
    """Return the end (ms) of the newest cold month of each of these channels that has one."""
    stmt = (
        select(ColdSeries.channel_id, func.max(ColdMonth.to_ms))
        .join(ColdSeries.cold)
        .where(ColdSeries.channel_id.in_(channel_ids))
        .group_by(ColdSeries.channel_id)
    )
    return {row[0]: row[1] for row in db.session.execute(stmt)}


def judged_from(channel_ids: Sequence[int]) -> dict[int, int]:
    """Return from which moment (ms) on readings are judged, of each channel with a cold month: what is earlier, or
    shortly after one, is left as it was judged, for the table has not the whole of it.
    """
    return {one: end + UNJUDGED_MS for one, end in until(channel_ids).items()}


def checked(cold: ColdMonth) -> Path:
    """Return where a cold file lies; Problem "cold-file" unless it is there as it was written, byte for byte."""
    path = folder() / cold.file
    fault = _fault(path, cold.bytes, cold.sha256)
    if fault:
        raise Problem("cold-file", file=cold.file, month=cold.month, fault=fault)
    return path


def _fault(path: Path, size: int, sha256: str) -> tuple[str, str] | None:
    try:
        stat = path.stat()
    except OSError:
        return "缺失", "is missing"
    if stat.st_size != size or digest(path, stat.st_mtime_ns, stat.st_ino) != sha256:
        return "已损坏", "is damaged"
    return None


@lru_cache(maxsize=4096)
def digest(path: Path, _changed_ns: int, _inode: int) -> str:
    """Return the SHA-256 of a file; read again only when it was written to."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def _hot(channel_id: int, from_ms: int, to_ms: int) -> Iterator[Row]:
    stmt = (
        select(Reading.at_ms, Reading.value, Reading.flag, Reading.received_ms)
        .where(Reading.channel_id == channel_id, Reading.at_ms >= from_ms, Reading.at_ms < to_ms)
        .order_by(Reading.at_ms)
        .execution_options(yield_per=5000)
    )
    for row in db.session.execute(stmt):
        yield row[0], row[1], row[2], row[3]


def _cold(cold: ColdMonth, path: Path, channel_id: int, from_ms: int, to_ms: int) -> Iterator[Row]:
    for row in _told(cold, path, [channel_id], from_ms, to_ms):
        yield row[1:]


def _told(
    cold: ColdMonth, path: Path, channels: Sequence[int], from_ms: int, to_ms: int
) -> Iterator[parquet.Row]:
    name, month = cold.file, cold.month
    try:
        yield from parquet.rows(path, channels, from_ms, to_ms)
    except parquet.BrokenFile as broken:
        raise Problem("cold-file", file=name, month=month, fault=("无法读取", "cannot be read")) from broken


def _moment(row: Row) -> int:
    return row[0]
