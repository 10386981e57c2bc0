"""A month of a site moved from the table into a cold file, and back: never is a reading in neither."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from struct import Struct
from typing import Any

from sqlalchemy import delete, func, insert, select

from inspect_app.core import disk, journal, parquet
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import SYSTEM
from inspect_app.core.replica import on_leader
from inspect_app.projects.models import Project
from inspect_app.readings.actions import registry, store
from inspect_app.readings.models import ColdMonth, ColdSeries, Reading
from inspect_app.readings.queries import held, outgoing, whole
from inspect_app.readings.queries.corrections import decisions
from inspect_app.readings.queries.outgoing import COLUMNS, Source, Span
from inspect_app.readings.rules.months import Month

_ROW = Struct("<qqdcq")
_MOST_BACK = 5000


@dataclass(slots=True)
class Tally:
    """What rows come to, in their order: how many, their sum, their hash, and first and last moment of each channel."""

    count: int = 0
    total: float = 0.0
    channels: dict[int, list[int]] = field(default_factory=dict)
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, channel_id: int, rows: Iterable[tuple[int, float, str, int]]) -> None:
        """Add rows of a channel: (moment, value, flag, received)."""
        for at, value, flag, received in rows:
            self._hash.update(_ROW.pack(channel_id, at, value, flag.encode(), received))
            self.count += 1
            self.total += value
            held = self.channels.get(channel_id)
            if held is None:
                self.channels[channel_id] = [1, at, at]
            else:
                held[0] += 1
                held[2] = at

    @property
    def figures(self) -> tuple[int, float, str, dict[int, list[int]]]:
        """Return what two readings of the same rows agree in."""
        return self.count, self.total, self._hash.hexdigest(), self.channels


def move_due(at: datetime) -> ColdMonth | None:
    """Move the first month that is due and that nothing holds back; None where there is none. Opens its own transactions."""
    db.session.rollback()
    one = next((each for each in held.due(at) if not each.held), None)
    return cool(one.project, one.month, at) if one else None


def cool(project: Project, month: Month, at: datetime) -> ColdMonth | None:
    """Move a month of a site into a file: written, synced, named, read back, compared; only then taken from the table.

    The rows go in the transaction that records the file. Opens its own transactions. None where the table has nothing
    of that month. RuntimeError where the file does not hold what the table does; Problem "changed-meanwhile" where the
    table changed: nothing is lost by either, and it can be done again.
    """
    found = outgoing.sources(project.id)
    span = Span(month.begins_ms, month.ends_ms, int(at.timestamp() * 1000))
    mine = [each.id for each in found], span.from_ms, span.to_ms
    decided = decisions(*mine)
    part = 1 + (
        db.session.scalar(
            select(func.max(ColdMonth.part)).where(ColdMonth.project_id == project.id, ColdMonth.month == month.name)
        ) or 0
    )  # fmt: skip
    # Drawn: two clocks at once, or a database that was restored, never write over a file that is recorded.
    name = f"{project.id}/{month.name}-{secrets.token_hex(4)}.parquet"
    draft, path, told, project_id = (
        whole.folder() / f"{uuid7()}.part",
        whole.folder() / name,
        Tally(),
        project.id,
    )
    stays = outgoing.stays(project_id)
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        parquet.write(draft, COLUMNS, _counted(found, span, told, stays))
        if not told.count:
            return None
        disk.settle(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    if read_back(path).figures != told.figures:
        path.unlink()
        raise RuntimeError(f"{name} does not hold what the table holds")
    stat = path.stat()
    sha = whole.digest(path, stat.st_mtime_ns, stat.st_ino)
    with transaction():
        store.lock_heads(sorted(told.channels))
        gone: Any = db.session.execute(
            delete(Reading).where(*span.of(sorted(told.channels))),
            execution_options={"synchronize_session": False},
        )
        # A value changes only by a decision about a correction, which needs the same locks.
        if gone.rowcount != told.count or decisions(*mine) != decided:
            path.unlink()
            raise Problem("changed-meanwhile")
        cold = ColdMonth(
            project_id=project_id, month=month.name, part=part, from_ms=month.begins_ms, to_ms=month.ends_ms,
            file=name, rows=told.count, bytes=stat.st_size, sha256=sha, rows_sha256=told.figures[2],
            total=told.total, written_at=at,
        )  # fmt: skip
        db.session.add(cold)
        db.session.flush()
        for one, (rows, first, last) in told.channels.items():
            db.session.add(
                ColdSeries(cold_id=cold.id, channel_id=one, rows=rows, first_ms=first, last_ms=last)
            )
        data = {"month": month.name, "rows": told.count, "bytes": stat.st_size, "sha256": sha}
        journal.record(SYSTEM, "month.cool", cold, at=at, data=data)
        registry.forget()
    return cold


def read_back(path: Path) -> Tally:
    """Return what a file comes to; BrokenFile where it cannot be read."""
    found = Tally()
    for one, at_ms, value, flag, received in parquet.rows(path, [], -(1 << 62), 1 << 62):
        found.add(one, [(at_ms, value, flag, received)])
    return found


def strays() -> list[str]:
    """Return the files in the folder that no row names: left by a move that was broken off, or by a database restored."""
    known = set(db.session.scalars(select(ColdMonth.file)))
    there = sorted(whole.folder().glob("*/*.parquet")) + sorted(whole.folder().glob("*.part"))
    return [name for each in there if (name := str(each.relative_to(whole.folder()))) not in known]


def fault_of(cold: ColdMonth) -> str:
    """Return what is wrong with a cold file in words, "" for nothing: its bytes, then each of its rows."""
    try:
        back = read_back(whole.checked(cold))
    except Problem as problem:
        return problem.words("en")
    except parquet.BrokenFile as broken:
        return str(broken)
    same = back.figures[:3] == (cold.rows, cold.total, cold.rows_sha256)
    return "" if same else "its rows are not those that were written"


def restore(cold: ColdMonth, at: datetime) -> int:
    """Bring the rows of a cold file back into the table and forget the file, which stays where it is; return how many.

    In the caller's transaction. Problem "cold-file" where the file is missing or damaged.
    """
    path, done = whole.checked(cold), 0
    batch: list[dict[str, object]] = []
    for one, at_ms, value, flag, received in parquet.rows(path, [], cold.from_ms, cold.to_ms):
        batch.append(
            {"channel_id": one, "at_ms": at_ms, "value": value, "flag": flag, "received_ms": received}
        )
        done += 1
        if not done % _MOST_BACK:
            _put_back(batch)
            batch = []
    _put_back(batch)
    if done != cold.rows:
        raise Problem("cold-file", file=cold.file, month=cold.month, fault=("已损坏", "is damaged"))
    data = {"month": cold.month, "rows": done, "sha256": cold.sha256}
    journal.record(SYSTEM, "month.restore", cold, at=at, data=data)
    db.session.execute(delete(ColdSeries).where(ColdSeries.cold_id == cold.id))
    db.session.delete(cold)
    db.session.flush()
    registry.forget()
    return done


def _put_back(batch: Sequence[Mapping[str, Any]]) -> None:
    if batch:
        db.session.execute(insert(Reading), batch)


def _counted(
    found: Iterable[Source], span: Span, told: Tally, stays: Mapping[str, Sequence[outgoing.Stay]]
) -> Iterator[str]:
    for one in found:
        for rows in outgoing.hot_chunks(one.id, span, on_leader):
            told.add(one.id, rows)
            yield outgoing.table_lines(one, rows, stays.get(one.device_id, ()))
