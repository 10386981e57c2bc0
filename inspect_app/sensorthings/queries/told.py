"""Reads sets as they are asked for: a page with its links followed, in as many statements as there are links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import ColumnElement, Select, func, select, union_all

from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.sensorthings.queries.conditions import Condition
from inspect_app.sensorthings.queries.frames import Column, Frame, Seen, of_a_channel
from inspect_app.sensorthings.queries.sets import SETS, Link, Set
from inspect_app.sensorthings.queries.written import quality_of, written
from inspect_app.sensorthings.rules.filters import pinned, refused
from inspect_app.sensorthings.rules.options import (
    MOST,
    MOST_AROUND,
    MOST_INSIDE,
    USUAL,
    USUAL_INSIDE,
    Options,
    mentions,
)

#: rows of one linked set in a reply, over all entities it is linked to
MOST_LINKED = 10_000
_NAMED = ("Datastream/id", "Datastream/@iot.id")
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, at which address of ours, and when."""

    seen: Seen
    home: str
    at: datetime

    @property
    def root(self) -> str:
        """Return the service's root."""
        return f"{self.home}/sta/v1.1"


def page(asked: Asked, about: Set, options: Options, link: tuple[str, Any] | None, path: str) -> Document:
    """Return a page of a set, all of it or what is linked by `(key, value)`; `path` is its address below the root."""
    if about.name == "Observations" and (link is None or link[0] != "channel"):
        link = _of_one_channel(asked, options, link)
    frame, where = _framed(asked, about, options, link and link[0])
    if link is not None:
        where.append(frame.keys[link[0]] == link[1])
    most = MOST_AROUND if _follows_many(about, options) else MOST
    top = min(USUAL if options.top is None else options.top, most)
    stmt = select(*frame.columns()).select_from(frame.source).where(*where)
    stmt = stmt.order_by(*_order(asked, about, frame, options)).offset(options.skip).limit(top + 1)
    rows = db.session.execute(stmt).all() if top else []
    told: Document = {}
    if options.count:
        counted = select(func.count()).select_from(frame.source).where(*where)
        told["@iot.count"] = db.session.scalar(counted)
    if len(rows) > top:
        told["@iot.nextLink"] = f"{asked.root}/{path}?{_next(options, top)}"
    return {**told, "value": entities(asked, about, rows[:top], options)}


def one(asked: Asked, about: Set, key: Mapping[str, Any]) -> Any:
    """Return the row of one entity by its keys; Problem (404) when there is none in sight."""
    frame = about.build(asked.seen)
    where = [frame.keys[name] == value for name, value in key.items()]
    row = db.session.execute(
        select(*frame.columns()).select_from(frame.source).where(frame.where, *where)
    ).first()
    if row is None:
        raise Problem("not-found")
    return row


def entities(asked: Asked, about: Set, rows: Sequence[Any], options: Options) -> list[Document]:
    """Return rows as they are told, with the links followed that $expand names."""
    quality = quality_of(rows) if about.name == "Observations" else {}
    documents = [written(asked.root, asked.home, about, row, options.select, quality) for row in rows]
    for name, inside in options.expand:
        link = about.links.get(name)
        if link is None:
            known = ", ".join(about.links)
            raise refused(
                "$expand",
                f"{about.name} 没有关联“{name[:40]}”，只有 {known}",
                f"{about.name} has no link '{name[:40]}'; there are {known}",
            )
        found = _linked(asked, link, inside, [getattr(row, f"k_{link.key}") for row in rows])
        for row, document in zip(rows, documents, strict=True):
            mine = found.get(getattr(row, f"k_{link.key}"), {})
            document.update(_within(asked, about, row, name, link, inside, mine))
    return documents


def _within(
    asked: Asked, about: Set, row: Any, name: str, link: Link, inside: Options, mine: Document
) -> Document:
    if not link.many:
        return {name: (mine.get("value") or [None])[0]}
    told: Document = {name: mine.get("value", [])}
    if inside.count:
        told[f"{name}@iot.count"] = mine.get("count", 0)
    if mine.get("more"):
        told[f"{name}@iot.nextLink"] = (
            f"{asked.root}/{about.place(row)}/{name}?{_next(inside, _inside(inside))}"
        )
    return told


def _linked(asked: Asked, link: Link, options: Options, values: Iterable[Any]) -> dict[Any, Document]:
    """Return what is linked to each of these key values: one statement, and one more where it is counted."""
    wanted, target = sorted(set(values)), SETS[link.target]
    if not wanted:
        return {}
    of_channels = link.many and target.name == "Observations"
    if of_channels and (link.key != "channel" or len(wanted) > MOST_AROUND or options.count):
        zh = f"只能对最多 {MOST_AROUND} 个 Datastream 展开 Observations，且不计数"
        en = f"Observations are expanded for at most {MOST_AROUND} Datastreams, and not counted there"
        raise refused("$expand", zh, en)
    frame, where = _framed(asked, target, options, link.key)
    key, order = frame.keys[link.key], _order(asked, target, frame, options)
    top = _inside(options) if link.many else 1
    plain = select(*frame.columns()).select_from(frame.source).where(*where)
    if not link.many:
        stmt: Any = plain.where(key.in_(wanted))
    elif of_channels:
        arms = [
            plain.where(key == each).order_by(*order).offset(options.skip).limit(top + 1) for each in wanted
        ]
        stmt = union_all(*(select(arm.subquery()) for arm in arms))
    else:
        stmt = _ranked(plain.where(key.in_(wanted)), key, order, options.skip, top)
    rows = db.session.execute(stmt.limit(MOST_LINKED + 1)).all()
    if len(rows) > MOST_LINKED:
        raise refused(
            "$expand",
            f"结果超过 {MOST_LINKED} 行，请减小 $top",
            f"more than {MOST_LINKED} rows: ask for less with $top",
        )
    return _sorted_in(asked, target, link, options, rows, top, frame, [*where, key.in_(wanted)])


def _sorted_in(
    asked: Asked, target: Set, link: Link, options: Options, rows: Sequence[Any], top: int, frame: Frame,
    where: list[ColumnElement[bool]],
) -> dict[Any, Document]:  # fmt: skip
    kept: dict[Any, list[Any]] = {}
    for row in rows:
        kept.setdefault(getattr(row, f"k_{link.key}"), []).append(row)
    flat = [row for each in kept.values() for row in each[:top]]
    documents = iter(entities(asked, target, flat, options))
    found = {
        value: {"value": [next(documents) for _ in each[:top]], "more": len(each) > top}
        for value, each in kept.items()
    }  # fmt: skip
    if options.count:
        key = frame.keys[link.key]
        counted = select(key, func.count()).select_from(frame.source).where(*where).group_by(key)
        for value, count in db.session.execute(counted):
            found.setdefault(value, {"value": [], "more": False})["count"] = count
    return found


def _ranked(stmt: Select[Any], key: Column, order: Sequence[Column], skip: int, top: int) -> Select[Any]:
    rank = func.row_number().over(partition_by=key, order_by=list(order)).label("rank")
    numbered = stmt.add_columns(rank).subquery()
    place = numbered.c.rank
    return select(numbered).where(place > skip, place <= skip + top + 1).order_by(place)


def _framed(
    asked: Asked, about: Set, options: Options, key: str | None
) -> tuple[Frame, list[ColumnElement[bool]]]:
    """Return a frame of a set with its condition; readings of a channel in sight need no other table."""
    alone = about.name == "Observations" and key == "channel" and not mentions(options, "FeatureOfInterest")
    frame = (of_a_channel if alone else about.build)(asked.seen)
    where = [frame.where]
    if options.condition is not None:
        where.append(Condition(about, frame, asked.seen, asked.at).holds(options.condition))
    return frame, where


def _of_one_channel(asked: Asked, options: Options, link: tuple[str, Any] | None) -> tuple[str, Any] | None:
    """Return the one channel whose readings are meant; those of all are told in their own order alone."""
    value = pinned(options.condition, *_NAMED)
    if isinstance(value, float) and value.is_integer() and link is None:
        number = int(value)
        one(asked, SETS["Datastreams"], {"channel": number if abs(number) < 2**63 else -1})
        return "channel", number
    if options.condition is not None or options.order or options.count:
        zh = "对 Observations 筛选、排序或计数时须指明一个 Datastream"
        en = "to filter, sort or count Observations name one Datastream"
        raise refused(
            "Observations", f"{zh}：Datastreams(id)/Observations", f"{en}: Datastreams(id)/Observations"
        )
    return link


def _order(asked: Asked, about: Set, frame: Frame, options: Options) -> list[Column]:
    by = Condition(about, frame, asked.seen, asked.at).by
    wanted = [by(path).desc() if falling else by(path).asc() for path, falling in options.order]
    if not wanted or about.name != "Observations":
        return [*wanted, *frame.order]
    # In one channel a moment stands once: after it nothing is left to decide.
    return [*wanted, frame.order[-1].desc() if options.order[0][1] else frame.order[-1]]


def _follows_many(about: Set, options: Options) -> bool:
    return any(about.links[name].many for name, _ in options.expand if name in about.links)


def _inside(options: Options) -> int:
    return min(USUAL_INSIDE if options.top is None else options.top, MOST_INSIDE)


def _next(options: Options, top: int) -> str:
    kept = [(name, value) for name, value in options.given if name not in ("$skip", "$top")]
    return urlencode([*kept, ("$top", top), ("$skip", options.skip + top)], safe="$", quote_via=quote)
