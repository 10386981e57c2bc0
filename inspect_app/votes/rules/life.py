"""The life of a vote: drafted, open for ballots, closed and counted, published; or void."""

from datetime import timedelta

from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.identity.rules import Throttle

Words = tuple[str, str]
WORKFLOW = Workflow(
    kind="vote",
    zh="表决",
    en="Vote",
    states=(
        State("draft", "草稿", "Draft", "neutral"),
        State("open", "投票中", "Open", "waiting"),
        State("closed", "已截止待公布", "Closed, to be published", "waiting"),
        State("published", "已公布", "Published", "good", final=True),
        State("void", "已作废", "Void", "bad", final=True),
    ),
    moves=(
        Move("open", "开始投票", "Open for ballots", ("draft",), "open", stamp="opened_at", tone="good"),
        Move("close", "截止并计票", "Close and count", ("open",), "closed", stamp="closed_at"),
        Move("publish", "复核并公布结果", "Check and publish", ("closed",), "published", stamp="published_at", tone="good"),
        Move(
            "void", "作废", "Declare void", ("draft", "open", "closed"), "void",
            (Field("reason", "textarea", "原因", "Reason"),), stamp="voided_at", tone="bad",
        ),
    ),
)  # fmt: skip
#: said on timelines, for acts that are not moves
VERBS: dict[str, Words] = {
    "vote.draft": ("起草表决", "Vote drafted"),
    "vote.edit": ("修改草稿", "Draft edited"),
    "vote.enter": ("录入纸质票", "Paper ballot entered"),
    "vote.correct": ("更正纸质票", "Paper ballot corrected"),
    "vote.cast": ("网上投票", "Ballot cast online"),
    "vote.print-codes": ("打印投票码", "Codes printed"),
    "vote.send-codes": ("短信发送投票码", "Codes sent by text message"),
    "vote.see-paper": ("查看纸质票照片", "Photo of a paper ballot looked at"),
    "vote.forget": ("个人信息已到期删除", "Personal data erased after their retention"),
    "roll.put": ("登记户", "Household entered"),
    "roll.import": ("导入名册", "Roll imported"),
    "roll.remove": ("移出名册", "Household taken off the roll"),
    "roll.see": ("查看业主信息", "Owner's data looked at"),
}
#: how long codes are not sent to phones again, so that nobody is pestered; the platform's own figure
AGAIN = timedelta(hours=12)
WAYS: dict[str, Words] = {"paper": ("纸质", "On paper"), "online": ("网上", "Online")}
#: what a look at an owner's name and phone is for; written down with each look
PURPOSES: dict[str, Words] = {
    "notify": ("通知表决", "Tell of a vote"), "check": ("核对产权", "Check ownership"),
    "verify": ("核实选票", "Verify a ballot"), "help": ("协助投票", "Help to vote"),
}  # fmt: skip
#: codes have 80 bits; a lock by number would let anyone shut a household out, so it is by address only
CASTING = Throttle(20, timedelta(minutes=15))
