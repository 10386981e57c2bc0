"""The life of a package: put together, offered, decided asset by asset, signed by both sides, issued as a deed."""

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
_REASON = Field("reason", "textarea", "原因", "Reason")

WORKFLOW = Workflow(
    kind="package",
    zh="移交包",
    en="Package",
    states=(
        State("draft", "编制中", "Being put together", "neutral"),
        State("offered", "待接管单位答复", "To be decided by the taker", "waiting"),
        State("signing", "待双方签署", "To be signed", "waiting"),
        State("issued", "已移交", "Handed over", "good", final=True),
        State("withdrawn", "已撤回", "Withdrawn", "neutral", final=True),
    ),
    moves=(
        Move("offer", "提交接管单位", "Offer it", ("draft",), "offered", stamp="offered_at", tone="good"),
        Move("settle", "答复完毕，提交签署", "All decided: open for signing", ("offered",), "signing", stamp="settled_at", tone="good"),
        Move(
            "sign", "签署移交确认书", "Sign the deed", ("signing",), "signing",
            (
                Field("name", "text", "签署人姓名", "Name of the signer",
                      hint_zh="与您的账号姓名一致，即为签署", hint_en="As in your account: writing it is signing"),
            ),
            tone="good",
        ),
        Move("object", "不同意，退回答复", "Object and go back", ("signing",), "offered", (_REASON,), tone="bad"),
        Move("issue", "签发移交确认书", "Issue the deed", ("signing",), "issued", stamp="issued_at", tone="good"),
        Move("withdraw", "撤回", "Withdraw", ("draft", "offered", "signing"), "withdrawn", (_REASON,), stamp="withdrawn_at", tone="bad"),
    ),
)  # fmt: skip

DECISIONS: dict[str, Words] = {
    "accept": ("接收", "Accept"),
    "conditions": ("附条件接收", "Accept with conditions"),
    "refuse": ("不接收", "Refuse"),
}
#: decisions by which an asset goes over
TAKING = ("accept", "conditions")
#: who signs, in this order
SIDES: dict[str, Words] = {"giver": ("移交单位", "Giver"), "taker": ("接管单位", "Taker")}


def next_side(signed: int) -> str | None:
    """Return the side that signs after `signed` signatures; None when both have."""
    return list(SIDES)[signed] if signed < len(SIDES) else None


#: said on timelines, for acts that are not moves
VERBS: dict[str, Words] = {
    "asset.add": ("登记资产", "Asset entered"),
    "asset.edit": ("修改资产", "Asset changed"),
    "handover.add-paper": ("提交移交资料", "Paper handed in"),
    "handover.withdraw-paper": ("撤回移交资料", "Paper withdrawn"),
    "handover.invite": ("邀请接管单位", "Taker invited"),
    "package.begin": ("编制移交包", "Package begun"),
    "package.decide": ("逐项答复", "Asset decided"),
    "package.meet": ("确认条件已满足", "Condition met"),
    "package.remind": ("提醒：接收条件将到期", "Reminder: a condition falls due"),
    "package.escalate": ("接收条件逾期未满足", "Condition overdue"),
    "deed.issue": ("签发移交确认书，责任转移", "Deed issued, charge passed on"),
}
