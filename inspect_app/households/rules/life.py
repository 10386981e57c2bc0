"""The life of a household's card, what counts as reached, and how a card stands."""

from collections.abc import Collection, Sequence
from datetime import date

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
#: attempts on different days after which a card is closed without the resident: the platform's own figure
ATTEMPTS = 2
ABSENCES: dict[str, Words] = {
    "absent": ("无人在家", "Nobody at home"),
    "refused": ("拒绝签字", "Refused to sign"),
}
_NAME = Field("name", "text", "签字人姓名", "Name of the signer",
              hint_zh="与您的账号姓名一致，即为签字", hint_en="As in your account: writing it is signing")  # fmt: skip
_NOTE = Field("note", "textarea", "说明", "Note", required=False)

WORKFLOW = Workflow(
    kind="household",
    zh="分户验收卡",
    en="Household card",
    states=(
        State("drafted", "待施工单位自查", "To be filled", "waiting"),
        State("filled", "待监理核查", "To be checked", "waiting"),
        State("checked", "待建设单位确认", "To be confirmed", "waiting"),
        State("confirmed", "待住户签字", "To be signed by the resident", "waiting"),
        State("accepted", "住户已签字", "Signed by the resident", "good", final=True),
        State("unsigned", "住户未签字，已归档", "Closed without a signature", "neutral", final=True),
        State("void", "已作废", "Void", "neutral", final=True),
    ),
    moves=(
        Move("fill", "自查完成", "Filled", ("drafted",), "filled", (_NAME, _NOTE), stamp="filled_at", tone="good"),
        Move("check", "监理核查", "Checked", ("filled",), "checked", (_NAME, _NOTE), stamp="checked_at", tone="good"),
        Move("confirm", "建设单位确认", "Confirmed", ("checked",), "confirmed", (_NAME, _NOTE), stamp="confirmed_at", tone="good"),
        Move(
            "sign", "住户签字", "Signed by the resident", ("confirmed",), "accepted",
            (
                Field("resident", "text", "住户姓名", "Name of the resident", hint_zh="加密保存，显示时遮盖",
                      hint_en="Kept sealed, shown masked"),
                Field("signature", "photos", "手写签名", "Signature"),
                _NOTE,
            ),
            stamp="accepted_at", tone="good",
        ),
        Move(
            "attempt", "登记未签字", "Not signed", ("confirmed",), "confirmed",
            (
                Field("kind", "choice", "情况", "What happened", choices=tuple((key, *words) for key, words in ABSENCES.items())),
                Field("tried_on", "date", "上门日期", "Day"),
                Field("reason", "textarea", "原因", "Reason"),
                Field("next_on", "date", "下次上门日期", "Next attempt on", required=False),
            ),
        ),
        Move(
            "conclude", "未签字归档", "Close without a signature", ("confirmed",), "unsigned", (_NOTE,), stamp="concluded_at",
        ),
        Move(
            "return", "退回重查", "Send back", ("filled", "checked"), "drafted",
            (Field("reason", "textarea", "退回原因", "Reason"),), tone="bad",
        ),
        Move(
            "void", "作废", "Void", ("drafted", "filled", "checked"), "void",
            (Field("reason", "textarea", "原因", "Reason"),), stamp="voided_at", tone="bad",
        ),
    ),
)  # fmt: skip
#: said on timelines, for acts that are not moves
VERBS: dict[str, Words] = {
    "household.draft": ("生成分户验收卡", "Cards drafted"), "household.judge": ("填写验收项", "Points filled in"),
}  # fmt: skip
#: how a card stands in the summary
STANDS: dict[str, Words] = {
    "accepted": ("验收合格", "Accepted"), "defects": ("有缺陷未整改", "With defects"), "unreached": ("未联系上或未签字", "Not reached"),
    "open": ("验收中", "Under way"), "missing": ("未建卡", "Without a card"),
}  # fmt: skip


def stands(state: str, failing: int) -> str:
    """Return how a card stands: its state, and how many of its failed points are not mended yet."""
    if state not in ("accepted", "unsigned"):
        return "open"
    if failing:
        return "defects"
    return "accepted" if state == "accepted" else "unreached"


def may_conclude(days: Sequence[date]) -> bool:
    """Say whether the resident was tried for on enough different days."""
    return len(set(days)) >= ATTEMPTS


def unanswered(outcomes: Collection[str]) -> int:
    """Return how many points nobody has judged."""
    return sum(1 for each in outcomes if not each)
