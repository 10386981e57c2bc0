"""The life of a defect: its states and moves, what it may be and come from, and who acts next."""

from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.defects.rules.causes import CAUSE_FIELDS

_AFTER = Field(
    "after", "photos", "整改后照片", "Photos after",
    hint_zh="至少一张，与整改前同一角度拍摄", hint_en="At least one, from the same angle as before",
)  # fmt: skip
_BEFORE = Field(
    "before", "photos", "整改前照片", "Photos before", required=False,
    hint_zh="不传则沿用发现时的照片", hint_en="Left out, the photos of the finding serve",
)  # fmt: skip
_CHECKED = Field(
    "checked", "photos", "复查照片", "Photos of the re-check", required=False,
    hint_zh="与整改前同一角度拍摄", hint_en="From the same angle as before",
)  # fmt: skip

_REASON = Field("reason", "textarea", "原因", "Reason")
_JOINED_AS = (
    ("duplicate", "重复登记", "The same, raised twice"),
    ("together", "一并整改", "To be fixed together"),
)

WORKFLOW = Workflow(
    kind="defect",
    zh="缺陷",
    en="Defect",
    states=(
        State("open", "待接收", "To accept", "bad"),
        State("disputed", "有异议", "Disputed", "waiting"),
        State("accepted", "整改中", "Being fixed", "waiting"),
        State("rectified", "待复查", "To re-check", "waiting"),
        State("returned", "退回重改", "Sent back", "bad"),
        State("closed", "已销号", "Closed", "good", final=True),
        State("void", "已作废", "Void", "neutral", final=True),
        State("joined", "已合并", "Joined", "neutral", final=True),
    ),
    moves=(
        Move("accept", "接收", "Accept", ("open",), "accepted", stamp="accepted_at", tone="good"),
        Move(
            "dispute", "提出异议", "Dispute it", ("open",), "disputed",
            (
                Field("claim", "textarea", "异议理由", "What is disputed, and why"),
                Field("evidence", "photos", "证据照片", "Photos as evidence"),
            ),
            stamp="disputed_at", tone="bad",
        ),
        Move("reject", "异议不成立", "Reject the dispute", ("disputed",), "open", (_REASON,), tone="bad"),
        Move(
            "reassign", "异议成立，改责任单位", "Uphold: another party is liable", ("disputed",), "open",
            (Field("liable_party_id", "text", "责任单位", "Liable party"), _REASON),
        ),
        Move(
            "rectify", "提交整改", "Submit the fix", ("accepted", "returned"), "rectified",
            (Field("note", "textarea", "整改说明", "What was done"), _BEFORE, _AFTER),
            stamp="rectified_at", tone="good",
        ),
        Move(
            # A joined one is closed by the platform when the one it was joined to is.
            "confirm", "复查合格", "Confirm the fix", ("rectified", "joined"), "closed",
            (Field("note", "textarea", "复查意见", "Remarks", required=False), _CHECKED, *CAUSE_FIELDS),
            stamp="closed_at", tone="good",
        ),
        Move(
            "return", "退回重改", "Send back", ("rectified",), "returned",
            (
                Field("reason", "textarea", "退回原因", "Reason", hint_zh="写明还缺什么", hint_en="Say what is missing"),
                _CHECKED,
            ),
            tone="bad",
        ),
        Move(
            "void", "作废", "Void", ("open", "disputed", "accepted", "returned"), "void",
            (Field("reason", "textarea", "作废原因", "Reason"),), stamp="voided_at", tone="bad",
        ),
        Move("reopen", "撤销作废", "Take the voiding back", ("void",), "open", (_REASON,)),
        Move(
            "join", "并入另一工单", "Join to another ticket", ("open", "accepted", "returned"), "joined",
            (
                Field("into", "text", "并入的工单编号", "Number of the other ticket",
                      hint_zh="如 QX-2026-000001；期限取两者中较早的", hint_en="e.g. QX-2026-000001; the earlier deadline holds"),
                Field("why", "choice", "合并原因", "Why", choices=_JOINED_AS),
            ),
            stamp="joined_at",
        ),
        Move("unjoin", "撤销合并", "Take it out again", ("joined",), "open", (_REASON,)),
    ),
)  # fmt: skip

#: said on timelines, for acts that are not moves
VERBS: dict[str, tuple[str, str]] = {
    "defect.raise": ("登记缺陷", "Raised"),
    "defect.overdue": ("超期未整改", "Overdue"),
    "defect.doubt": ("来源报警已撤回，请核实是否继续", "Its alarm was withdrawn: decide whether it goes on"),
    "defect.escalate": ("逐级上报", "Went up"),
    "defect.more-time": ("申请延期", "Asked for more time"),
    "defect.plan": ("报整改方案", "Handed in a plan"),
    "defect.grant": ("同意", "Granted"),
    "defect.refuse": ("不同意", "Refused"),
    "defect.withdraw": ("撤回申请", "Took the request back"),
    "defect.delegate": ("交分包单位整改", "Passed on to a subcontractor"),
    "defect.split": ("拆分工单", "Split off"),
    "defect.link": ("发出免登录链接", "Sent a link"),
    "defect.unlink": ("停用免登录链接", "Ended a link"),
    "defect.link-read": ("通过链接阅读（送达）", "Read by link (served)"),
}

KINDS: dict[str, tuple[str, str]] = {"quality": ("质量缺陷", "Quality"), "hazard": ("安全隐患", "Hazard")}
SOURCES: dict[str, tuple[str, str]] = {
    "person": ("现场登记", "Raised by a person"),
    "answer": ("检查不合格项", "Failed checklist item"),
    "alarm": ("监测报警", "Sensor alarm"),
    "complaint": ("居民投诉", "Resident's complaint"),
    "hold": ("停检点未验先盖", "Covered without release"),
    "extra": ("检查表外的发现", "Found besides the checklist"),
    "danger": ("现场上报的立即危险", "Danger reported on site"),
    "material": ("已使用的材料批次不合格", "Material built in, then rejected"),
    "trial": ("功能性试验不合格", "Failed functional test"),
    "household": ("分户验收不合格项", "Failed point of household acceptance"),
}
#: roles of parties that may have to put a defect right
LIABLE_ROLES = (
    "contractor", "subcontractor", "designer", "surveyor", "owner", "supervisor", "property", "utility",
)  # fmt: skip
JOINED_AS = {key: (zh, en) for key, zh, en in _JOINED_AS}
#: states in which the liable party has to act, so that its time runs
WAITING = ("open", "accepted", "returned")


def next_step(state: str) -> tuple[str, str, str] | None:
    """Return who acts next ("liable" or "verifier") and what they do (zh, en); None when all is done."""
    return {
        "open": ("liable", "接收工单", "accept the ticket"),
        "accepted": ("liable", "整改并上传照片", "fix it and submit photos"),
        "returned": ("liable", "按退回原因重新整改", "fix it again as the reason says"),
        "disputed": ("verifier", "答复异议", "answer the dispute"),
        "rectified": ("verifier", "到现场复查", "re-check on site"),
    }.get(state)
