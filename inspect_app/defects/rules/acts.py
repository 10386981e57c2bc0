"""What is done on a ticket without changing its state: asking, planning, giving on, splitting; as forms and routes know it."""

from inspect_app.core.workflow import Field, Move, Workflow
from inspect_app.defects.rules.life import WAITING, WORKFLOW

_ACCEPTED = ("accepted", "returned")
_TITLE = Field("title", "text", "要做什么", "What is to be done")
_NOTE = Field("note", "textarea", "说明", "Description", required=False)

#: only names, fields and from where: the state each one names as its end is the one it begins in
ACTS = Workflow(
    kind="defect",
    zh=WORKFLOW.zh,
    en=WORKFLOW.en,
    states=WORKFLOW.states,
    moves=(
        Move(
            "plan", "报整改方案", "Hand in a plan", _ACCEPTED, "accepted",
            (
                Field("who", "text", "谁来整改", "Who does it"),
                Field("until", "datetime", "何时完成", "Done by", hint_zh="北京时间", hint_en="China time"),
                Field("method", "textarea", "整改方法", "Method"),
                Field("lot", "text", "材料批次", "Lot of the material", required=False,
                      hint_zh="已登记的填编号（CL-…），须已签认可以使用", hint_en="An entered one by its number (CL-…), signed for use"),
            ),
            tone="good",
        ),
        Move(
            "more-time", "申请延期", "Ask for more time", WAITING, "open",
            (
                Field("reason", "textarea", "延期理由", "Why more time is needed"),
                Field("until", "datetime", "申请延至", "New deadline asked for", hint_zh="北京时间；批准前期限不变",
                      hint_en="China time; the deadline stands until it is granted"),
            ),
        ),
        Move(
            "delegate", "交分包单位整改", "Pass on to a subcontractor", _ACCEPTED, "accepted",
            (
                Field("party_id", "text", "分包单位", "Subcontractor"), _TITLE, _NOTE,
                Field("until", "datetime", "分包期限", "Its deadline", required=False, hint_zh="不填则与本工单相同",
                      hint_en="Left out: that of this ticket"),
            ),
        ),
        Move(
            "split", "拆分工单", "Split a part off", WAITING, "open",
            (_TITLE, _NOTE, Field("liable_party_id", "text", "责任单位", "Liable party", required=False)),
        ),
    ),
)  # fmt: skip
