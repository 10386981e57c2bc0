"""The life of a warranty claim, who answers for it at each moment, and whose turn it is."""

from datetime import datetime, timedelta

from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.identity.rules import Throttle
from inspect_app.warranty.rules.retention import Words

_NOTE = Field("note", "textarea", "说明（居民可见）", "Note (the resident reads it)", required=False)
_REASON = Field("reason", "textarea", "原因（居民可见）", "Reason (the resident reads it)")
SLOTS = ("slot_1", "slot_2", "slot_3")


def _slot(number: int) -> Field:
    return Field(
        f"slot_{number}", "datetime", f"可上门时间 {number}", f"Time to come {number}", required=number == 1
    )


WORKFLOW = Workflow(
    kind="claim",
    zh="报修",
    en="Warranty claim",
    states=(
        State("claimed", "待派单", "Waiting for the contractor", "bad"),
        State("dispatched", "已派单，待约时间", "Time to be agreed", "waiting"),
        State("proposed", "待居民选时间", "Resident to choose", "waiting"),
        State("appointed", "已约好上门", "A visit is agreed", "waiting"),
        State("attended", "已上门，维修中", "Looked at, being repaired", "waiting"),
        State("repaired", "已修好，待居民确认", "Repaired, to be confirmed", "waiting"),
        State("contested", "居民：没修好", "The resident: not repaired", "bad"),
        State("declined", "施工单位认为不在保修范围", "Said not to be covered", "bad"),
        State("taken-over", "改由第三方维修", "Being repaired by others", "waiting"),
        State("confirmed", "已确认修好", "Confirmed as repaired", "good", final=True),
        State("outside", "不属保修，有偿维修", "Not covered: a paid repair", "neutral", final=True),
        State("withdrawn", "已撤回", "Withdrawn", "neutral", final=True),
    ),
    moves=(
        Move("dispatch", "派单", "Name who comes", ("claimed", "contested"), "dispatched",
             (Field("worker", "text", "谁来（姓名或班组）", "Who comes (name or team)"), _NOTE), stamp="dispatched_at", tone="good"),
        Move("propose", "约上门时间", "Propose times", ("dispatched",), "proposed",
             (_slot(1), _slot(2), _slot(3), _NOTE), tone="good"),
        Move("agree", "选定时间", "Choose a time", ("proposed",), "appointed",
             (Field("slot", "choice", "哪个时间", "Which time", choices=tuple((each, each[-1], each[-1]) for each in SLOTS)),),
             tone="good"),
        Move("refuse-times", "这些时间都不行", "None of these times", ("proposed",), "dispatched",
             (Field("reason", "textarea", "什么时间方便", "When would suit you"),)),
        Move("attend", "已上门查看", "Looked at it", ("dispatched", "appointed"), "attended", (_NOTE,), stamp="attended_at", tone="good"),
        Move("resident-absent", "居民不在家", "The resident was not there", ("appointed",), "dispatched", (_NOTE,), tone="bad"),
        Move("contractor-absent", "约好了没有来", "Nobody came", ("appointed",), "dispatched", tone="bad"),
        Move("repair", "报告已修好", "Report as repaired", ("attended",), "repaired",
             (Field("note", "textarea", "怎么修的（居民可见）", "What was done (the resident reads it)"),
              Field("photos", "photos", "修好后的照片", "Photos after the repair")), stamp="repaired_at", tone="good"),
        Move("confirm", "修好了", "It is repaired", ("repaired",), "confirmed",
             (Field("satisfaction", "choice", "满意吗", "Are you satisfied", required=False,
                    choices=(("3", "满意", "Yes"), ("2", "一般", "So-so"), ("1", "不满意", "No"))),), stamp="ended_at", tone="good"),
        Move("check", "核查已修好", "Checked: it is repaired", ("repaired",), "confirmed",
             (Field("reason", "textarea", "核查情况", "What was checked"),), stamp="ended_at"),
        Move("contest", "没有修好", "It is not repaired", ("repaired",), "contested",
             (Field("reason", "textarea", "哪里没修好", "What is still wrong"),), tone="bad"),
        Move("decline", "不在保修范围", "Not covered", ("claimed", "dispatched", "attended"), "declined", (_REASON,), tone="bad"),
        Move("insist", "应当保修", "It is covered", ("declined",), "claimed", (_REASON,), tone="good"),
        Move("rule-out", "认定不属保修", "Ruled as not covered", ("declined",), "outside", (_REASON,), stamp="ended_at", tone="bad"),
        Move("take-over", "另请第三方维修", "Have others repair it",
             ("claimed", "dispatched", "proposed", "appointed", "attended", "contested", "declined"), "taken-over",
             (Field("firm", "text", "维修单位", "Who repairs"), _REASON), stamp="taken_over_at", tone="bad"),
        Move("repair-by-others", "第三方已修好", "Repaired by others", ("taken-over",), "repaired",
             (Field("cost", "number", "费用（元）", "Cost (yuan)"),
              Field("note", "textarea", "怎么修的（居民可见）", "What was done (the resident reads it)"),
              Field("photos", "photos", "修好后的照片", "Photos after the repair")), stamp="repaired_at", tone="good"),
        Move("withdraw", "撤回", "Withdraw", ("claimed", "dispatched", "proposed", "appointed", "contested", "declined"),
             "withdrawn", stamp="ended_at"),
    ),
)  # fmt: skip
UNFINISHED = tuple(each.name for each in WORKFLOW.states if not each.final)
#: moves of the resident alone, taken on the page opened by number and code
OWN_MOVES = ("agree", "refuse-times", "contractor-absent", "confirm", "contest", "withdraw")
#: 房屋建筑工程质量保修办法（建设部令第80号）
TAKE_OVER_BASIS = "《房屋建筑工程质量保修办法》第十二条"


def owner_of(state: str, by_others: bool) -> str | None:
    """Return the role that answers for a claim in a state: exactly one while it is open, nobody once it has ended.

    The contractor from first to last; the owner while the cover is in dispute and once others repair.
    """
    if WORKFLOW.state(state).final:
        return None
    return "owner" if state in ("declined", "taken-over") or by_others else "contractor"


def waits_for(state: str, by_others: bool) -> str | None:
    """Return whose turn it is: the resident's to choose and to confirm, else that of whoever answers for it."""
    return "resident" if state in ("proposed", "repaired") else owner_of(state, by_others)


def others_from(there_by: datetime, done_by: datetime, *, danger: bool, attended: bool) -> datetime:
    """Return after which moment others may repair at the contractor's cost, as long as it did not refuse.

    Its time has passed without a repair; or, before that, nobody came to a danger. Article 12 of Decree 80.
    """
    return min(there_by, done_by) if danger and not attended else done_by


#: acts the resident reads on their own page, and the detail of each that is written for them
FOR_THE_RESIDENT: dict[str, str] = {
    "claim.file": "",
    **{
        f"claim.{each.name}": "reason" if any(f.name == "reason" for f in each.fields) else "note"
        for each in WORKFLOW.moves
    },
}
#: acts as their resident reads them, where the words for those who handle the claim read wrong
TO_THE_RESIDENT: dict[str, Words] = {
    "claim.file": ("收到您的报修", "Your claim was received"),
    "claim.dispatch": ("已派人", "Somebody is named to come"),
    "claim.propose": ("请您选时间", "Times to choose from"),
    "claim.agree": ("您选定了时间", "You chose a time"),
    "claim.refuse-times": ("您：这些时间都不行", "You: none of these times"),
    "claim.attend": ("已上门查看", "Somebody came and looked"),
    "claim.resident-absent": ("上门时您不在家", "You were not there"),
    "claim.contractor-absent": ("您：没有人来", "You: nobody came"),
    "claim.repair": ("报告已修好，请您确认", "Reported as repaired: your word is asked"),
    "claim.confirm": ("您确认已修好", "You said it is repaired"),
    "claim.check": ("已核查修好", "Checked: it is repaired"),
    "claim.contest": ("您：没有修好", "You: not repaired"),
    "claim.decline": ("施工单位认为不在保修范围", "The contractor says it is not covered"),
    "claim.insist": ("认定应当保修", "Decided: it is covered"),
    "claim.rule-out": ("认定不属保修", "Decided: it is not covered"),
    "claim.take-over": ("改由第三方维修", "Others will repair it"),
    "claim.repair-by-others": (
        "第三方报告已修好，请您确认",
        "Others report it as repaired: your word is asked",
    ),
    "claim.withdraw": ("您已撤回", "You withdrew it"),
}
ABSENT: dict[str, Words] = {
    "resident": ("居民不在家", "The resident was not there"),
    "contractor": ("施工单位未到", "The contractor did not come"),
}
MOST_WORDS, MOST_PHOTOS = 1000, 5
#: the platform's own figures, by address
POSTING, FOLLOWING = Throttle(20, timedelta(hours=1)), Throttle(20, timedelta(minutes=15))
