"""The life of a draw: prepared, its list frozen and published, drawn, its result published; never drawn again in silence."""

from typing import Final

from inspect_app.core.workflow import Field, Move, State, Workflow

DRAW: Final = Workflow(
    kind="draw",
    zh="双随机抽取",
    en="Draw",
    states=(
        State("prepared", "准备中", "Prepared", "waiting"),
        State("frozen", "名单已封存公布", "List frozen", "waiting"),
        State("drawn", "已抽取", "Drawn", "waiting"),
        State("published", "结果已公布", "Result published", "good"),
        State("redrawn", "已重新抽取", "Drawn again", "bad", final=True),
        State("dropped", "已取消", "Dropped", "neutral", final=True),
    ),
    moves=(
        Move("freeze", "封存名单并公布哈希值", "Freeze the list, publish its hash", ("prepared",), "frozen",
             stamp="frozen_at", tone="good"),
        Move(
            "draw", "录入随机数并抽取", "Enter the chance and draw", ("frozen",), "drawn",
            (
                Field("chance", "text", "随机数", "What the source said",
                      hint_zh="照抄公布的原文，一字不差", hint_en="Exactly as it was published"),
                Field("reference", "text", "出处", "Where it was published",
                      hint_zh="网址、期号或公报编号，任何人可查", hint_en="Address or issue that anybody can look up"),
            ),
            stamp="drawn_at", tone="good",
        ),
        Move("publish", "公布抽取结果", "Publish the result", ("drawn",), "published", stamp="published_at",
             tone="good"),
        Move(
            "redraw", "重新抽取", "Draw again", ("frozen", "drawn", "published"), "redrawn",
            (
                Field("reason", "textarea", "重新抽取的理由（公开）", "Why (published)"),
                Field("entropy", "text", "新的随机数来源", "New source of chance"),
                Field("entropy_at", "datetime", "随机数公布时刻", "When the source speaks"),
            ),
            stamp="redrawn_at", tone="bad",
        ),
        Move("drop", "取消", "Drop", ("prepared",), "dropped",
             (Field("reason", "textarea", "取消原因", "Reason"),), stamp="dropped_at", tone="bad"),
    ),
)  # fmt: skip

#: states in which the list is public, and in which the result is
LIST_PUBLIC: Final = ("frozen", "drawn", "published", "redrawn")
RESULT_PUBLIC: Final = ("published", "redrawn")
#: what the strata of a draw are made by
STRATA: Final[dict[str, tuple[str, str]]] = {
    "": ("不分层", "One list"),
    "region": ("按区划", "By division"),
    "stage": ("按施工阶段", "By stage"),
    "grade": ("按信用等级", "By credit grade"),
}
VERBS: Final[dict[str, tuple[str, str]]] = {
    "draw.add": ("准备抽取", "Draw prepared"),
    "draw.change": ("修改抽取方案", "Draw changed"),
    "double.draw": ("抽取复核检查", "Second visits drawn"),
    "visit.arrive": ("到场开启任务", "Arrived on site"),
    "visit.replace": ("更换检查人员", "Inspector replaced"),
    "visit.draw-units": ("抽取检查部位", "Units drawn"),
    "recusal.add": ("申报回避事项", "Recusal declared"),
    "recusal.withdraw": ("撤销回避事项", "Recusal withdrawn"),
    "inspector.set": ("设置检查人员", "Inspector set"),
    "dangerous.add": ("登记危大工程", "Dangerous work entered"),
    "dangerous.read": ("查看危大工程", "See a dangerous work"),
    "dangerous.measure": ("登记危大工程类别规模", "Kind and size of a dangerous work said"),
    "dangerous.paper": ("提交危大工程文件", "Paper of a dangerous work handed in"),
    "dangerous.sign": ("签认危大工程文件", "Paper of a dangerous work signed"),
    "dangerous.end": ("危大工程结束", "Dangerous work ended"),
}
