"""Writes one entity out: its own properties, the addresses of what is linked, and how far a reading is to be trusted."""

from collections.abc import Mapping, Sequence
from typing import Any

from inspect_app.readings.queries.trust import Trust, trust_of
from inspect_app.readings.rules.grades import worst
from inspect_app.sensorthings.queries.sets import Set
from inspect_app.sensorthings.rules.filters import refused

Document = dict[str, Any]


def quality_of(rows: Sequence[Any]) -> dict[int, Trust]:
    """Return the doubts of the channels of these readings: a few statements, however many rows."""
    moments = [row.k_at for row in rows]
    return trust_of({row.k_channel for row in rows}, min(moments), max(moments) + 1) if rows else {}


def written(
    root: str, home: str, about: Set, row: Any, selected: tuple[str, ...], quality: Mapping[int, Trust]
) -> Document:
    """Return a row as it is told, all of it or the properties that $select names."""
    place = f"{root}/{about.place(row)}"
    around = {"@iot.selfLink": place, "@iot.id": about.id_of(row)}
    links = {f"{name}@iot.navigationLink": f"{place}/{name}" for name in about.links}
    plain = about.write(row, home)
    if quality:
        reasons = quality[row.k_channel].reasons(row.k_at, row.f_parameters_flag)
        plain["resultQuality"] = {"grade": worst(reasons), "reasons": reasons}
    if not selected:
        return {**around, **plain, **links}
    chosen: Document = {}
    for name in selected:
        if name in ("id", "@iot.id"):
            chosen["@iot.id"] = around["@iot.id"]
        elif name in around:
            chosen[name] = around[name]
        elif name in plain:
            chosen[name] = plain[name]
        elif name in about.links:
            chosen[f"{name}@iot.navigationLink"] = links[f"{name}@iot.navigationLink"]
        else:
            raise refused(
                "$select",
                f"{about.name} 没有属性“{name[:40]}”",
                f"{about.name} has no property '{name[:40]}'",
            )
    return chosen
