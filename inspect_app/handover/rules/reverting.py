"""The life of a reversion: the charge of assets goes back to the owner, signed by both sides or ordered by the authority."""

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
_REASON = Field("reason", "textarea", "原因", "Reason")
_NAME = Field("name", "text", "签署人姓名", "Name of the signer",
              hint_zh="与您的账号姓名一致，即为签署", hint_en="As in your account: writing it is signing")  # fmt: skip

REVERSION = Workflow(
    kind="reversion",
    zh="责任退回",
    en="Reversion of charge",
    states=(
        State("signing", "待双方签署", "To be signed", "waiting"),
        State("reverted", "已退回", "Charge reverted", "good", final=True),
        State("refused", "对方不同意", "Refused by the other side", "bad", final=True),
        State("withdrawn", "已撤回", "Withdrawn", "neutral", final=True),
    ),
    moves=(
        Move("sign", "签署责任退回", "Sign the reversion", ("signing",), "signing", (_NAME,), tone="good"),
        Move("revert", "责任退回", "Revert the charge", ("signing",), "reverted", stamp="reverted_at", tone="good"),
        Move(
            "order", "决定退回", "Order the reversion", ("signing",), "reverted",
            (
                Field("document", "text", "决定文号", "Number of the order",
                      hint_zh="撤销移交或责令退回的文书", hint_en="Of the paper that annuls the handover or orders it back"),
                _REASON,
            ),
            stamp="reverted_at", tone="bad",
        ),
        Move("refuse", "不同意退回", "Refuse it", ("signing",), "refused", (_REASON,), stamp="refused_at", tone="bad"),
        Move("withdraw", "撤回", "Withdraw it", ("signing",), "withdrawn", (_REASON,), stamp="withdrawn_at", tone="bad"),
    ),
)  # fmt: skip

#: who may begin one: either side, or the authority, whose order needs no signatures
BEGINNERS: dict[str, Words] = {
    "giver": ("移交单位", "Giver"),
    "taker": ("接管单位", "Taker"),
    "authority": ("监督机构", "Authority"),
}

#: said on timelines, for acts that are not moves
VERBS: dict[str, Words] = {
    "reversion.begin": ("提出责任退回", "Reversion proposed"),
    "reversion.settle": ("责任退回移交单位", "Charge back with the giver"),
}
