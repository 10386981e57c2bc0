"""What can be measured: the quantities, their units and the bounds beyond which a value is no measurement."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity; a value outside `least`..`most` is a fault of the instrument, not of the site."""

    key: str
    zh: str
    en: str
    unit: str
    least: float
    most: float
    digits: int = 1


_ALL = (
    Quantity("pm25", "细颗粒物 PM2.5", "PM2.5", "µg/m³", 0, 10_000, 0),
    Quantity("pm10", "可吸入颗粒物 PM10", "PM10", "µg/m³", 0, 20_000, 0),
    Quantity(
        "pm10_diff", "PM10 与区县均值之差", "PM10 above the district's mean", "µg/m³", -20_000, 20_000, 0
    ),
    Quantity("tsp", "总悬浮颗粒物 TSP", "TSP", "µg/m³", 0, 50_000, 0),
    Quantity("noise", "等效声级 Leq", "Noise Leq", "dB(A)", 10, 150),
    Quantity("noise_max", "最大声级 Lmax", "Noise Lmax", "dB(A)", 10, 160),
    Quantity("wind_speed", "风速", "Wind speed", "m/s", 0, 80),
    Quantity("wind_gust", "阵风", "Gust", "m/s", 0, 120),
    Quantity("wind_direction", "风向", "Wind direction", "°", 0, 360, 0),
    Quantity("temperature", "气温", "Temperature", "°C", -60, 70),
    Quantity("humidity", "湿度", "Humidity", "%", 0, 100, 0),
    Quantity("pressure", "气压", "Air pressure", "hPa", 300, 1100),
    Quantity("rain", "降水量", "Rain", "mm", 0, 500),
    Quantity("tilt", "倾斜", "Tilt", "°", -90, 90, 2),
    Quantity("settlement", "沉降", "Settlement", "mm", -1000, 1000, 2),
    Quantity("displacement", "水平位移", "Displacement", "mm", -1000, 1000, 2),
    Quantity("vibration", "振动速度", "Vibration", "mm/s", 0, 1000, 2),
    Quantity("load_rate", "载荷率", "Load of rated", "%", 0, 300),
    Quantity("moment_rate", "力矩百分比", "Moment of rated", "%", 0, 300),
    Quantity("water_pressure", "管道压力", "Pipe pressure", "MPa", 0, 10, 3),
    Quantity("leak_current", "剩余电流", "Residual current", "mA", 0, 100_000, 0),
    Quantity("cable_temperature", "电缆温度", "Cable temperature", "°C", -60, 400),
    Quantity("gas", "可燃气体", "Combustible gas", "%LEL", 0, 100),
    Quantity("battery", "电池电量", "Battery", "%", 0, 100, 0),
)
QUANTITIES: Mapping[str, Quantity] = MappingProxyType({each.key: each for each in _ALL})

MOST_CHANNELS = 64
FLAGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "N": ("正常", "normal"),
        "F": ("停运", "stopped"),
        "M": ("维护", "maintenance"),
        "S": ("手工输入", "set by hand"),
        "D": ("故障", "fault"),
        "C": ("校准", "calibration"),
        "T": ("超测量限", "beyond the range"),
        "B": ("通信异常", "communication fault"),
    }
)
#: the only flag that counts for limits and curves
NORMAL = "N"
FAULT = "D"

# A clock before 2000 or ahead of ours was never set: its readings would stand before or after all others.
EARLIEST_MS = 946_684_800_000
MOST_AHEAD_MS = 10 * 60_000
_LEAST_STALE_MS = 5 * 60_000
_UNKNOWN_STALE_MS = 15 * 60_000


def stale_after_ms(every_ms: float | None) -> int:
    """Return how long a channel that speaks every `every_ms` may be silent before its data are missing."""
    return _UNKNOWN_STALE_MS if not every_ms else max(_LEAST_STALE_MS, int(3 * every_ms))
