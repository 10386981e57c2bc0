"""Writes readings that were just stored as Observations, word for word as they are told to whoever asks for them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from inspect_app.sensorthings.queries.sets import SETS
from inspect_app.sensorthings.queries.written import quality_of, written


class Row(NamedTuple):
    """A reading as the set of Observations finds it; moments in ms since 1970."""

    k_channel: int
    k_at: int
    f_result: float
    f_parameters_flag: str
    f_parameters_received: int


def as_observations(home: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return readings as entities, with how far they are to be trusted: five statements, however many there are.

    `home` is the address this site is reached at.
    """
    quality, about = quality_of(rows), SETS["Observations"]
    return [written(f"{home}/sta/v1.1", home, about, row, (), quality) for row in rows]
