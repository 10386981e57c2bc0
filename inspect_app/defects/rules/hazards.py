"""Criteria of major hazards on building and municipal sites: what makes a hazard a major one."""

from dataclasses import dataclass
from datetime import date

STANDARD = "《房屋市政工程生产安全重大事故隐患判定标准（2024版）》"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion: its group, the words of what is found, and whether its clause has been read in the original.

    The text in force has been read in part only; `article` is empty where its number is not certain.
    """

    key: str
    group: str
    zh: str
    en: str
    article: str = ""
    verified: bool = False
    since: date | None = None
    until: date | None = None

    @property
    def clause(self) -> str:
        """Return what stands on the ticket."""
        return f"{STANDARD}{self.article}：{self.zh}"


GROUPS: dict[str, tuple[str, str]] = {
    "management": ("施工安全管理", "Safety management"),
    "pit": ("基坑工程", "Excavations"),
    "formwork": ("模板工程", "Formwork"),
    "scaffold": ("脚手架工程", "Scaffolds"),
    "crane": ("起重机械及吊装", "Cranes and lifting"),
    "height": ("高处作业", "Work at height"),
    "power": ("施工临时用电", "Temporary power"),
    "confined": ("有限空间作业", "Confined spaces"),
    "demolition": ("拆除工程", "Demolition"),
    "other": ("其他", "Other"),
}
CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "no_licence",
        "management",
        "施工单位无安全生产许可证或超资质承揽工程",
        "No safety licence, or work beyond the qualification",
    ),
    Criterion(
        "no_certificates",
        "management",
        "主要负责人、项目负责人、专职安全员未取得考核合格证书",
        "Key persons without their safety certificates",
    ),
    Criterion(
        "special_workers", "management", "特种作业人员未持证上岗", "Special workers without certificates"
    ),
    Criterion(
        "few_officers", "management", "专职安全生产管理人员配备不足", "Too few full-time safety officers"
    ),
    Criterion(
        "plan_missing",
        "management",
        "危大工程未编制、未审核专项施工方案，或未按规定组织专家论证",
        "Dangerous work without its plan made, examined or argued before experts",
    ),
    Criterion(
        "unaccepted_work",
        "management",
        "危大工程未经验收合格即进入下一道工序或投入使用",
        "Dangerous work used or continued without the required acceptance",
    ),
    Criterion(
        "pit_support",
        "pit",
        "基坑支护变形超限或出现坍塌征兆仍继续施工",
        "Excavation support beyond its limits, or signs of collapse, and work goes on",
    ),
    Criterion(
        "formwork_base",
        "formwork",
        "模板支架基础承载力或变形不满足设计要求",
        "Base of formwork support does not bear what the design asks",
    ),
    Criterion(
        "scaffold_base",
        "scaffold",
        "脚手架基础承载力或变形不满足设计要求",
        "Scaffold base does not bear what the design asks",
        verified=True,
    ),
    Criterion(
        "wall_ties",
        "scaffold",
        "未设置连墙件或连墙件整层缺失",
        "No wall ties, or a whole floor of them missing",
        verified=True,
    ),
    Criterion(
        "attached_scaffold",
        "scaffold",
        "附着式升降脚手架防倾、防坠或同步控制装置缺失、失效",
        "Attached scaffold: anti-tilt, anti-fall or synchronous control missing or failed",
        verified=True,
    ),
    Criterion(
        "crane_accepted",
        "crane",
        "起重机械未经验收合格或未办理使用登记即投入使用",
        "Crane or hoist used without acceptance or registration",
    ),
    Criterion(
        "crane_geometry",
        "crane",
        "塔式起重机独立高度、附着间距、垂直度或最高附着以上悬高不符合规定",
        "Tower crane: free height, tie spacing, overhang or verticality out of limits",
    ),
    Criterion(
        "crane_devices",
        "crane",
        "起重机械安全装置不齐全、失效或被违规拆除",
        "Safety devices of a crane missing, failed or taken off",
    ),
    Criterion(
        "hoist_anti_fall",
        "crane",
        "施工升降机防坠安全器超过检验期或连接螺栓缺失、失效",
        "Hoist: anti-fall device past its inspection, or bolts missing",
    ),
    Criterion(
        "single_truss",
        "height",
        "钢结构、网架安装时单榀结构未采取稳定措施",
        "A single truss without stabilising measures",
    ),
    Criterion(
        "cantilever_platform",
        "height",
        "悬挑式操作平台的搁置点、拉结点未设在主体结构上",
        "Cantilever platform not held by the main structure",
    ),
    Criterion(
        "safe_voltage",
        "power",
        "特殊作业环境照明未按规定使用安全电压",
        "Lighting in special surroundings without safe voltage",
    ),
    Criterion(
        "confined_space",
        "confined",
        "有限空间作业未履行审批、未通风检测或无专人监护",
        "Confined space without permit, ventilation and test, or a guardian",
    ),
    Criterion("demolition_order", "demolition", "拆除作业未按规定的拆除顺序进行", "Demolition out of order"),
    Criterion(
        "banned_process",
        "other",
        "使用国家明令淘汰、禁止的危险工艺或设备",
        "Dangerous processes or equipment that are banned",
    ),
    Criterion(
        "other_serious",
        "other",
        "其他严重违反强制性标准、存在现实危险的情形",
        "Other serious breaches of mandatory standards with real danger",
    ),
)
BY_KEY: dict[str, Criterion] = {each.key: each for each in CRITERIA}


def criteria_on(day: date) -> tuple[Criterion, ...]:
    """Return the criteria in force on a day (判定标准 2024版)."""
    held = (
        each
        for each in CRITERIA
        if (each.since is None or each.since <= day) and (each.until is None or day <= each.until)
    )
    return tuple(held)


def needs_criterion(kind: str, severity: str) -> bool:
    """Say whether whoever raises this must name the criterion: only for major hazards."""
    return kind == "hazard" and severity == "major"
