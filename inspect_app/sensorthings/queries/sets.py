"""The eight sets of the data model: how each is found, linked to the others, and written out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inspect_app.readings.rules.lives import DEVICE_KINDS
from inspect_app.sensorthings.queries import frames
from inspect_app.sensorthings.rules.units import definition_of, unit_of

_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
_GEO = "application/geo+json"


@dataclass(frozen=True, slots=True)
class Link:
    """The way from a set to another: by which key, and whether to many."""

    target: str
    key: str
    many: bool = True


@dataclass(frozen=True, slots=True)
class Set:
    """One set: its name, how its rows are found and written, and its links. `write` takes a row and our address."""

    name: str
    build: frames.Build
    write: Callable[[Any, str], dict[str, Any]]
    links: Mapping[str, Link]
    key: str

    def id_of(self, row: Any) -> str | int:
        """Return the id of a row: a channel's number, `<channel>:<ms>` of a reading, a text of all others."""
        if self.key == "at":
            return f"{row.k_channel}:{row.k_at}"
        found: str | int = getattr(row, f"k_{self.key}")
        return found

    def place(self, row: Any) -> str:
        """Return the address of a row below the service's root."""
        key = self.id_of(row)
        return f"{self.name}({key})" if isinstance(key, int) else f"{self.name}('{key}')"


def told(ms: int | None) -> str | None:
    """Return a moment as the API writes it."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _thing(row: Any, _home: str) -> dict[str, Any]:
    properties = {
        "kind": row.f_properties_kind, "state": row.f_properties_state, "site": row.f_properties_site,
        "project": row.f_properties_project, "element": row.f_properties_element,
    }  # fmt: skip
    description = row.f_description or DEVICE_KINDS[row.f_properties_kind][1]
    return {"name": row.f_name, "description": description, "properties": properties}


def _sensor(row: Any, home: str) -> dict[str, Any]:
    kind = DEVICE_KINDS[row.f_properties_kind]
    return {
        "name": f"{row.m_site}/{row.f_name}", "description": row.f_description or f"{kind[1]} {kind[0]}",
        "encodingType": "text/html", "metadata": f"{home}/devices/{row.k_device}",
        "properties": {"kind": row.f_properties_kind},
    }  # fmt: skip


def _point(row: Any) -> dict[str, Any]:
    # A site nobody has put on the map is a feature without a geometry (RFC 7946, 3.2).
    if row.m_lat is None or row.m_lon is None:
        return {"type": "Feature", "geometry": None, "properties": {}}
    return {"type": "Point", "coordinates": [row.m_lon, row.m_lat]}


def _site(row: Any) -> dict[str, Any]:
    return {"name": row.f_name, "description": row.f_description or row.f_name, "encodingType": _GEO}


def _where(row: Any) -> dict[str, Any]:
    return {"properties": {"site": row.f_properties_site, "region": row.f_properties_region}}


def _location(row: Any, _home: str) -> dict[str, Any]:
    return {**_site(row), "location": _point(row), **_where(row)}


def _feature(row: Any, _home: str) -> dict[str, Any]:
    return {**_site(row), "feature": _point(row), **_where(row)}


def _history(row: Any, _home: str) -> dict[str, Any]:
    return {"time": told(int(row.f_time.timestamp() * 1000))}


def _quantity(row: Any, home: str) -> dict[str, Any]:
    own = f"{home}/sta/v1.1/ObservedProperties('{row.k_quantity}')"
    return {
        "name": row.f_name, "definition": definition_of(row.k_quantity, own),
        "description": row.f_description, "properties": {},
    }  # fmt: skip


def _datastream(row: Any, _home: str) -> dict[str, Any]:
    spoken = row.m_newest is not None and row.m_newest >= 0 and row.m_first is not None
    return {
        "name": row.f_name, "description": row.f_description or row.f_name, "observationType": _MEASUREMENT,
        "unitOfMeasurement": unit_of(row.f_unitOfMeasurement_symbol),
        "phenomenonTime": f"{told(row.m_first)}/{told(row.m_newest)}" if spoken else None,
        "properties": {"quantity": row.k_quantity},
    }  # fmt: skip


def _observation(row: Any, _home: str) -> dict[str, Any]:
    parameters = {"flag": row.f_parameters_flag, "received": told(row.f_parameters_received)}
    at = told(row.k_at)
    return {"phenomenonTime": at, "resultTime": at, "result": row.f_result, "parameters": parameters}


_LINKS: dict[str, dict[str, Link]] = {
    "Things": {
        "Locations": Link("Locations", "project"), "HistoricalLocations": Link("HistoricalLocations", "device"),
        "Datastreams": Link("Datastreams", "device"),
    },
    "Locations": {
        "Things": Link("Things", "project"), "HistoricalLocations": Link("HistoricalLocations", "project"),
    },
    "HistoricalLocations": {
        "Thing": Link("Things", "device", False), "Locations": Link("Locations", "project"),
    },
    "Sensors": {"Datastreams": Link("Datastreams", "device")},
    "ObservedProperties": {"Datastreams": Link("Datastreams", "quantity")},
    "Datastreams": {
        "Thing": Link("Things", "device", False), "Sensor": Link("Sensors", "device", False),
        "ObservedProperty": Link("ObservedProperties", "quantity", False),
        "Observations": Link("Observations", "channel"),
    },
    "Observations": {
        "Datastream": Link("Datastreams", "channel", False),
        "FeatureOfInterest": Link("FeaturesOfInterest", "project", False),
    },
    "FeaturesOfInterest": {"Observations": Link("Observations", "project")},
}  # fmt: skip
SETS: dict[str, Set] = {
    name: Set(name, build, write, _LINKS[name], key)
    for name, build, write, key in (
        ("Things", frames.things, _thing, "device"),
        ("Locations", frames.sites, _location, "project"),
        ("HistoricalLocations", frames.historical_locations, _history, "device"),
        ("Datastreams", frames.datastreams, _datastream, "channel"),
        ("Sensors", frames.sensors, _sensor, "device"),
        ("ObservedProperties", frames.observed_properties, _quantity, "quantity"),
        ("Observations", frames.observations, _observation, "at"),
        ("FeaturesOfInterest", frames.sites, _feature, "project"),
    )
}
