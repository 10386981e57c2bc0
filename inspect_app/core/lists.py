"""Lists: a page of a scoped query, or the whole of it as a file with the same scope and filters."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from sqlalchemy import Select, func, inspect, select

from inspect_app.core.clock import now
from inspect_app.core.db import acted, db
from inspect_app.core.errors import Problem
from inspect_app.core.i18n import locale
from inspect_app.core.journal import record
from inspect_app.core.permits import Actor
from inspect_app.core.tables_out import KINDS, MOST_ROWS, WRITERS, Table
from inspect_app.core.timeline import register_words

_CHUNK = 500
#: filters whose value somebody types: it may be a number or a name, and is not written down
_TYPED = ("name", "q", "who", "words")
_NAMED = re.compile(r"[A-Za-z0-9_-]{1,40}")
register_words(
    {"list.export": ("导出清单", "Exported a list")},
    details={"rows": ("行数", "Rows"), "file": ("文件", "File"), "filters": ("筛选", "Filters")},
)


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list: its rows, its number (from 1), how many pages and rows there are, what it is as a file."""

    rows: list[Any]
    number: int
    pages: int
    total: int
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class _Handed:
    """What an export is written down of."""

    id: str
    project_id: str | None


class _AsFile(Exception):
    """Whoever asks for a list wants all of it as a file: it leaves the page, which need not know of files."""

    def __init__(self, table: Table, kind: str, rows: Callable[[], Sequence[Any]]) -> None:
        super().__init__(kind)
        self.table, self.kind, self.rows = table, kind, rows


def paged(
    stmt: Select[Any],
    *,
    size: int = 50,
    number: int | None = None,
    total: int | None = None,
    table: Table | None = None,
    fill: Callable[[Sequence[Any]], None] | None = None,
) -> Slice:
    """Return the page asked for by `?page=` (or `number`) of a scoped, ordered query.

    A caller that has counted the rows already gives their `total`. With a `table`, `?as=csv` or `?as=xlsx` gives
    all rows of the same query as a file instead. `fill` is given the rows of the page, or of the file some hundred at
    a time, to fill in what no column holds.
    """
    if table is not None:
        _leave(table, lambda: _all(stmt, fill))
    asked = number if number is not None else request.args.get("page", 1, type=int)
    if total is None:
        total = db.session.scalar(select(func.count()).select_from(stmt.order_by(None).subquery())) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, asked), pages)
    rows = list(db.session.scalars(stmt.limit(size).offset((number - 1) * size)).unique())
    if fill is not None:
        fill(rows)
    return Slice(rows, number, pages, total, table)


def whole(rows: Iterable[Any], table: Table) -> Slice:
    """Return a list that fits on one page, or gives its rows as a file like a paged one."""
    found = list(rows)
    _leave(table, lambda: found)
    return Slice(found, 1, 1, len(found), table)


def _leave(table: Table, rows: Callable[[], Sequence[Any]]) -> None:
    kind = request.args.get("as", "")
    if kind in KINDS and request.method == "GET":
        raise _AsFile(table, kind, rows)


def or_file(who: Actor, show: Callable[[], Any]) -> Any:
    """Return what a page shows, or the file of its list when that was asked for."""
    try:
        return show()
    except _AsFile as wanted:
        return _handed_out(who, wanted)


def _handed_out(who: Actor, wanted: _AsFile) -> Response:
    table, kind = wanted.table, wanted.kind
    sent = _Sent(wanted.rows())
    data = WRITERS[kind](table, sent, locale())
    if table.personal:
        # Written down before anything leaves: no entry, no file.
        filters = {
            name: value if name not in _TYPED and _NAMED.fullmatch(value) else "…"
            for name, value in request.args.items()
        }
        for unsaid in ("as", "lang", "page"):
            filters.pop(unsaid, None)
        said = {"rows": sent.count, "file": kind, "filters": " ".join(f"{k}={v}" for k, v in filters.items())}
        thing = _Handed(table.name, sent.project_id)
        acted(lambda: record(who, "list.export", thing, at=now(), data=said))
    reply = Response(data, mimetype=KINDS[kind])
    reply.headers["Content-Disposition"] = f'attachment; filename="{table.name}-{now():%Y%m%d}.{kind}"'
    return reply


class _Sent:
    """The rows on their way into a file: counted, and whether all are of one project."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows, self.count, self.projects = rows, 0, set[str | None]()

    def __iter__(self) -> Iterator[Any]:
        for each in self.rows:
            self.count += 1
            self.projects.add(getattr(each, "project_id", None))
            yield each

    @property
    def project_id(self) -> str | None:
        return next(iter(self.projects)) if len(self.projects) == 1 else None


def _all(stmt: Select[Any], fill: Callable[[Sequence[Any]], None] | None) -> Any:
    """Return all rows of a query: its keys at one moment, then so many rows at a time, in the order of the keys."""
    key = inspect(stmt.column_descriptions[0]["entity"]).primary_key[0]
    keys = list(dict.fromkeys(db.session.scalars(stmt.with_only_columns(key).limit(MOST_ROWS + 1))))
    if len(keys) > MOST_ROWS:
        zh = f"超过一次可导出的 {MOST_ROWS} 行，请先筛选。"
        raise Problem(
            "conflict", zh=zh, en=f"More than the {MOST_ROWS} rows a file may hold: narrow the list first."
        )
    return _in_chunks(stmt, key, keys, fill)


def _in_chunks(
    stmt: Select[Any], key: Any, keys: Sequence[Any], fill: Callable[[Sequence[Any]], None] | None
) -> Iterator[Any]:
    for start in range(0, len(keys), _CHUNK):
        wanted = keys[start : start + _CHUNK]
        found = {
            getattr(each, key.key): each
            for each in db.session.scalars(stmt.where(key.in_(wanted)).order_by(None)).unique()
        }
        if fill is not None:
            fill(list(found.values()))
        yield from (found[one] for one in wanted if one in found)
        db.session.expunge_all()
