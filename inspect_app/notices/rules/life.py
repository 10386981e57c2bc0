"""The life of a notice: drafted, issued, served, and ended by the authority's own look or by a resume check."""

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
#: how a notice reached whom it is for; "system" is the addressee's own receipt
WAYS: dict[str, Words] = {
    "person": ("当面送达", "In person"),
    "system": ("系统签收", "In the system"),
    "post": ("邮寄送达", "By post"),
    "left": ("拒收，留置送达", "Refused, left on site"),
}
#: ways that whoever serves may name
SERVED_BY = ("person", "post", "left")
_NOTE = Field("note", "textarea", "说明", "Note", required=False)
_PHOTOS = Field("photos", "photos", "照片", "Photos", required=False)
_REASON = Field("reason", "textarea", "原因", "Reason")

WORKFLOW = Workflow(
    kind="notice",
    zh="通知书",
    en="Notice",
    states=(
        State("draft", "草稿", "Draft", "waiting"),
        State("issued", "已签发，待送达", "Issued, to be served", "waiting"),
        State("served", "已送达", "Served", "bad"),
        State("asked", "待复工检查", "Resume check asked", "waiting"),
        State("resumed", "已复工", "Resumed", "good", final=True),
        State("ended", "已办结", "Ended", "good", final=True),
        State("withdrawn", "已撤销", "Withdrawn", "neutral", final=True),
    ),
    moves=(
        Move(
            "issue", "签发", "Issue", ("draft",), "issued",
            (Field("due_on", "date", "整改期限", "To be put right by", required=False,
                   hint_zh="仅限期整改通知书填写；不填则按草稿，草稿未写则七日",
                   hint_en="Rectification only; left out: as drafted, else seven days"),),
            stamp="issued_at", tone="good",
        ),
        Move("receive", "签收", "Acknowledge receipt", ("issued",), "served", stamp="served_at", tone="good"),
        Move(
            "serve", "登记送达", "Record the service", ("issued",), "served",
            (
                Field("receiver", "text", "收件人姓名", "Handed to (name)",
                      hint_zh="留置送达填写拒收人", hint_en="If refused: who refused it"),
                Field("how", "choice", "送达方式", "How", choices=tuple((each, *WAYS[each]) for each in SERVED_BY)),
                Field("received_at", "datetime", "送达时间", "When", required=False,
                      hint_zh="北京时间；不填则为现在", hint_en="China time; left out: now"),
                Field("note", "textarea", "说明", "Note", required=False,
                      hint_zh="留置送达须写明见证人和留置地点", hint_en="If left on site: the witness and the place"),
                _PHOTOS,
            ),
            stamp="served_at", tone="good",
        ),
        Move(
            "ask", "报请复工检查", "Ask for the resume check", ("served",), "asked",
            (
                Field("note", "textarea", "整改情况", "What was done"),
                Field("photos", "photos", "整改后照片", "Photos after"),
            ),
            stamp="asked_at", tone="good",
        ),
        Move("resume", "同意复工", "Let work resume", ("asked",), "resumed",
             (Field("note", "textarea", "检查意见", "What was found", required=False), _PHOTOS),
             stamp="resumed_at", tone="good"),
        Move("refuse", "不同意复工", "Refuse", ("asked",), "served",
             (Field("reason", "textarea", "不同意的原因", "Reason",
                    hint_zh="写明还缺什么", hint_en="Say what is missing"), _PHOTOS), tone="bad"),
        Move("end", "确认整改完成", "Confirm and end", ("served",), "ended", (_NOTE,), stamp="ended_at", tone="good"),
        Move("withdraw", "撤销", "Withdraw", ("draft", "issued", "served", "asked"), "withdrawn", (_REASON,),
             stamp="withdrawn_at", tone="bad"),
    ),
)  # fmt: skip
#: states in which a stop blocks what it names: from its issue, served or not
STANDING = ("issued", "served", "asked")
#: said on timelines, for acts that are not moves
VERBS: dict[str, Words] = {
    "notice.draft": ("起草通知书", "Notice drafted"),
    "notice.add": ("并入通知书草稿", "Added to the draft"),
    "notice.edit": ("修改通知书草稿", "Draft changed"),
    "notice.doubt": ("来源报警已撤回，请核实是否继续", "Its alarm was withdrawn: decide whether it stands"),
    "notice.list": ("查看通知书", "See notices"),
}
