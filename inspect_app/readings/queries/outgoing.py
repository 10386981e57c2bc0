"""Readings of a stretch of time on their way out: counted first, then row after row in little memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice

from sqlalchemy import ColumnElement, Executable, func, select

from inspect_app.core import replica
from inspect_app.core.db import db
from inspect_app.readings.models import Channel, Correction, Device, Reading
from inspect_app.readings.models.placements import Placement
from inspect_app.readings.queries import whole
from inspect_app.readings.queries.trust import trust_of
from inspect_app.readings.rules.grades import worst

_CHUNK = 5000
#: the columns of a Parquet file of readings, and their types: `at_ms` and `received_ms` are milliseconds since 1970 in UTC
COLUMNS = {
    "channel_id": "BIGINT", "device": "VARCHAR", "quantity": "VARCHAR", "unit": "VARCHAR", "place": "VARCHAR",
    "at_ms": "BIGINT", "value": "DOUBLE", "flag": "VARCHAR", "received_ms": "BIGINT",
}  # fmt: skip
#: from when until when (ms) a device stood at a place
Stay = tuple[int, int, str]
_END_MS = 1 << 62
#: (moment in ms, value, flag, received in ms)
_Row = tuple[int, float, str, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A channel as its rows name it."""

    id: int
    device: str
    quantity: str
    unit: str
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From which moment until before which, and until when received: what comes in meanwhile is left out."""

    from_ms: int
    to_ms: int
    received_ms: int
    #: how far a replica must be to be asked; None: no replica is
    mark: int | None = None

    def of(self, channel_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
        """Return the condition that a reading is of these channels and within the span."""
        return (
            Reading.channel_id.in_(channel_ids), Reading.at_ms >= self.from_ms, Reading.at_ms < self.to_ms,
            Reading.received_ms <= self.received_ms,
        )  # fmt: skip


def sources(project_id: str, channel_id: int | None = None) -> list[Source]:
    """Return the channels of a project, or one of them, those of retired devices too."""
    stmt = (
        select(Channel.id, Device.name, Channel.quantity, Channel.unit, Device.id)
        .join(Device)
        .where(Device.project_id == project_id)
    )
    if channel_id is not None:
        stmt = stmt.where(Channel.id == channel_id)
    return [Source(*row) for row in db.session.execute(stmt.order_by(Device.name, Channel.quantity))]


def stays(project_id: str) -> dict[str, list[Stay]]:
    """Return where each device of a project stood from when to when."""
    stmt = (
        select(Placement.device_id, Placement.began_at, Placement.ended_at, Placement.place)
        .join(Device, Device.id == Placement.device_id)
        .where(Device.project_id == project_id)
    )
    found: dict[str, list[Stay]] = {}
    for device_id, began, ended, place in db.session.execute(stmt):
        if began is None:
            continue
        until = _END_MS if ended is None else int(ended.timestamp() * 1000)
        found.setdefault(device_id, []).append((int(began.timestamp() * 1000), until, place))
    return found


def count(found: Sequence[Source], span: Span) -> int:
    """Return how many readings there are, in the table and in cold files; Problem "cold-file" for one of these that is damaged."""
    keys = [each.id for each in found]
    stmt = select(func.count()).select_from(Reading).where(*span.of(keys))
    hot = replica.read(lambda session: session.scalar(stmt), span.mark) or 0
    return hot + whole.count(keys, span.from_ms, span.to_ms, span.received_ms)


def lines(found: Sequence[Source], span: Span) -> Iterator[str]:
    """Yield the readings as CSV, channel by channel in the order of their moments, some thousands at a time."""
    yield "device,quantity,unit,at,value,flag,received,first_value,first_flag,grade,reasons\r\n"
    for one in found:
        begins = f"{one.device},{one.quantity},{one.unit},"
        for rows in chunks(one.id, span):
            from_ms, to_ms = rows[0][0], rows[-1][0]
            first, trust = _first_told(one.id, from_ms, to_ms), trust_of([one.id], from_ms, to_ms + 1)[one.id]
            db.session.rollback()  # as between the pieces of rows
            told = [(*row, trust.reasons(row[0], row[2])) for row in rows]
            yield "".join(
                f"{begins}{_iso(at_ms)},{value!r},{flag},{_iso(received_ms)},{first.get(at_ms, ',')},"
                f"{worst(why)},{' '.join(why)}\r\n"
                for at_ms, value, flag, received_ms, why in told
            )


def _first_told(channel_id: int, from_ms: int, to_ms: int) -> dict[int, str]:
    """Return what was told first of the moments that were corrected, as the cells of a line."""
    stmt = select(Correction.at_ms, Correction.value, Correction.flag).where(
        Correction.channel_id == channel_id, Correction.at_ms.between(from_ms, to_ms), Correction.is_first
    )
    return {at_ms: f"{value!r},{flag}" for at_ms, value, flag in db.session.execute(stmt)}


def chunks(channel_id: int, span: Span) -> Iterator[list[_Row]]:
    """Yield a channel's readings, wherever they lie, some thousands at a time."""
    hot = chain.from_iterable(hot_chunks(channel_id, span))
    rows = whole.joined(hot, channel_id, span.from_ms, span.to_ms, span.received_ms)
    while piece := list(islice(rows, _CHUNK)):
        yield piece


def hot_chunks(channel_id: int, span: Span, ask: replica.Read | None = None) -> Iterator[list[_Row]]:
    """Yield a channel's readings that lie in the table, some thousands at a time; ends the session's transaction each time.

    A replica may be read; `ask` (`replica.on_leader`) where something is decided by them.
    """
    after, ask = span.from_ms - 1, ask or partial(replica.read, least=span.mark)
    while True:
        stmt = (
            select(Reading.at_ms, Reading.value, Reading.flag, Reading.received_ms)
            .where(*span.of([channel_id]), Reading.at_ms > after)
            .order_by(Reading.at_ms)
            .limit(_CHUNK)
        )
        rows = ask(partial(_rows, stmt))
        # A slow reader must hold no snapshot of the database open.
        db.session.rollback()
        if rows:
            yield rows
        if len(rows) < _CHUNK:
            return
        after = rows[-1][0]


def _rows(stmt: Executable, session: replica.Reader) -> list[_Row]:
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(stmt)]


def table_lines(one: Source, rows: Iterable[_Row], stood: Sequence[Stay] = ()) -> str:
    """Return rows of a channel as lines for a Parquet file, each with the place the device stood at then (nothing: unknown)."""
    begins = f"{one.id},{_cell(one.device)},{_cell(one.quantity)},{_cell(one.unit)},"
    told = []
    for at_ms, value, flag, received_ms in rows:
        place = next((each[2] for each in stood if each[0] <= at_ms < each[1]), "")
        told.append(f"{begins}{_cell(place)},{at_ms},{value!r},{flag},{received_ms}\n")
    return "".join(told)


def all_lines(found: Iterable[Source], span: Span, stood: Mapping[str, Sequence[Stay]]) -> Iterator[str]:
    """Yield the readings of channels, wherever they lie, as lines for a Parquet file, some thousands at a time."""
    for one in found:
        for rows in chunks(one.id, span):
            yield table_lines(one, rows, stood.get(one.device_id, ()))


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")
