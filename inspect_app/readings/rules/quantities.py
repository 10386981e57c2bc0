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
    Quantity("load", "起重量", "Load lifted", "t", 0, 1000, 2),
    Quantity("height", "高度", "Height", "m", -10, 1000),
    Quantity("radius", "幅度", "Radius", "m", 0, 200),
    Quantity("slew", "回转角", "Slew", "°", 0, 360, 0),
    Quantity("speed", "运行速度", "Speed of travel", "m/s", 0, 20, 2),
    Quantity("concrete_temperature", "混凝土温度", "Concrete temperature", "°C", -60, 150),
    Quantity("water_depth", "积水深度", "Depth of water", "mm", 0, 5000, 0),
    Quantity("water_volume", "累计用水量", "Water used in all", "m³", 0, 100_000_000, 2),
    Quantity("water_flow", "用水流量", "Flow of water", "m³/h", 0, 10_000, 2),
    Quantity("water_pressure", "管道压力", "Pipe pressure", "MPa", 0, 10, 3),
    Quantity("leak_current", "剩余电流", "Residual current", "mA", 0, 100_000, 0),
    Quantity("cable_temperature", "电缆温度", "Cable temperature", "°C", -60, 400),
    Quantity("gas", "可燃气体", "Combustible gas", "%LEL", 0, 100),
    Quantity("co", "一氧化碳", "Carbon monoxide", "mg/m³", 0, 2000),
    Quantity("h2s", "硫化氢", "Hydrogen sulfide", "mg/m³", 0, 500),
    Quantity("o2", "氧含量", "Oxygen", "%", 0, 30),
    Quantity("water_depth", "蓄水深度", "Water depth", "mm", 0, 10_000, 0),
    Quantity("concrete_temperature", "混凝土内部温度", "Concrete temperature", "°C", -60, 120),
    Quantity("concrete_diff", "混凝土里表温差", "Concrete core to surface", "°C", -100, 100),
    Quantity("battery", "电池电量", "Battery", "%", 0, 100, 0),
    Quantity("battery_voltage", "电池电压", "Battery voltage", "V", 0, 60, 2),
    Quantity("illuminance", "照度", "Illuminance", "lx", 0, 200_000, 0),
    Quantity("co2", "二氧化碳", "Carbon dioxide", "ppm", 0, 40_000, 0),
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
