"""Readings of a channel or a site as a file, CSV or Parquet: every value of a stretch of time, streamed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from flask import Response, stream_with_context
from marshmallow import fields, validate

from inspect_app.core import log, parquet, replica
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.fields import Moment, Schema
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.readings import queries
from inspect_app.readings.api.readings import bp, site
from inspect_app.readings.queries import outgoing

#: rows of one file: a channel of one value a second for two months
MOST_ROWS = 5_000_000
_PIECE = 1 << 16
_PARQUET: dict[str, Any] = {"application/vnd.apache.parquet": {"type": "string", "format": "binary"}}
_CSV: dict[str, Any] = {"text/csv": {"type": "string"}}


class SpanIn(Schema):
    """The stretch of time: from–to (`to` itself left out), or the last `hours`."""

    start = Moment(load_default=None, data_key="from")
    end = Moment(load_default=None, data_key="to")
    hours = fields.Float(load_default=24, validate=validate.Range(0.01, 24 * 3660))


class SeriesIn(SpanIn):
    """The stretch of time, and perhaps one channel of the site."""

    channel = fields.Integer(load_default=None, validate=validate.Range(1, 2**53))


@endpoint(
    bp, "/channels/<string:id>/readings.csv", permit="reading.read", query=SpanIn, gives=_CSV, on_thing=True,
)  # fmt: skip
def channel_file(actor: Actor, query: dict[str, Any], id: str) -> Response:
    """Hand out every reading of a channel in a stretch of time as CSV; `X-Row-Count` says how many rows follow."""
    one = find(queries.channel(actor, id))
    require(actor, "reading.read", one.device)
    return _file(outgoing.sources(one.device.project_id, one.id), query, f"{one.device.name}-{one.quantity}")


@endpoint(
    bp, "/projects/<string:id>/readings.csv", permit="reading.read", query=SpanIn, gives=_CSV, on_thing=True,
)  # fmt: skip
def site_file(actor: Actor, query: dict[str, Any], id: str) -> Response:
    """Hand out every reading of a site in a stretch of time as CSV; `X-Row-Count` says how many rows follow."""
    project = site(actor, id)
    return _file(outgoing.sources(project.id), query, project.site)


@endpoint(
    bp, "/projects/<string:id>/readings.parquet", permit="reading.read", query=SeriesIn, gives=_PARQUET, on_thing=True,
)  # fmt: skip
def site_parquet(actor: Actor, query: dict[str, Any], id: str) -> Response:
    """Hand out every reading of a site, or of one `channel` of it, as a Parquet file with unit and place of each row."""
    project = site(actor, id)
    found = outgoing.sources(project.id, query["channel"])
    if not found and query["channel"] is not None:
        raise Problem("not-found")
    span, start, end, rows = _counted(found, query)
    stays = outgoing.stays(project.id)
    with TemporaryDirectory(prefix="inspect-") as folder:
        path = Path(folder) / "readings.parquet"
        try:
            parquet.write(path, outgoing.COLUMNS, outgoing.all_lines(found, span, stays))
        except parquet.BrokenFile as broken:
            log.warning("no Parquet file", said=str(broken))
            raise Problem("busy") from broken
        # Its name goes, the file stays until it is sent.
        file = path.open("rb")
    reply = Response(_pieces(file), mimetype="application/vnd.apache.parquet")
    return _named(reply, rows, f"{project.site}-{start:%Y%m%d}-{end:%Y%m%d}.parquet")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _file(found: list[outgoing.Source], query: dict[str, Any], name: str) -> Response:
    span, start, end, rows = _counted(found, query)
    reply = Response(stream_with_context(outgoing.lines(found, span)), mimetype="text/csv")
    return _named(reply, rows, f"{name}-{start:%Y%m%d}-{end:%Y%m%d}.csv")


def _counted(
    found: list[outgoing.Source], query: dict[str, Any]
) -> tuple[outgoing.Span, datetime, datetime, int]:
    at = now()
    end = query["end"] or at
    start = query["start"] or end - timedelta(hours=query["hours"])
    if start >= end:
        raise field_problem("from", "应早于 to", "must be before 'to'")
    from_ms, to_ms, at_ms = (int(each.timestamp() * 1000) for each in (start, end, at))
    span = outgoing.Span(from_ms, to_ms, at_ms, replica.mark())
    rows = outgoing.count(found, span)
    if rows > MOST_ROWS:
        zh, en = (
            f"超过一次可取的 {MOST_ROWS} 行，请缩短时间",
            f"more than the {MOST_ROWS} rows of one file: ask for less time",
        )
        raise field_problem("from", zh, en)
    return span, start, end, rows


def _named(reply: Response, rows: int, name: str) -> Response:
    reply.headers["X-Row-Count"] = str(rows)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
