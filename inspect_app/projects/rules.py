"""The life of a project and the nodes of its building tree."""

from dataclasses import dataclass

from inspect_app.core.workflow import Field, Move, State, Workflow

WORKFLOW = Workflow(
    kind="project",
    zh="改造项目",
    en="Project",
    states=(
        State("planned", "未开工", "Planned", "neutral"),
        State("building", "在建", "Under construction", "waiting"),
        State("suspended", "停工", "Suspended", "bad"),
        State("completed", "已竣工", "Completed", "good", final=True),
    ),
    moves=(
        Move("start", "开工", "Start works", ("planned",), "building", stamp="started_at", tone="good"),
        Move(
            "suspend", "停工", "Suspend", ("building",), "suspended",
            (Field("reason", "textarea", "停工原因", "Reason"),), tone="bad",
        ),
        Move(
            "resume", "复工", "Resume", ("suspended",), "building",
            (Field("reason", "textarea", "复查结论", "Result of the review"),), tone="good",
        ),
        Move("complete", "竣工", "Complete", ("building",), "completed", stamp="completed_at", tone="good"),
    ),
)  # fmt: skip

#: kind of node -> (Chinese, English)
ELEMENT_KINDS: dict[str, tuple[str, str]] = {
    "building": ("楼栋", "Building"),
    "stairwell": ("单元", "Stairwell"),
    "floor": ("楼层", "Floor"),
    "household": ("户", "Household"),
    "structure": ("主体结构", "Structure"),
    "roof": ("屋面防水", "Roof waterproofing"),
    "facade": ("外墙", "External wall"),
    "insulation": ("外墙保温", "Wall insulation"),
    "window": ("门窗", "Windows"),
    "wet_room": ("有防水要求的房间", "Wet rooms"),
    "water": ("给水管道", "Water supply"),
    "drainage": ("排水管道", "Drainage"),
    "gas": ("燃气管道", "Gas pipes"),
    "heating": ("供热系统", "Heating"),
    "electric": ("电气线路", "Electrical wiring"),
    "lift": ("电梯", "Lift"),
    "decoration": ("楼道装饰", "Finishes"),
    "road": ("道路", "Road"),
    "fire": ("消防设施", "Fire facilities"),
    "greenery": ("绿化", "Greenery"),
    "lighting": ("照明", "Lighting"),
    "outdoor": ("室外设施", "Outdoor facilities"),
    "site": ("施工现场", "Construction site"),
}

#: what is done to a project outside its moves
VERBS: dict[str, tuple[str, str]] = {
    "project.add": ("建立项目", "Project added"),
    "project.set-party": ("确定参建单位", "Party named"),
    "element.add": ("添加部位", "Element added"),
    "sheet.add": ("上传图纸", "Drawing added"),
    "sheet.withdraw": ("撤下图纸", "Drawing withdrawn"),
}

#: 《建设工程质量管理条例》第三条: the five parties answerable for quality
FIVE = ("owner", "surveyor", "designer", "contractor", "supervisor")

#: pins are placed in thousandths of a drawing's width and height
PIN_SCALE = 1000
#: the platform's own figure: drawings a tablet takes along for one project
MOST_SHEETS = 60


@dataclass(frozen=True, slots=True)
class Step:
    """What a new project still needs: the act that does it, who may (a verb), where below the project, in words."""

    act: str
    verb: str
    path: str
    zh: str
    en: str
    by_zh: str
    by_en: str
    needed: bool = True


STEPS = (
    Step("project.set-party", "project.edit", "/edit", "五方责任主体和负责人", "The five parties and their leaders",
         "建设单位、监督机构或管理员", "owner, authority or administrator"),
    Step("element.add", "project.edit", "/edit#elements", "楼栋与部位", "Buildings and elements",
         "建设单位、监督机构或管理员", "owner, authority or administrator"),
    Step("plan.add", "plan.add", "/plans/new", "检查计划", "An inspection plan",
         "监理单位、监督机构或管理员", "supervisor, authority or administrator"),
    Step("device.register", "device.register", "/devices/new", "设备和平板（可选）", "Devices and tablets (if any)",
         "监理单位、监督机构或管理员", "supervisor, authority or administrator", needed=False),
    Step("gate.pass", "gate.say", "/gates", "纳入计划、开工各项条件", "What plan and start ask for",
         "街道、社区、建设单位、监理单位或监督机构", "street, committee, owner, supervisor or authority"),
    Step("project.start", "project.start", "", "开工", "Start of the works",
         "建设单位或监理单位", "owner or supervisor"),
)  # fmt: skip


def fits(party_kind: str, role: str) -> bool:
    """Say whether a party of this kind may take part in this role: its people could act in no other."""
    return role == party_kind or {role, party_kind} == {"contractor", "subcontractor"}
