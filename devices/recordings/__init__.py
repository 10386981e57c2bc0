"""Real measured series that travel with the project; where each comes from is told in SOURCE.md beside it."""

import csv
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from types import MappingProxyType
from typing import Final

UNITS: Final = MappingProxyType(
    {
        "pm25": "µg/m³",
        "pm10": "µg/m³",
        "temperature": "°C",
        "wind_speed": "m/s",
        "pressure": "hPa",
        "rain": "mm",
    }
)

_HERE = files(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One moment, aware and in UTC, and a value per column; None where the instrument gave none."""

    at: datetime
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """A measured series, oldest row first, with the unit of each column."""

    name: str
    columns: tuple[str, ...]
    units: MappingProxyType[str, str]
    rows: tuple[Row, ...]

    def column(self, quantity: str) -> tuple[float | None, ...]:
        """Return the values of one quantity; raise KeyError for a quantity that was not recorded."""
        if quantity not in self.columns:
            raise KeyError(f"{self.name} has no {quantity}; it has {', '.join(self.columns)}")
        index = self.columns.index(quantity)
        return tuple(row.values[index] for row in self.rows)


def names() -> list[str]:
    """Return the names of the recordings that travel with the project."""
    return sorted(entry.name.removesuffix(".csv") for entry in _HERE.iterdir() if entry.name.endswith(".csv"))


def load(name: str) -> Recording:
    """Read one recording by name; raise KeyError naming the known ones if there is none of that name."""
    if name not in names():
        raise KeyError(f"no recording {name!r}; there are {', '.join(names())}")
    lines = csv.reader((_HERE / f"{name}.csv").read_text("utf-8").splitlines())
    _, *columns = next(lines)
    rows = tuple(_row(name, line) for line in lines)
    units = MappingProxyType({column: UNITS[column] for column in columns})
    return Recording(name, tuple(columns), units, rows)


def _row(name: str, line: list[str]) -> Row:
    at, *cells = line
    values = tuple(float(cell) if cell else None for cell in cells)
    if not all(value is None or math.isfinite(value) for value in values):
        raise ValueError(f"{name}: a value at {at} is no finite number")
    return Row(datetime.fromisoformat(at).astimezone(UTC), values)
