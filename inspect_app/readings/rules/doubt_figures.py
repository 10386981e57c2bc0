"""The figures by which readings are doubted, as data: per quantity, with basis, dates, region and whether verified."""

from dataclasses import dataclass
from datetime import date
from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 3_600_000
#: how far to either side of a reading others can change whether it is doubted
REACH_MS: Final = 4 * HOUR_MS
#: readings farther apart do not follow one another
GAP_MS: Final = HOUR_MS
EDITION: Final = "2026-01"


@dataclass(frozen=True, slots=True)
class DoubtRule:
    """One rule of doubt for one quantity.

    `kind` is a key of FOUND; `figures` are those of its kind (see `doubts.py`). `region` is a prefix of the
    division code, `verified` says whether the figures were read in a standard.
    """

    kind: str
    quantity: str
    figures: dict[str, float]
    basis: str = "平台经验值"
    region: str = ""
    since: date = date(2000, 1, 1)
    until: date | None = None
    verified: bool = False


def _flat(quantity: str, minutes: int, least: float = -1e9, most: float = 1e9) -> DoubtRule:
    """One value for so many minutes; values outside `least`..`most` may rest there (calm, fog)."""
    return DoubtRule("flat", quantity, {"minutes": minutes, "readings": 6, "least": least, "most": most})


def _spike(quantity: str, jump: float) -> DoubtRule:
    """A single reading at least `jump`, and `times` the usual scatter, away from the three before and after it."""
    return DoubtRule("spike", quantity, {"jump": jump, "times": 8, "beside": 3})


def _twin(quantity: str, near: float, alike: float) -> DoubtRule:
    """Two devices of a site that differ by no more than `near` in the mean and run alike, over three hours."""
    return DoubtRule("twin", quantity, {"near": near, "alike": alike, "readings": 12, "different": 5})


def _spray(quantity: str) -> DoubtRule:
    """Dust falls to `left` of what it was while the same device's humidity leaps by `damp` points, within `minutes`.

    A device that tells less often cannot tell spray from the first rain, and is not doubted so.
    """
    return DoubtRule("spray", quantity, {
        "left": 0.4, "stays": 0.5, "damp": 8, "minutes": 3, "before": 30, "hours": 3, "full": 97,
    })  # fmt: skip


#: minutes a clock may be wrong, whatever is measured
CLOCK: Final = DoubtRule("clock", "", {"minutes": 5, "alike_s": 30, "arrivals": 5, "within": 30})
RULES: Final = (
    _flat("pm25", 60), _flat("pm10", 60), _flat("tsp", 60), _flat("noise", 30), _flat("noise_max", 30),
    _flat("temperature", 120), _flat("humidity", 120, 3, 97), _flat("wind_speed", 60, 0.3), _flat("wind_gust", 60, 0.3),
    _spike("pm25", 60), _spike("pm10", 80), _spike("tsp", 120), _spike("noise", 30), _spike("noise_max", 40),
    _spike("temperature", 8), _spike("humidity", 30), _spike("wind_speed", 10), _spike("wind_gust", 15),
    _spike("tilt", 3), _spike("load_rate", 60), _spike("water_pressure", 0.3),
    _twin("noise", 0.5, 0.8), _twin("pm25", 0.05, 0.99), _twin("pm10", 0.05, 0.99), _twin("tsp", 0.05, 0.99),
    _spray("pm25"), _spray("pm10"), _spray("tsp"),
)  # fmt: skip
BY_KEY: Final = {(each.kind, each.quantity): each for each in RULES}
DAMP: Final = "humidity"


def rule_of(kind: str, quantity: str) -> DoubtRule | None:
    """Return the rule of a kind for a quantity; None where it is not doubted so."""
    return BY_KEY.get((kind, quantity))
