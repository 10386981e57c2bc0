"""JGJ 59-2011: the summary and the tables B.1, B.2 and B.11–B.19; all nineteen by number."""

from typing import Final

from inspect_app.checklists.rules.scoring.jgj59.scaffolds import SCAFFOLDS
from inspect_app.checklists.rules.scoring.jgj59.table import SummaryRow, Table, table

#: appendix A: the rows of the summary with their full points (B)
SUMMARY: Final[tuple[SummaryRow, ...]] = (
    SummaryRow("mgmt", "安全管理", "Safety management", 10),
    SummaryRow("civil", "文明施工", "Site conduct", 15),
    SummaryRow("scaffold", "脚手架", "Scaffolds", 10),
    SummaryRow("pit", "基坑工程", "Excavations", 10),
    SummaryRow("formwork", "模板支架", "Formwork supports", 10),
    SummaryRow("height", "高处作业", "Work at height", 10),
    SummaryRow("power", "施工用电", "Temporary power", 10),
    SummaryRow("hoist", "物料提升机与施工升降机", "Material and construction hoists", 10),
    SummaryRow("crane", "塔式起重机与起重吊装", "Tower cranes and lifting", 10),
    SummaryRow("tools", "施工机具", "Machines and tools", 5),
)
_PLAN: Final = ("施工方案", "Special plan", 10, "M")
_TOLD: Final = ("交底与验收", "Briefing and acceptance", 10, "M")

_BEFORE: Final = (
    table(
        "B.1", "mgmt", ("安全管理", "Safety management"),
        (("安全生产责任制", "Responsibility for safety", 10, "V"),
         ("施工组织设计及专项施工方案", "Site plan and special plans", 10, "N"),
         ("安全技术交底", "Safety briefing", 10, "N"), ("安全检查", "Safety checks", 10, "N"),
         ("安全教育", "Safety training", 10, "N"), ("应急救援", "Emergency and rescue", 10, "N")),
        (("分包单位安全管理", "Safety of subcontractors", 10, "M"), ("持证上岗", "Certificates of workers", 10, "M"),
         ("生产安全事故处理", "Handling of accidents", 10, "M"), ("安全标志", "Safety signs", 10, "M")),
    ),
    table(
        "B.2", "civil", ("文明施工", "Site conduct"),
        (("现场围挡", "Site fence", 10, "N"), ("封闭管理", "Closed site", 10, "N"),
         ("施工场地", "Site grounds", 10, "N"), ("材料管理", "Materials", 10, "N"),
         ("现场办公与住宿", "Offices and dormitories", 10, "N"), ("现场防火", "Fire safety on site", 10, "N")),
        (("综合治理", "Order on site", 10, "M"), ("公示标牌", "Notice boards", 10, "M"),
         ("生活设施", "Welfare", 10, "M"), ("社区服务", "Neighbours", 10, "M")),
    ),
)  # fmt: skip
_AFTER: Final = (
    table(
        "B.11", "pit", ("基坑工程", "Excavations"),
        (_PLAN, ("基坑支护", "Support of the pit", 10, "M"), ("降排水", "Drainage", 10, "M"),
         ("基坑开挖", "Digging", 10, "M"), ("坑边荷载", "Loads at the edge", 10, "M"),
         ("安全防护", "Protection", 10, "M")),
        (("基坑监测", "Monitoring", 10, "M"), ("支撑拆除", "Removal of struts", 10, "M"),
         ("作业环境", "Working environment", 10, "M"), ("应急预案", "Emergency plan", 10, "M")),
    ),
    table(
        "B.12", "formwork", ("模板支架", "Formwork supports"),
        (_PLAN, ("支架基础", "Base of the support", 10, "M"), ("支架构造", "Build of the support", 10, "M"),
         ("支架稳定", "Stability", 10, "M"), ("施工荷载", "Construction loads", 10, "M"), _TOLD),
        (("杆件连接", "Joints of members", 10, "M"), ("底座与托撑", "Base plates and heads", 10, "M"),
         ("构配件材质", "Quality of parts", 10, "M"), ("支架拆除", "Striking", 10, "M")),
    ),
    table(
        "B.13", "height", ("高处作业", "Work at height"), (),
        (("安全帽", "Helmets", 10, "V"), ("安全网", "Safety nets", 10, "V"), ("安全带", "Harnesses", 10, "V"),
         ("临边防护", "Edges", 10, "V"), ("洞口防护", "Openings", 10, "V"), ("通道口防护", "Covered ways", 10, "V"),
         ("攀登作业", "Climbing", 10, "V"), ("悬空作业", "Suspended work", 10, "V"),
         ("移动式操作平台", "Mobile platforms", 10, "N"), ("悬挑式物料钢平台", "Cantilevered loading platforms", 10, "N")),
    ),
    table(
        "B.14", "power", ("施工用电", "Temporary power"),
        (("外电防护", "Outside lines", 10, "N"), ("接地与接零保护系统", "Earthing and neutral protection", 20, "N"),
         ("配电线路", "Lines", 10, "N"), ("配电箱与开关箱", "Distribution and switch boxes", 20, "N")),
        (("配电室与配电装置", "Switch room and gear", 15, "M"), ("现场照明", "Lighting", 15, "M"),
         ("用电档案", "Records", 10, "M")),
    ),
    table(
        "B.15", "hoist", ("物料提升机", "Material hoist"),
        (("安全装置", "Safety devices", 15, "V"), ("防护设施", "Protection", 15, "V"),
         ("附墙架与缆风绳", "Ties and guys", 10, "V"), ("钢丝绳", "Wire ropes", 10, "V"),
         ("安拆验收与使用", "Erection, acceptance, use", 10, "V")),
        (("基础与导轨架", "Base and mast", 10, "M"), ("动力与传动", "Drive", 10, "M"),
         ("通信装置", "Communication", 5, "M"), ("卷扬机操作棚", "Winch shelter", 10, "M"),
         ("避雷装置", "Lightning protection", 5, "M")),
    ),
    table(
        "B.16", "hoist", ("施工升降机", "Construction hoist"),
        (("安全装置", "Safety devices", 10, "V"), ("限位装置", "Limit switches", 10, "V"),
         ("防护设施", "Protection", 10, "V"), ("附墙架", "Wall ties", 10, "V"),
         ("钢丝绳、滑轮与对重", "Ropes, pulleys, counterweight", 10, "M"),
         ("安拆、验收与使用", "Erection, acceptance, use", 10, "M")),
        (("导轨架", "Mast", 10, "M"), ("基础", "Base", 10, "M"), ("电气安全", "Electrical safety", 10, "M"),
         ("通信装置", "Communication", 10, "M")),
    ),
    table(
        "B.17", "crane", ("塔式起重机", "Tower crane"),
        (("载荷限制装置", "Load limiters", 10, "V"), ("行程限位装置", "Travel limiters", 10, "V"),
         ("保护装置", "Protective devices", 10, "V"), ("吊钩、滑轮、卷筒与钢丝绳", "Hook, pulleys, drum, ropes", 10, "V"),
         ("多塔作业", "Several cranes together", 10, "M"), ("安拆、验收与使用", "Erection, acceptance, use", 10, "M")),
        (("附着", "Ties", 10, "M"), ("基础与轨道", "Base and track", 10, "M"), ("结构设施", "Structure", 10, "M"),
         ("电气安全", "Electrical safety", 10, "M")),
    ),
    table(
        "B.18", "crane", ("起重吊装", "Lifting"),
        (_PLAN, ("起重机械", "Lifting machines", 10, "M"), ("钢丝绳与地锚", "Ropes and anchors", 10, "M"),
         ("索具", "Rigging", 10, "M"), ("作业环境", "Working environment", 10, "M"),
         ("作业人员", "Workers", 10, "M")),
        (("起重吊装", "Lifting itself", 10, "M"), ("高处作业", "Work at height", 10, "M"),
         ("构件码放", "Stacking of parts", 10, "M"), ("警戒监护", "Cordon and watch", 10, "M")),
    ),
    table(
        "B.19", "tools", ("施工机具", "Machines and tools"), (),
        (("平刨", "Surface planer", 10, "V"), ("圆盘锯", "Circular saw", 10, "V"),
         ("手持电动工具", "Hand-held electric tools", 8, "V"), ("钢筋机械", "Rebar machines", 10, "V"),
         ("电焊机", "Welding machine", 10, "V"), ("搅拌机", "Mixer", 10, "M"), ("气瓶", "Gas cylinders", 8, "M"),
         ("翻斗车", "Dumper", 8, "M"), ("潜水泵", "Submersible pump", 6, "V"), ("振捣器", "Vibrator", 8, "V"),
         ("桩工机械", "Piling machine", 12, "V")),
    ),
)  # fmt: skip
TABLES: Final[dict[str, Table]] = {each.number: each for each in (*_BEFORE, *SCAFFOLDS, *_AFTER)}
