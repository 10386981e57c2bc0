"""The life of a project and the nodes of its building tree."""

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
}
