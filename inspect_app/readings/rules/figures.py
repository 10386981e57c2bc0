"""The figures of the regulations that hold everywhere or in a region, as data."""

from dataclasses import dataclass
from datetime import date

from inspect_app.readings.rules.episodes import Condition

HOUR, DAY = 3600, 86_400


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit of a regulation: the figure, how it is judged, where and since when, and its basis.

    `window_s` averages over whole windows (0: each value by itself); `duration_s` is how long it must last;
    `hours` are local hours of the day (from, to); `region` is a prefix of the division code. `verified` says
    whether the figure was read in the regulation itself or in a copy that quotes it. `measure` with `per_s`,
    `times` and `conditions`: what of the series is judged (rules/derived.py).
    """

    key: str
    quantity: str
    value: float
    clear_value: float
    zh: str
    en: str
    basis: str
    severity: str = "general"
    above: bool = True
    inclusive: bool = False
    window_s: int = 0
    duration_s: int = 0
    max_gap_s: int = 2 * HOUR
    hours: tuple[int, int] | None = None
    opens_defect: bool = False
    region: str = ""
    since: date = date(2000, 1, 1)
    until: date | None = None
    verified: bool = True
    measure: str = "value"
    per_s: int = 0
    times: int = 0
    conditions: tuple[Condition, ...] = ()
    #: holds only while such an activity is under way (rules/activities.py)
    activity: str = ""


_WIND = {"inclusive": True, "opens_defect": True, "severity": "serious"}
_NIGHT, _DAYTIME = (22, 6), (6, 22)
_NOISE_11 = "GB 12523-2011 4.1"
_NOISE_25 = "GB 12523-2025"
_NEW_NOISE = date(2026, 1, 1)

RULES: tuple[Rule, ...] = (
    Rule("pm10-24h", "pm10", 150, 150, "PM10 日均值超标", "PM10 daily mean", "GB 3095-2012 表1 二级",
         window_s=DAY, max_gap_s=2 * DAY, opens_defect=True),
    Rule("pm25-24h", "pm25", 75, 75, "PM2.5 日均值超标", "PM2.5 daily mean", "GB 3095-2012 表1 二级",
         window_s=DAY, max_gap_s=2 * DAY, opens_defect=True),
    Rule("tsp-24h", "tsp", 300, 300, "TSP 日均值超标", "TSP daily mean", "GB 3095-2012 表2 二级",
         window_s=DAY, max_gap_s=2 * DAY, opens_defect=True),
    Rule("pm10-hebei-day", "pm10_diff", 80, 80, "PM10 小时值超过区县均值（每日超过 2 次）",
         "PM10 hourly mean above the district's, more than twice a day", "DB13 2934-2019", window_s=HOUR, opens_defect=True,
         region="13", since=date(2019, 5, 1), verified=False, measure="count", per_s=DAY, times=3, max_gap_s=2 * DAY),
    Rule("tsp-shanghai-day-1", "tsp", 1000, 1000, "TSP 15 分钟均值（每日超过 6 次）",
         "TSP 15-min mean, more than 6 times a day", "DB31/964-2016", window_s=900, opens_defect=True, region="31",
         verified=False, measure="count", per_s=DAY, times=7, max_gap_s=2 * DAY),
    Rule("tsp-shanghai-day-2", "tsp", 2000, 2000, "TSP 15 分钟均值（每日超过 1 次）",
         "TSP 15-min mean, more than once a day", "DB31/964-2016", "serious", window_s=900, opens_defect=True,
         region="31", measure="count", per_s=DAY, times=2, max_gap_s=2 * DAY),
    Rule("tsp-liaoning", "tsp", 800, 800, "TSP 5 分钟均值超标", "TSP 5-min mean", "DB21 2642-2016",
         window_s=300, opens_defect=True, region="21"),
    Rule("tsp-shaanxi", "tsp", 800, 800, "TSP 小时均值超标（拆除、土方、地基处理）",
         "TSP hourly mean (demolition, earthwork, foundations)", "DB61 1078-2017", window_s=HOUR,
         opens_defect=True, region="61"),
    Rule("noise-day", "noise", 70, 68, "昼间场界噪声超标", "Day noise at the boundary", _NOISE_11,
         duration_s=300, hours=_DAYTIME, opens_defect=True, until=_NEW_NOISE),
    Rule("noise-night", "noise", 55, 53, "夜间场界噪声超标", "Night noise at the boundary", _NOISE_11, "serious",
         duration_s=300, hours=_NIGHT, opens_defect=True, until=_NEW_NOISE),
    Rule("noise-day-2025", "noise", 70, 68, "昼间场界噪声超标", "Day noise at the boundary", _NOISE_25,
         duration_s=300, hours=_DAYTIME, opens_defect=True, since=_NEW_NOISE, verified=False),
    Rule("noise-night-2025", "noise", 55, 53, "夜间场界噪声超标", "Night noise at the boundary", _NOISE_25,
         "serious", duration_s=300, hours=_NIGHT, opens_defect=True, since=_NEW_NOISE, verified=False),
    Rule("noise-max-2025", "noise_max", 70, 70, "夜间最大声级超限值 15 dB", "Night Lmax over the limit by 15 dB",
         _NOISE_25, hours=_NIGHT, since=_NEW_NOISE, verified=False),
    Rule("wind-5", "wind_speed", 8.0, 7.2, "五级风：停止吊篮作业", "Wind level 5: stop suspended cradles",
         "JGJ 202、JGJ 59-2011 吊篮", "serious", inclusive=True),
    Rule("wind-6", "wind_speed", 10.8, 9.8, "六级风：停止露天高处作业", "Wind level 6: stop open-air work at height",
         "JGJ 80-2016 3.0.8", **_WIND),  # type: ignore[arg-type]
    Rule("gust-6", "wind_gust", 10.8, 9.8, "阵风六级：停止露天高处作业", "Gust level 6: stop open-air work at height",
         "JGJ 80-2016 3.0.8", **_WIND),  # type: ignore[arg-type]
    Rule("heat-35", "temperature", 35, 34.5, "高温 35 °C：轮换作业，不得加班", "35 °C: rotate, no overtime outdoors",
         "安监总安健〔2012〕89号 第8条", duration_s=600, inclusive=True),
    Rule("heat-37", "temperature", 37, 36.5, "高温 37 °C：室外不超过 6 小时，最热 3 小时停工",
         "37 °C: 6 h outdoors at most, none in the hottest 3 h", "安监总安健〔2012〕89号 第8条", "serious",
         duration_s=600, inclusive=True),
    Rule("heat-40", "temperature", 40, 39.5, "高温 40 °C：停止室外作业", "40 °C: stop outdoor work",
         "安监总安健〔2012〕89号 第8条", "major", duration_s=600, inclusive=True, opens_defect=True),
    Rule("load-110", "load_rate", 110, 100, "起重量超过额定 110 %", "Load over 110 % of rated",
         "GB/T 28264-2017", "major", opens_defect=True),
    Rule("moment-100", "moment_rate", 100, 90, "起重力矩达到额定值", "Load moment at its rated value",
         "GB/T 37366-2019", "major", inclusive=True, opens_defect=True, verified=False),
    Rule("gas-25", "gas", 25, 20, "可燃气体达到 25 %LEL", "Combustible gas at 25 % LEL", "GB 15322、GB/T 50493 高限",
         "major", inclusive=True, opens_defect=True, verified=False),
    Rule("co-30", "co", 30, 24, "一氧化碳超过 30 mg/m³", "CO over 30 mg/m³", "GBZ 2.1（短时间接触）", "major",
         opens_defect=True, verified=False),
    Rule("h2s-10", "h2s", 10, 8, "硫化氢超过 10 mg/m³", "H₂S over 10 mg/m³", "GBZ 2.1（最高容许浓度）", "major",
         opens_defect=True, verified=False),
    Rule("o2-low", "o2", 19.5, 20, "氧含量低于 19.5 %", "Oxygen below 19.5 %", "有限空间作业（JGJ、GB 8958 等）", "major",
         above=False, opens_defect=True, verified=False),
    Rule("o2-high", "o2", 23.5, 23, "氧含量高于 23.5 %", "Oxygen above 23.5 %", "有限空间作业（JGJ、GB 8958 等）", "major",
         opens_defect=True, verified=False),
)  # fmt: skip
