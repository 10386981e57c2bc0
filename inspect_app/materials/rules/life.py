"""The life of a material lot: entered, sampled, tested, signed for use or rejected and taken off site."""

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
_NOTE = Field("note", "textarea", "说明", "Note", required=False)

WORKFLOW = Workflow(
    kind="material",
    zh="材料批次",
    en="Material lot",
    states=(
        State("entered", "待验收", "To be checked", "waiting"),
        State("sampled", "已取样送检", "Sample sent", "waiting"),
        State("tested", "复验合格待签认", "Test passed, to be signed", "waiting"),
        State("accepted", "可以使用", "May be used", "good"),
        State("rejected", "不合格", "Rejected", "bad"),
        State("removed", "已退场", "Taken off site", "neutral", final=True),
        State("void", "已作废", "Void", "neutral", final=True),
    ),
    moves=(
        Move(
            "sample", "见证取样送检", "Sample taken and sent", ("entered",), "sampled",
            (
                Field("sample_no", "text", "样品编号", "Number of the sample"),
                Field("laboratory", "text", "检测单位", "Laboratory",
                      hint_zh="应具有相应资质", hint_en="Qualified for this test"),
                _NOTE,
            ),
            stamp="sampled_at",
        ),
        Move(
            "pass", "登记复验合格", "Record that the test was passed", ("sampled",), "tested",
            (
                Field("report_no", "text", "报告编号", "Number of the report"),
                Field("report_on", "date", "报告日期", "Date of the report"),
                Field("photos", "photos", "检测报告照片", "Photos of the report"),
            ),
            stamp="tested_at", tone="good",
        ),
        Move(
            "accept", "签认可以使用", "Sign for use", ("entered", "tested"), "accepted",
            (
                Field("name", "text", "签字人姓名", "Name of the signer",
                      hint_zh="与您的账号姓名一致，即为签字", hint_en="As in your account: writing it is signing"),
                _NOTE,
            ),
            stamp="accepted_at", tone="good",
        ),
        Move(
            "reject", "判为不合格", "Reject", ("entered", "sampled", "tested", "accepted"), "rejected",
            (
                Field("reason", "textarea", "不合格之处", "What is wrong",
                      hint_zh="外观、资料或检测结果", hint_en="Its looks, its papers or the test"),
                Field("report_no", "text", "报告编号", "Number of the report", required=False),
                Field("photos", "photos", "照片", "Photos", required=False),
            ),
            stamp="rejected_at", tone="bad",
        ),
        Move(
            "remove", "登记退场", "Taken off site", ("rejected",), "removed",
            (Field("photos", "photos", "退场照片", "Photos of its leaving"), _NOTE), stamp="removed_at",
        ),
        Move(
            "void", "登记有误，作废", "Entered by mistake", ("entered",), "void",
            (Field("reason", "textarea", "原因", "Reason"),), stamp="voided_at", tone="bad",
        ),
    ),
)  # fmt: skip

#: said on timelines, for acts that are not moves
VERBS: dict[str, Words] = {
    "material.enter": ("材料进场登记", "Lot entered"),
    "material.use": ("登记使用部位", "Use recorded"),
    "material.unuse": ("撤回使用部位", "Use taken back"),
}
#: the one state in which it may be built in
USABLE = "accepted"
