"""The eight sets as SQL: where each finds its rows among devices, channels and readings, and what may be asked of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)  # fmt: skip

from inspect_app.core.permits import Actor
from inspect_app.projects.models import Element, Project
from inspect_app.readings.models import Channel, Device, Head, Reading
from inspect_app.readings.queries import sighted, taken
from inspect_app.readings.rules.quantities import QUANTITIES

Column = ColumnElement[Any]
_DEVICES, _PROJECTS, _ELEMENTS = Device.__table__, Project.__table__, Element.__table__
_CHANNELS, _HEADS, _READINGS = Channel.__table__, Head.__table__, Reading.__table__
#: (source, condition, keys, fields, more) of a set, given the ids of the devices in sight
Build = Callable[["Seen"], "Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One use of a set in a statement, under aliases of its own.

    `keys` join it to other sets; `fields` are its properties that may be compared, each with its kind ('text',
    'number', 'ms', 'utc'); `more` is read besides to write it out; `order` is its own order.
    """

    source: FromClause
    where: ColumnElement[bool]
    keys: Mapping[str, Column]
    fields: Mapping[str, tuple[str, Column]]
    order: tuple[Column, ...]
    more: Mapping[str, Column] = field(default_factory=dict)

    def columns(self) -> list[Column]:
        """Return what a row is written from: `k_` keys, `f_` properties, `m_` the rest."""
        return [
            *(one.label(f"k_{name}") for name, one in self.keys.items()),
            *(one.label(f"f_{name.replace('/', '_')}") for name, (_, one) in self.fields.items()),
            *(one.label(f"m_{name}") for name, one in self.more.items()),
        ]


class Seen:
    """What of the devices an actor may see: those of sites in sight, those taken over, or a device itself."""

    def __init__(self, actor: Actor) -> None:
        mine = Device.id == actor.id if actor.kind == "device" else or_(sighted(actor), taken(actor))
        self._stmt = (
            select(Device.id, Device.project_id).join(Device.project).where(mine, Device.kind != "tablet")
        )

    @property
    def devices(self) -> Select[Any]:
        """Return the ids of the devices."""
        return self._stmt.with_only_columns(Device.id)

    @property
    def projects(self) -> Select[Any]:
        """Return the ids of the projects they stand on."""
        return self._stmt.with_only_columns(Device.project_id)


def things(seen: Seen) -> Frame:
    """Return the devices."""
    d, p, e = _DEVICES.alias(), _PROJECTS.alias(), _ELEMENTS.alias()
    source = d.join(p, p.c.id == d.c.project_id).outerjoin(e, e.c.id == d.c.element_id)
    fields = {
        "id": ("text", d.c.id), "name": ("text", d.c.name), "description": ("text", d.c.label),
        "properties/kind": ("text", d.c.kind), "properties/state": ("text", d.c.state),
        "properties/site": ("text", p.c.site), "properties/project": ("text", p.c.number),
        "properties/element": ("text", e.c.path),
    }  # fmt: skip
    return Frame(source, d.c.id.in_(seen.devices), {"device": d.c.id, "project": p.c.id}, fields, (d.c.id,))


def sensors(seen: Seen) -> Frame:
    """Return the instruments: one for each device."""
    d, p = _DEVICES.alias(), _PROJECTS.alias()
    fields = {
        "id": ("text", d.c.id), "name": ("text", d.c.name), "description": ("text", d.c.label),
        "properties/kind": ("text", d.c.kind),
    }  # fmt: skip
    source, more = d.join(p, p.c.id == d.c.project_id), {"site": p.c.site}
    return Frame(source, d.c.id.in_(seen.devices), {"device": d.c.id}, fields, (d.c.id,), more)


def historical_locations(seen: Seen) -> Frame:
    """Return since when each device stands on its site."""
    d = _DEVICES.alias()
    fields = {"id": ("text", d.c.id), "time": ("utc", d.c.registered_at)}
    keys = {"device": d.c.id, "project": d.c.project_id}
    return Frame(d, d.c.id.in_(seen.devices), keys, fields, (d.c.id,))


def sites(seen: Seen) -> Frame:
    """Return the sites with a device in sight: places of things, and features of interest."""
    p = _PROJECTS.alias()
    fields = {
        "id": ("text", p.c.id), "name": ("text", p.c.name), "description": ("text", p.c.address),
        "properties/site": ("text", p.c.site), "properties/region": ("text", p.c.region),
    }  # fmt: skip
    more = {"lat": p.c.lat, "lon": p.c.lon}
    return Frame(p, p.c.id.in_(seen.projects), {"project": p.c.id}, fields, (p.c.id,), more)


def observed_properties(seen: Seen) -> Frame:
    """Return the quantities measured by a device in sight."""
    known = [
        select(literal(key, String).label("id"), literal(one.en, String).label("name"),
               literal(one.zh, String).label("zh"))
        for key, one in QUANTITIES.items()
    ]  # fmt: skip
    q = union_all(*known).subquery()
    measured = select(Channel.quantity).where(Channel.device_id.in_(seen.devices))
    fields = {"id": ("text", q.c.id), "name": ("text", q.c.name), "description": ("text", q.c.zh)}
    return Frame(q, q.c.id.in_(measured), {"quantity": q.c.id}, fields, (q.c.id,))


def datastreams(seen: Seen) -> Frame:
    """Return the channels, with the first and newest moment of each."""
    c, d, p, h, r = (one.alias() for one in (_CHANNELS, _DEVICES, _PROJECTS, _HEADS, _READINGS))
    source = c.join(d, d.c.id == c.c.device_id).join(p, p.c.id == d.c.project_id)
    source = source.outerjoin(h, h.c.channel_id == c.c.id)
    name = p.c.site + literal("/", String) + d.c.name + literal("/", String) + c.c.quantity
    fields = {
        "id": ("number", c.c.id), "name": ("text", name), "description": ("text", d.c.label),
        "properties/quantity": ("text", c.c.quantity), "unitOfMeasurement/symbol": ("text", c.c.unit),
    }  # fmt: skip
    keys = {"channel": c.c.id, "device": d.c.id, "project": p.c.id, "quantity": c.c.quantity}
    first = select(func.min(r.c.at_ms)).where(r.c.channel_id == c.c.id).scalar_subquery()
    more = {"first": first, "newest": h.c.at_ms}
    return Frame(source, d.c.id.in_(seen.devices), keys, fields, (c.c.id,), more)


def observations(seen: Seen) -> Frame:
    """Return the readings."""
    r, c, d = _READINGS.alias(), _CHANNELS.alias(), _DEVICES.alias()
    source = r.join(c, c.c.id == r.c.channel_id).join(d, d.c.id == c.c.device_id)
    return _read(r, source, d.c.id.in_(seen.devices), {"project": d.c.project_id})


def of_a_channel(_seen: Seen) -> Frame:
    """Return the readings of channels that were found in sight already: one table, however long the series."""
    r = _READINGS.alias()
    return _read(r, r, true(), {})


def _read(r: Any, source: FromClause, where: ColumnElement[bool], keys: dict[str, Column]) -> Frame:
    fields = {
        "phenomenonTime": ("ms", r.c.at_ms), "resultTime": ("ms", r.c.at_ms), "result": ("number", r.c.value),
        "parameters/flag": ("text", r.c.flag), "parameters/received": ("ms", r.c.received_ms),
    }  # fmt: skip
    keys = {"channel": r.c.channel_id, "at": r.c.at_ms, **keys}
    return Frame(source, where, keys, fields, (r.c.channel_id, r.c.at_ms))
