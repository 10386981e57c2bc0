"""The life of a credit entry: proposed, effective, objected to, appealed, repaired, corrected or withdrawn."""

from datetime import date

from inspect_app.core.calendar import add_working_days
from inspect_app.core.workflow import Field, Move, State, Workflow

_REASON = Field("reason", "textarea", "理由", "Reason")
_STANDING = ("effective", "appealed", "repairing")

WORKFLOW = Workflow(
    kind="credit",
    zh="信用记录",
    en="Credit entry",
    states=(
        State("proposed", "拟记入", "Proposed", "waiting"),
        State("effective", "已生效", "Effective", "neutral"),
        State("objected", "异议处理中", "Objected to", "waiting"),
        State("appealed", "申诉处理中", "Appealed", "waiting"),
        State("repairing", "信用修复申请中", "Repair asked for", "waiting"),
        State("repaired", "已修复", "Repaired", "good", final=True),
        State("corrected", "已更正", "Corrected", "neutral", final=True),
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
        Move(
            "appeal", "提出申诉", "Appeal", ("effective",), "appealed",
            (Field(
                "reason", "textarea", "申诉理由", "Reason", hint_zh="由驳回异议以外的人员复核；申诉期间照常计分和公示",
                hint_en="Decided by somebody other than who dismissed the objection; meanwhile it counts and is published",
            ),),
            stamp="appealed_at",
        ),
        Move("uphold", "维持，驳回申诉", "Uphold: dismiss the appeal", ("appealed",), "effective", (_REASON,), stamp="effective_at"),
        Move("overturn", "申诉成立，撤销", "Allow the appeal", ("appealed",), "withdrawn", (_REASON,), stamp="withdrawn_at", tone="bad"),
        Move(
            "ask-repair", "申请信用修复", "Ask for repair", ("effective",), "repairing",
            (Field(
                "reason", "textarea", "履行义务情况", "What was done to meet the duty", hint_zh="写明已履行的义务、凭证名称和文号",
                hint_en="The duty met, with the papers that show it",
            ),),
            stamp="repair_asked_at",
        ),
        Move("repair", "同意修复", "Grant the repair", ("repairing",), "repaired", (_REASON,), stamp="repaired_at", tone="good"),
        Move("refuse-repair", "不予修复", "Refuse the repair", ("repairing",), "effective", (_REASON,), stamp="effective_at", tone="bad"),
        Move(
            "correct", "更正", "Correct", ("proposed", "objected", *_STANDING), "corrected",
            (
                Field("days", "number", "超期天数（按天计分的行为）", "Days late (where points follow days)", required=False),
                Field("occurred_on", "date", "发生日", "Day it happened", required=False,
                      hint_zh="不填则不变", hint_en="Left out: unchanged"),
                _REASON,
            ),
            stamp="corrected_at",
        ),
        Move("withdraw", "撤销", "Withdraw", ("proposed", *_STANDING), "withdrawn", (_REASON,), stamp="withdrawn_at", tone="bad"),
    ),
)  # fmt: skip

VERBS: dict[str, tuple[str, str]] = {
    "credit.propose": ("拟记入", "Proposed"),
    "credit.update": ("按超期天数更新分值", "Points follow the days overdue"),
    "credit.settle": ("事项办结，分值确定", "Settled: the points are final"),
}
#: states in which an entry counts and is published: an appeal or a repair asked for freezes nothing
COUNTS = _STANDING
#: working days the party has before a proposed entry takes effect by itself
OBJECTION_DAYS = 5
OBJECTION_BASIS = "平台默认异议期，未找到统一规定"
#: working days to appeal after an objection was dismissed
APPEAL_DAYS = 10
#: why an entry was withdrawn: its source fell away (it may come back), or it was decided so
GONE: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "source": ("来源不再成立", "Its source fell away"),
    "decision": ("经决定撤销", "Withdrawn by decision"),
}


def appeal_by(dismissed_on: date) -> date:
    """Return the last day of an appeal against the dismissal of an objection."""
    return add_working_days(dismissed_on, APPEAL_DAYS)
