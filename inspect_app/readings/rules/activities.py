"""Activities at a site that limits may hold for: their kinds, their life, and the wind each of them stops at."""

from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.readings.rules.figures import Rule

#: kind -> (Chinese, English, where it is limited)
ACTIVITIES: dict[str, tuple[str, str, str]] = {
    "height": ("露天高处作业", "Open-air work at height", "JGJ 80-2016 3.0.8"),
    "lifting": ("起重吊装", "Lifting", "JGJ 276-2012 3.0"),
    "cradle": ("吊篮作业", "Suspended cradle", "JGJ 202-2010、GB/T 19155-2017"),
    "scaffold": ("脚手架搭拆", "Scaffold put up or taken down", "JGJ 130-2011 9.0"),
    "attached": ("附着式脚手架升降", "Attached scaffold raised or lowered", "JGJ 202-2010"),
    "formwork": ("模板吊装", "Formwork lifted", "JGJ 162-2008"),
    "climbing": ("塔式起重机顶升、降节", "Tower crane climbing", "JGJ 196-2010 3.4"),
    "hoist": ("升降机、物料提升机安装与使用", "Hoist put up or used", "JGJ 215-2010、JGJ 88-2010"),
    "dust": ("土方、拆除等易扬尘作业", "Dusty earthwork or demolition", "地方扬尘规定"),
    "welding": ("室外焊接、动火", "Welding and hot work outdoors", "GB 50720-2011 6.3"),
    "concrete": ("混凝土、砂浆养护", "Concrete or mortar curing", "JGJ/T 104-2011、GB 50496-2018"),
    "confined": ("有限空间作业", "Work in a confined space", "有限空间作业规定"),
}
_REASON = Field("reason", "textarea", "理由", "Reason")
_BEGAN = Field("began_at", "datetime", "开始时间", "Began at")
_ENDED = Field("ended_at", "datetime", "结束时间", "Ended at")

ACTIVITY = Workflow(
    kind="activity",
    zh="作业",
    en="Activity",
    states=(
        State("running", "进行中", "Under way", "waiting"),
        State("ended", "已结束", "Ended", "good"),
        State("void", "已作废", "Void", "neutral", final=True),
    ),
    moves=(
        Move(
            "stop", "结束", "Stop", ("running",), "ended",
            (Field("ended_at", "datetime", "结束时间", "Ended at", required=False,
                   hint_zh="北京时间；不填即为现在", hint_en="China time; leave empty for now"),), tone="good",
        ),
        Move("amend-begin", "更正开始时间", "Correct its beginning", ("running",), "running", (_BEGAN, _REASON)),
        Move("amend", "更正时间", "Correct its times", ("ended",), "ended", (_BEGAN, _ENDED, _REASON)),
        Move("resume", "尚未结束", "Not ended yet", ("ended",), "running", (_REASON,)),
        Move("void", "作废", "Void", ("running", "ended"), "void", (_REASON,), tone="bad"),
    ),
)  # fmt: skip
#: moves by which times are corrected
AMENDS = ("amend-begin", "amend")
VERBS = {"activity.start": ("开始作业", "started an activity")}


def _wind(key: str, kind: str, value: float, clear: float, words: tuple[str, str], verified: bool) -> Rule:
    return Rule(
        key, "wind_speed", value, clear, words[0], words[1], ACTIVITIES[kind][2], "serious", inclusive=True,
        verified=verified, activity=kind,
    )  # fmt: skip


#: hold by themselves, and only while such an activity is under way; levels of the wind as in `BEAUFORT`
RULES: tuple[Rule, ...] = (
    _wind("act-wind-height", "height", 10.8, 9.8, ("露天高处作业时达到六级风", "Work at height at wind level 6"), True),
    _wind("act-wind-lifting", "lifting", 10.8, 9.8, ("起重吊装时达到六级风", "Lifting at wind level 6"), True),
    _wind("act-wind-cradle", "cradle", 8.0, 7.2, ("吊篮作业时达到五级风", "Cradle in use at wind level 5"), True),
    _wind("act-wind-scaffold", "scaffold", 10.8, 9.8, ("搭拆脚手架时达到六级风", "Scaffolding at wind level 6"), True),
    _wind("act-wind-attached", "attached", 8.0, 7.2, ("升降附着式脚手架时达到五级风", "Attached scaffold moved at wind level 5"), True),
    _wind("act-wind-formwork", "formwork", 8.0, 7.2, ("模板吊装时达到五级风", "Formwork lifted at wind level 5"), True),
    _wind("act-wind-climbing", "climbing", 5.5, 5.0, ("塔机顶升时达到四级风", "Tower crane climbing at wind level 4"), True),
    _wind("act-wind-hoist", "hoist", 13.0, 12.0, ("升降机安装使用时风速达到 13 m/s", "Hoist in use at 13 m/s"), True),
    _wind("act-wind-welding", "welding", 8.0, 7.2, ("室外动火时达到五级风", "Hot work outdoors at wind level 5"), False),
)  # fmt: skip
