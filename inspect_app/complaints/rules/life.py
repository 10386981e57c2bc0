"""The life of a complaint, which of its acts its resident may read, and the limits of a public form."""

import re
from datetime import timedelta

from inspect_app.complaints.rules.clocks import LADDER, PAUSES
from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.identity.rules import Throttle

FINDINGS: dict[str, tuple[str, str]] = {
    "upheld": ("属实", "Upheld"),
    "unfounded": ("不属实", "Not upheld"),
    "outside": ("不属于本项目", "Not this project's"),
}
#: how a complaint came in
SOURCES: dict[str, tuple[str, str]] = {
    "self": ("居民自己填写", "By the resident"),
    "phone": ("来电登记", "By phone"),
    "desk": ("窗口登记", "At the desk"),
    "paper": ("书面来信", "On paper"),
    "hotline": ("12345 热线转来", "From the hotline"),
}
#: how it comes in where somebody at a desk writes it down
CALLER_SOURCES = ("phone", "desk", "paper")
_ANSWER = Field(
    "answer", "textarea", "给居民的答复", "Answer to the resident",
    hint_zh="居民会看到这段话：查到了什么、谁来处理、什么时候", hint_en="The resident reads this: what was found, who acts, when",
)  # fmt: skip
_FINDING = Field(
    "finding", "choice", "调查结论", "Finding",
    choices=tuple((key, zh, en) for key, (zh, en) in FINDINGS.items()),
    hint_zh="属实且在保修期内的，系统随即给施工单位开出整改单", hint_en="Upheld and covered: the contractor gets a ticket",
)  # fmt: skip
_SAID = Field("answer", "textarea", "告诉居民的话", "Words to the resident", required=False)
_REASON = Field("reason", "textarea", "原因", "Reason")

WORKFLOW = Workflow(
    kind="complaint",
    zh="投诉",
    en="Complaint",
    states=(
        State("received", "待受理", "Received", "bad"),
        State("accepted", "调查中", "Being investigated", "waiting"),
        State("answered", "已答复，处理中", "Answered, being settled", "waiting"),
        State("resolved", "待居民确认", "Waiting for the resident", "waiting"),
        State("reopened", "居民不满意，重新办理", "Reopened by the resident", "bad"),
        State("closed", "已办结", "Closed", "good", final=True),
        State("withdrawn", "已撤回", "Withdrawn", "neutral", final=True),
    ),
    moves=(
        Move(
            "accept", "受理", "Accept", ("received", "reopened"), "accepted", (_SAID,), stamp="accepted_at",
            tone="good",
        ),
        Move(
            "answer", "答复", "Answer", ("accepted",), "answered", (_FINDING, _ANSWER), stamp="answered_at",
            tone="good",
        ),
        Move(
            "resolve", "报告已处理", "Report as settled", ("answered",), "resolved",
            (Field("answer", "textarea", "处理情况（居民可见）", "What was done (the resident reads it)"),),
            stamp="resolved_at", tone="good",
        ),
        Move(
            "close", "办结", "Close", ("answered", "resolved"), "closed",
            (Field("reason", "textarea", "办结理由（居民可见）", "Why (the resident reads it)"),), stamp="closed_at",
        ),
        Move("confirm", "居民确认已解决", "Resident: settled", ("resolved",), "closed", stamp="closed_at", tone="good"),
        Move(
            "reopen", "居民：没有解决", "Resident: not settled", ("resolved", "closed"), "reopened",
            (Field("reason", "textarea", "还有什么没有解决", "What is still wrong"),), stamp="reopened_at", tone="bad",
        ),
        Move(
            "withdraw", "撤回", "Withdraw", ("received", "accepted", "answered", "reopened"), "withdrawn",
            stamp="withdrawn_at", tone="bad",
        ),
    ),
)  # fmt: skip

#: moves of the resident alone, taken on the follow page
OWN_MOVES = ("confirm", "reopen", "withdraw")
VERBS: dict[str, tuple[str, str]] = {
    "complaint.file": ("收到投诉", "Received"),
    "complaint.assign": ("转给其他单位，等其接收", "Offered to another party, which has to take it"),
    "complaint.take-over": ("已接收，由该单位负责", "Taken: this party answers now"),
    "complaint.refuse": ("对方未接收，仍由原单位负责", "Not taken: the party before goes on answering"),
    "complaint.recall": ("收回转办", "Took the offer back"),
    "complaint.decide": ("指定负责单位", "Decided who answers"),
    "complaint.join": ("邻居附议", "A neighbour joined"),
    "complaint.pause": ("停止计时", "The clock is stopped"),
    "complaint.resume": ("恢复计时", "The clock runs on"),
    "complaint.extend": ("办理期限延长", "The period was extended"),
    "complaint.raise": ("超过期限，已上报", "Overdue: gone up"),
    "complaint.partly": ("居民：部分解决", "Resident: settled in part"),
    "complaint.remind": ("提醒居民评价", "Reminded the resident to answer"),
    "complaint.draw": ("回访抽取", "Drawn for a call back"),
    "complaint.call-back": ("回访", "Called back"),
    "cluster.find": (
        "多件投诉集中，安排检查",
        "Several complaints point to one cause: an inspection is arranged",
    ),
    "complaint.tell": ("告知居民", "Word to the resident"),
    "complaint.remark": ("内部备注", "Internal remark"),
    "complaint.export": ("居民取回个人信息", "The resident took a copy of the data"),
    "complaint.erase": (
        "删除电话、具体位置、录音和照片原件",
        "Phone, exact place, recording and original photos were deleted",
    ),
    "complaint.see-phone": ("查看联系电话", "Looked at the phone number"),
    "complaint.see-place": ("查看具体位置", "Looked at the exact place"),
    "complaint.see-photos": ("查看未遮挡的照片", "Looked at the photos with nothing covered"),
    "complaint.extend-hotline": ("12345 办理时限延长", "The hotline's day was put off"),
    "complaint.hand-over": ("转为报修", "Handed over as a warranty claim"),
}
#: acts the resident reads on the follow page, and the detail of each that is written for them
FOR_THE_RESIDENT: dict[str, str] = {
    "complaint.file": "",
    "complaint.assign": "party",
    "complaint.take-over": "party",
    "complaint.refuse": "",
    "complaint.recall": "",
    "complaint.decide": "party",
    "complaint.join": "",
    "complaint.pause": "pause",
    "complaint.resume": "due_on",
    "complaint.extend": "due_on",
    "complaint.extend-hotline": "due_on",
    "complaint.hand-over": "claim",
    "complaint.raise": "level",
    "complaint.partly": "reason",
    "complaint.remind": "",
    "complaint.export": "",
    "complaint.erase": "",
    "complaint.tell": "words",
    **{f"complaint.{each.name}": "answer" for each in WORKFLOW.moves},
    "complaint.close": "reason",
    "complaint.reopen": "reason",
}
#: acts as their resident reads them, where the words for those who handle the case read wrong
TO_THE_RESIDENT: dict[str, tuple[str, str]] = {
    "complaint.file": ("收到您的投诉", "Your complaint was received"),
    "complaint.accept": ("已受理", "Taken up"),
    "complaint.answer": ("答复您", "An answer to you"),
    "complaint.resolve": ("报告已处理，请您确认", "Reported as settled: your word is asked"),
    "complaint.close": ("已办结", "Closed"),
    "complaint.confirm": ("您确认已解决", "You said it is settled"),
    "complaint.partly": ("您：部分解决", "You: settled in part"),
    "complaint.reopen": ("您：没有解决，已重新办理", "You: not settled; taken up again"),
    "complaint.withdraw": ("您已撤回", "You withdrew it"),
    "complaint.tell": ("给您的消息", "A message to you"),
    "complaint.remind": ("请您评价", "You were asked for your word"),
    "complaint.export": ("您取回了个人信息", "You took a copy of your data"),
}
#: details that are kept as keys, and the words a resident reads for each
SAID_AS: dict[str, dict[str, tuple[str, str]]] = {
    "pause": {key: (each.zh, each.en) for key, each in PAUSES.items()},
    "level": {str(each.level): (each.zh, each.en) for each in LADDER},
}

#: a phone number as people write one
PHONE = re.compile(r"\+?[0-9][0-9 -]{4,17}[0-9]")
#: stands where a resident only spoke
SPOKEN = "（见录音）"
MOST_WORDS = 1000
MOST_PHOTOS = 5
#: version of the privacy sentence below; a complaint keeps the one its resident read
NOTICE = "2026-11"
NOTICE_ZH = "电话和具体位置加密保存，只用于办理本投诉，每次查看都要写明用途并留下记录，办结一年后删除。"
NOTICE_EN = "Phone and exact place are stored encrypted and serve this complaint only; each look is recorded with its purpose; they are deleted a year after it is closed."  # noqa: E501 - one sentence
#: the platform's own figures, by address: what a household needs, not what a script wants
POSTING = Throttle(20, timedelta(hours=1))
UPLOADS = Throttle(60, timedelta(hours=1))
#: by address only: 80 bits cannot be guessed, and a lock by number would let anyone shut a resident out
FOLLOWING = Throttle(20, timedelta(minutes=15))
