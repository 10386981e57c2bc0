"""Figures that hold for one activity, test or plan: in force only where somebody sets them for a project."""

from inspect_app.readings.rules.episodes import Condition
from inspect_app.readings.rules.figures import DAY, HOUR, Rule

_LIFT, _CRADLE = {"inclusive": True, "severity": "serious"}, {"inclusive": True, "severity": "major"}
#: level of the wind (Beaufort) -> the least m/s of it
BEAUFORT = {4: 5.5, 5: 8.0, 6: 10.8, 7: 13.9, 8: 17.2}

OFFERED: tuple[Rule, ...] = (
    Rule("wind-4-climbing", "wind_speed", 5.5, 5.0, "四级风：塔式起重机停止顶升、降节", "Wind level 4: no tower crane climbing",
         "JGJ 196-2010 3.4", verified=False, **_LIFT),  # type: ignore[arg-type]
    Rule("wind-4-dust", "wind_speed", 5.5, 5.0, "四级风：停止土方、拆除等易扬尘作业", "Wind level 4: no dusty earthwork or demolition",
         "地方扬尘规定（郑州、驻马店、聊城、漯河）", activity="dust", **_LIFT),  # type: ignore[arg-type]
    Rule("wind-6-dust", "wind_speed", 10.8, 9.8, "六级风：停止易扬尘作业", "Wind level 6: no dusty works",
         "地方扬尘规定（丽水）", activity="dust", **_LIFT),  # type: ignore[arg-type]
    Rule("wind-5-formwork", "wind_speed", 8.0, 7.2, "五级风：停止模板吊装、附着式脚手架升降",
         "Wind level 5: no lifting of formwork or attached scaffold", "JGJ 202-2010、JGJ 162", verified=False, **_LIFT),  # type: ignore[arg-type]
    Rule("wind-cradle", "wind_speed", 8.3, 7.5, "吊篮：风速 8.3 m/s 停止作业", "Cradle: stop at 8.3 m/s", "GB/T 19155-2017",
         verified=False, **_CRADLE),  # type: ignore[arg-type]
    Rule("wind-install", "wind_speed", 13, 12, "升降机、物料提升机：13 m/s 停止安装与使用", "Hoists: neither installed nor used at 13 m/s",
         "JGJ 215-2010、JGJ 88-2010", verified=False, **_CRADLE),  # type: ignore[arg-type]
    Rule("wind-tower", "wind_speed", 20, 18, "塔式起重机：20 m/s 停机", "Tower crane: out of use at 20 m/s", "GB 5144-2006",
         verified=False, **_CRADLE),  # type: ignore[arg-type]
    Rule("wind-6-lifting", "wind_speed", 10.8, 10.8, "六级风时仍在起吊", "Lifting goes on at wind level 6",
         "JGJ 276-2012 3.0", "major", opens_defect=True, verified=False, measure="met", per_s=600, times=2,
         conditions=(Condition("wind_speed", 10.8, inclusive=True), Condition("load_rate", 5, near=False))),
    Rule("load-90", "load_rate", 90, 85, "载荷达到额定 90 %：预警", "Load at 90 % of rated: warning", "GB/T 37537-2019",
         inclusive=True, verified=False),
    Rule("moment-90", "moment_rate", 90, 85, "力矩达到额定 90 %：预警", "Moment at 90 % of rated: warning", "GB/T 37366-2019",
         inclusive=True, verified=False),
    Rule("cradle-load", "load_rate", 100, 90, "吊篮超过额定载荷", "Cradle over its rated load", "GB/T 19155-2017", "major",
         opens_defect=True, verified=False),
    Rule("cradle-tilt", "tilt", 8, 6, "吊篮倾斜超过 8°", "Cradle tilts over 8°", "GB/T 19155-2017", "major",
         opens_defect=True, verified=False),
    Rule("settlement-rate", "settlement", 2, 1.5, "沉降一日内增加超过 2 mm", "Settles more than 2 mm in a day",
         "GB 50497-2019（按监测方案调整）", "serious", window_s=HOUR, measure="rise", per_s=DAY, max_gap_s=DAY,
         opens_defect=True, verified=False),
    Rule("displacement-rate", "displacement", 2, 1.5, "水平位移一日内增加超过 2 mm", "Moves more than 2 mm in a day",
         "GB 50497-2019（按监测方案调整）", "serious", window_s=HOUR, measure="rise", per_s=DAY, max_gap_s=DAY,
         opens_defect=True, verified=False),
    Rule("tsp-liaoning-country", "tsp", 1000, 1000, "TSP 5 分钟均值超标（郊区）", "TSP 5-min mean (country)", "DB21 2642-2016",
         window_s=300, opens_defect=True),
    Rule("tsp-shaanxi-structure", "tsp", 700, 700, "TSP 小时均值超标（基础、主体、装饰）",
         "TSP hourly mean (foundation, structure, fit-out)", "DB61 1078-2017", window_s=HOUR, opens_defect=True),
    Rule("gas-confined", "gas", 10, 8, "有限空间：可燃气体达到 10 %LEL", "Confined space: gas at 10 % LEL", "有限空间作业规定", "major",
         inclusive=True, opens_defect=True, verified=False),
    Rule("ponding", "water_depth", 20, 20, "蓄水深度不足 20 mm", "Ponding shallower than 20 mm", "GB 55030-2022",
         above=False, max_gap_s=2 * HOUR),
    Rule("concrete-core", "concrete_diff", 25, 24, "混凝土里表温差超过 25 °C", "Core and surface differ by over 25 °C",
         "GB 50496-2018", "serious", duration_s=600, verified=False),
    Rule("concrete-cooling", "concrete_temperature", 2, 2, "混凝土一日内降温超过 2 °C", "Concrete cools more than 2 °C in a day",
         "GB 50496-2018", "serious", window_s=HOUR, measure="fall", per_s=DAY, max_gap_s=DAY, verified=False),
    Rule("curing-cold", "temperature", 5, 6, "气温低于 5 °C：冬期施工措施", "Below 5 °C: winter measures for concrete and mortar",
         "JGJ/T 104-2011", above=False, duration_s=3600, verified=False),
    Rule("curing-room-low", "temperature", 18, 18.5, "标准养护室低于 18 °C", "Curing room below 18 °C", "GB/T 50081 标准养护 20 ± 2 °C",
         above=False, duration_s=600),
    Rule("curing-room-high", "temperature", 22, 21.5, "标准养护室高于 22 °C", "Curing room above 22 °C", "GB/T 50081 标准养护 20 ± 2 °C",
         duration_s=600),
    Rule("pressure-metal", "water_pressure", 0.02, 0.02, "试压 10 分钟压降超过 0.02 MPa", "Test pressure falls over 0.02 MPa in 10 min",
         "GB 50242-2002 4.2.1（金属、复合管）", "serious", measure="fall", per_s=600, max_gap_s=600),
    Rule("pressure-plastic", "water_pressure", 0.05, 0.05, "试压 1 小时压降超过 0.05 MPa", "Test pressure falls over 0.05 MPa in 1 h",
         "GB 50242-2002 4.2.1（塑料管）", "serious", measure="fall", per_s=HOUR, max_gap_s=HOUR),
    Rule("leak-30", "leak_current", 30, 25, "开关箱剩余电流超过 30 mA", "Residual current over 30 mA at a switch box",
         "JGJ 46-2005 8.2", "serious"),
    Rule("leak-15", "leak_current", 15, 12, "潮湿场所剩余电流超过 15 mA", "Residual current over 15 mA in a wet place",
         "JGJ 46-2005 8.2", "serious"),
    Rule("cable-70", "cable_temperature", 70, 65, "电缆温度超过 70 °C", "Cable over 70 °C", "GB 50217-2018（聚氯乙烯绝缘）",
         "serious", duration_s=60, verified=False),
    Rule("noise-silent", "noise", 60, 60, "噪声监测无数据超过 60 分钟", "No noise data for over 60 min", "地方在线监测规定",
         measure="silence", verified=False),
    Rule("dust-silent", "pm10", 60, 60, "扬尘监测无数据超过 60 分钟", "No dust data for over 60 min", "地方在线监测规定",
         measure="silence", verified=False),
)  # fmt: skip
