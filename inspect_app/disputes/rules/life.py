"""The lives of a dispute, of an expert appraisal and of a meeting, and whose turn it is at each moment."""

from inspect_app.core.workflow import Field, Move, State, Workflow

_REASON = Field("reason", "textarea", "原因（双方可见）", "Reason (both sides read it)")
_NOTE = Field("note", "textarea", "说明（双方可见）", "Note (both sides read it)", required=False)
_PHOTOS = Field("photos", "photos", "照片或扫描件", "Photos or scans", required=False)

WORKFLOW = Workflow(
    kind="dispute",
    zh="纠纷",
    en="Dispute",
    states=(
        State("asked", "待受理", "Waiting to be taken up", "bad"),
        State("offered", "待对方同意调解", "The other side to consent", "waiting"),
        State("mediating", "调解中", "In mediation", "waiting"),
        State("drafted", "协议待双方签字", "Agreement to be signed", "waiting"),
        State("agreed", "已达成协议，履行中", "Agreed, being carried out", "waiting"),
        State("settled", "协议已履行", "Carried out", "good", final=True),
        State("broken", "协议未履行", "Not carried out", "bad", final=True),
        State("failed", "调解不成", "Not settled", "neutral", final=True),
        State("refused", "未进入调解", "No mediation", "neutral", final=True),
        State("withdrawn", "已撤回", "Withdrawn", "neutral", final=True),
    ),
    moves=(
        Move("accept", "受理调解", "Take it up", ("asked",), "offered", (_NOTE,), stamp="accepted_at", tone="good"),
        Move("decline", "不予受理", "Do not take it up", ("asked",), "refused", (_REASON,), stamp="ended_at", tone="bad"),
        Move("consent", "同意调解", "Consent to mediation", ("offered",), "mediating",
             (Field("answer", "textarea", "你方的主张（双方可见）", "Your own claim (both sides read it)"),),
             stamp="consented_at", tone="good"),
        Move("refuse", "不同意调解", "Refuse mediation", ("offered",), "refused", (_REASON,), stamp="ended_at", tone="bad"),
        Move("draft", "拟定协议", "Draft the agreement", ("mediating",), "drafted",
             (Field("terms", "textarea", "协议内容：谁做什么、怎么做", "Terms: who does what, and how"),
              Field("perform_by", "date", "履行期限", "To be carried out by")), stamp="drafted_at", tone="good"),
        Move("extend", "延长调解", "Put the last day off", ("mediating",), "mediating",
             (Field("until", "date", "延长至", "Until"), _REASON)),
        Move("agree", "见证签字，协议生效", "Witness it: the agreement holds", ("drafted",), "agreed", (_NOTE,),
             stamp="agreed_at", tone="good"),
        Move("rewrite", "协议重写", "Write it anew", ("drafted",), "mediating", (_REASON,), tone="bad"),
        Move("confirm", "登记司法确认", "Record the court's confirmation", ("agreed",), "agreed",
             (Field("court", "text", "法院", "Court"), Field("ruling", "text", "裁定书编号", "Number of the ruling"),
              Field("confirmed_on", "date", "裁定日期", "Day of the ruling"))),
        Move("revisit", "回访：尚未履行完", "Follow-up: not done yet", ("agreed",), "agreed",
             (Field("note", "textarea", "回访情况（双方可见）", "What was seen (both sides read it)"),
              Field("next_on", "date", "下次回访", "Next follow-up"), _PHOTOS)),
        Move("settle", "回访：已履行", "Follow-up: carried out", ("agreed",), "settled",
             (Field("note", "textarea", "履行情况（双方可见）", "What was done (both sides read it)"), _PHOTOS),
             stamp="ended_at", tone="good"),
        Move("break", "回访：未履行", "Follow-up: not carried out", ("agreed",), "broken", (_REASON, _PHOTOS),
             stamp="ended_at", tone="bad"),
        Move("fail", "终止调解", "End without agreement", ("offered", "mediating", "drafted"), "failed", (_REASON,),
             stamp="ended_at", tone="bad"),
        Move("withdraw", "撤回申请", "Withdraw", ("asked", "offered", "mediating", "drafted"), "withdrawn",
             stamp="ended_at", tone="bad"),
    ),
)  # fmt: skip
FINDINGS: dict[str, tuple[str, str]] = {
    "fault": ("存在施工质量问题", "Faulty works"),
    "other": ("由其他原因造成", "Another cause"),
    "unclear": ("无法判定", "Cannot be told"),
}
APPRAISAL = Workflow(
    kind="appraisal",
    zh="鉴定",
    en="Expert appraisal",
    states=(
        State("booked", "已预约", "Booked", "waiting"),
        State("reported", "已出具意见", "Reported", "good", final=True),
        State("cancelled", "已取消", "Cancelled", "neutral", final=True),
    ),
    moves=(
        Move("report", "登记鉴定意见", "Record the opinion", ("booked",), "reported",
             (Field("finding", "choice", "结论", "Finding", choices=tuple((key, *words) for key, words in FINDINGS.items())),
              Field("opinion", "textarea", "鉴定意见（双方可见）", "Opinion (both sides read it)"), _PHOTOS),
             stamp="ended_at", tone="good"),
        Move("rebook", "改期", "Another time", ("booked",), "booked",
             (Field("meet_at", "datetime", "鉴定时间", "Time"), _REASON)),
        Move("cancel", "取消鉴定", "Cancel it", ("booked",), "cancelled", (_REASON,), stamp="ended_at", tone="bad"),
    ),
)  # fmt: skip
PRESENT: dict[str, tuple[str, str]] = {
    "both": ("双方到场", "Both sides came"),
    "applicant": ("只有申请人到场", "Only the applicant came"),
    "respondent": ("只有被申请人到场", "Only the other side came"),
    "nobody": ("双方均未到场", "Nobody came"),
}
#: what a side says of a time
ANSWERS: dict[str, tuple[str, str]] = {"come": ("能到", "Can come"), "cannot": ("来不了", "Cannot come")}
MEDIATION = Workflow(
    kind="mediation",
    zh="调解会",
    en="Mediation meeting",
    states=(
        State("called", "已约定", "Called", "waiting"),
        State("held", "已召开", "Held", "good", final=True),
        State("cancelled", "已取消", "Cancelled", "neutral", final=True),
    ),
    moves=(
        Move("hold", "登记调解会", "Record the meeting", ("called",), "held",
             (Field("present", "choice", "谁到场", "Who came", choices=tuple((key, *words) for key, words in PRESENT.items())),
              Field("minutes", "textarea", "调解笔录（双方可见）", "Minutes (both sides read them)")),
             stamp="ended_at", tone="good"),
        Move("postpone", "改期", "Another time", ("called",), "called",
             (Field("meet_at", "datetime", "时间", "Time"), _REASON)),
        Move("cancel", "取消调解会", "Cancel it", ("called",), "cancelled", (_REASON,), stamp="ended_at", tone="bad"),
    ),
)  # fmt: skip
UNFINISHED = tuple(each.name for each in WORKFLOW.states if not each.final)
#: the room is open: evidence, meetings and appraisals
OPEN_ROOM = ("offered", "mediating", "drafted")
#: a draft to sign, or an agreement that holds; one that was sent back is neither
WITH_AGREEMENT = ("drafted", "agreed", "settled", "broken")
SIDES: dict[str, tuple[str, str]] = {
    "applicant": ("申请人", "Applicant"),
    "respondent": ("被申请人", "The other side"),
    "mediator": ("调解组织", "Mediator"),
}
WAYS_TO_SIGN: dict[str, tuple[str, str]] = {
    "self": ("在平台签字", "On the platform"),
    "paper": ("在纸质协议上签字", "On paper"),
}
#: the parties who may pay an expert
PAYERS: dict[str, tuple[str, str]] = {
    "applicant": ("申请人", "The applicant"),
    "respondent": ("被申请人", "The other side"),
    "shared": ("双方分担", "Both, in equal parts"),
    "loser": ("由责任方承担", "Whoever is found liable"),
}


def turn_of(state: str, signed: frozenset[str] = frozenset()) -> str | None:
    """Return whose turn it is: one side's, the mediator's, nobody's once it has ended."""
    if WORKFLOW.state(state).final:
        return None
    if state == "offered":
        return "respondent"
    if state == "drafted":
        return next((each for each in ("applicant", "respondent") if each not in signed), "mediator")
    return "mediator"


#: what the resident's own page shows of the sides' and the mediator's acts, beside the moves
VERBS: dict[str, tuple[str, str]] = {
    "dispute.open": ("申请调解", "Asked for mediation"),
    "dispute.add-evidence": ("提交证据", "Evidence added"),
    "dispute.sign": ("签署协议", "Signed the agreement"),
    "dispute.sign-for": ("登记纸质签字", "Signature on paper recorded"),
    "dispute.fall-late": ("超过期限", "Past its day"),
    "dispute.remind": (
        "提醒：司法确认期限将到",
        "Reminder: the period for the court's confirmation ends soon",
    ),
    "appraisal.book": ("预约鉴定", "Expert appraisal booked"),
    "mediation.call": ("约定调解会", "Meeting called"),
    "mediation.answer": ("答复能否参加调解会", "Said whether it can come to the meeting"),
    "appraisal.answer": ("答复鉴定时能否到场", "Said whether it can be there for the appraisal"),
}
MOST_WORDS, MOST_PHOTOS, MOST_PIECES = 4000, 9, 60
#: moves a resident takes on the own page
OWN_MOVES = ("rewrite", "confirm", "settle", "withdraw")
