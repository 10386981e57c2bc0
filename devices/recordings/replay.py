"""Lays a recording over the calendar, so that it can be told again as if it were measured now."""

from collections.abc import Iterator
from datetime import date, timedelta, timezone
from typing import Final

from devices.recordings import Recording

STATION: Final = timezone(timedelta(hours=8))
HOUR_MS: Final = 3_600_000
_HELD: Final = frozenset({"rain"})  # a sum over the hour has no value in between

Sample = tuple[int, dict[str, float]]


class Replay:
    """A recording laid over the calendar so that its last day is `ends_on`; it repeats for ever after."""

    def __init__(self, recording: Recording, ends_on: date) -> None:
        last = recording.rows[-1].at.astimezone(STATION).date()
        self.columns = {name: recording.column(name) for name in recording.columns}
        self.hours = len(recording.rows)
        first_ms = int(recording.rows[0].at.timestamp()) * 1000
        self.first_ms = first_ms + (ends_on - last) // timedelta(milliseconds=1)

    def history(self, quantities: tuple[str, ...], since_ms: float, until_ms: int) -> Iterator[Sample]:
        """Yield the recorded hours between two moments, as measured; an hour with nothing is left out."""
        for hour in range(self.hours):
            at_ms = self.first_ms + hour * HOUR_MS
            if since_ms <= at_ms <= until_ms and (values := self.at(at_ms, quantities)):
                yield at_ms, values

    def at(self, moment_ms: float, quantities: tuple[str, ...]) -> dict[str, float]:
        """Return the values at one moment; a quantity is absent where a neighbouring hour has none."""
        hour, rest_ms = divmod(moment_ms - self.first_ms, HOUR_MS)
        here = int(hour) % self.hours
        found = {}
        for name in quantities:
            column = self.columns[name]
            value, later = column[here], column[(here + 1) % self.hours]
            if rest_ms and name not in _HELD:
                value = (
                    None if value is None or later is None else value + (later - value) * rest_ms / HOUR_MS
                )
            if value is not None:
                found[name] = round(value, 2)
        return found
