"""The life of a credit entry: proposed with its reasons, effective, objected to, withdrawn."""

from inspect_app.core.workflow import Field, Move, State, Workflow

_REASON = Field("reason", "textarea", "理由", "Reason")

WORKFLOW = Workflow(
    kind="credit",
    zh="信用记录",
    en="Credit entry",
    states=(
        State("proposed", "拟记入", "Proposed", "waiting"),
        State("effective", "已生效", "Effective", "neutral"),
        State("objected", "异议处理中", "Objected to", "waiting"),
        State("withdrawn", "已撤销", "Withdrawn", "neutral", final=True),
    ),
    moves=(
        Move("confirm", "确认记入", "Confirm", ("proposed",), "effective", stamp="effective_at", tone="good"),
        Move(
            "object", "提出异议", "Object", ("proposed", "effective"), "objected",
            (Field(
                "reason", "textarea", "异议理由", "Reason", hint_zh="写明事实和依据；异议期间不计分、不公示",
                hint_en="Facts and grounds; meanwhile it neither counts nor is published",
            ),),
            stamp="objected_at",
        ),
        Move("dismiss", "驳回异议", "Dismiss the objection", ("objected",), "effective", (_REASON,), stamp="effective_at"),
        Move("allow", "异议成立，撤销", "Allow the objection", ("objected",), "withdrawn", (_REASON,), stamp="withdrawn_at", tone="bad"),
        Move("withdraw", "撤销", "Withdraw", ("proposed", "effective"), "withdrawn", (_REASON,), stamp="withdrawn_at", tone="bad"),
    ),
)  # fmt: skip

VERBS: dict[str, tuple[str, str]] = {
    "credit.propose": ("拟记入", "Proposed"),
    "credit.update": ("按超期天数更新分值", "Points follow the days overdue"),
    "credit.settle": ("事项办结，分值确定", "Settled: the points are final"),
}
#: the state in which an entry counts
COUNTS = "effective"
#: working days the party has before a proposed entry takes effect by itself
OBJECTION_DAYS = 5
OBJECTION_BASIS = "平台默认异议期，未找到统一规定"
