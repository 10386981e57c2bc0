"""The lives of a utility's work and of an audit finding."""

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
_REASON = Field("reason", "textarea", "理由", "Reason")

WORK = Workflow(
    kind="utility-work",
    zh="专营设施计划",
    en="Utility work",
    states=(
        State("planned", "待会签", "To be signed", "waiting"),
        State("signed", "已会签", "Signed", "good"),
        State("excused", "不参与，已说明", "Left out, with reason", "neutral"),
        State("done", "已完工", "Done", "good", final=True),
        State("cancelled", "已取消", "Cancelled", "neutral", final=True),
    ),
    moves=(
        Move(
            "sign", "会签统筹施工方案", "Sign the coordinated plan", ("planned",), "signed",
            (Field("name", "text", "签字人姓名", "Name of the signer", hint_zh="与您的账号姓名一致，即为签字",
                   hint_en="As in your account: writing it is signing"),),
            stamp="signed_at", tone="good",
        ),
        Move("excuse", "说明不参与的理由", "Say why it is left out", ("planned", "signed"), "excused", (_REASON,)),
        Move(
            "revise", "调整日期", "Change the dates", ("planned", "signed", "excused"), "planned",
            (Field("since", "date", "开始", "From"), Field("until", "date", "结束", "Until"), _REASON),
        ),
        Move(
            "finish", "登记完工", "Record as done", ("signed",), "done",
            (Field("until", "date", "路面恢复日期", "Surface restored on"),), stamp="finished_at", tone="good",
        ),
        Move("cancel", "取消", "Cancel", ("planned", "signed", "excused"), "cancelled", (_REASON,), stamp="cancelled_at", tone="bad"),
    ),
)  # fmt: skip

FINDING = Workflow(
    kind="audit-finding",
    zh="审计督查问题",
    en="Audit finding",
    states=(
        State("open", "待整改", "To be put right", "waiting"),
        State("answered", "已答复待核", "Answered, to be checked", "waiting"),
        State("closed", "已销号", "Closed", "good", final=True),
        State("void", "已作废", "Void", "neutral", final=True),
    ),
    moves=(
        Move(
            "answer", "答复整改情况", "Answer", ("open",), "answered",
            (
                Field("reply", "textarea", "整改情况", "What was done"),
                Field("photos", "photos", "整改证明", "Proof", hint_zh="文件或现场照片", hint_en="Papers or photos of the site"),
            ),
            stamp="answered_at",
        ),
        Move(
            "close", "核实销号", "Check and close", ("answered",), "closed",
            (Field("note", "textarea", "核实意见", "What was checked"),), stamp="closed_at", tone="good",
        ),
        Move("return", "退回再整改", "Send back", ("answered",), "open", (_REASON,), tone="bad"),
        Move("void", "登记有误，作废", "Entered by mistake", ("open",), "void", (_REASON,), stamp="voided_at", tone="bad"),
    ),
)  # fmt: skip

BODIES: dict[str, Words] = {
    "audit": ("审计", "Audit"), "state_council": ("国务院大督查", "State Council inspection"),
    "housing": ("住建部门督导", "Housing authority"),
    "petition": ("信访", "Petitions"), "media": ("媒体", "Media"),
}  # fmt: skip
TRADES: dict[str, Words] = {
    "water": ("供水", "Water"), "drainage": ("排水", "Drainage"), "power": ("电力", "Power"), "gas": ("供气", "Gas"),
    "heating": ("供热", "Heating"), "telecom": ("通信", "Telecom"), "road": ("小区道路（本项目）", "Roads of this project"),
}  # fmt: skip
VERBS: dict[str, Words] = {
    "dossier.enter": ("登记", "Entered"), "dossier.correct": ("更正", "Corrected"),
    "utility-work.plan": ("登记专营设施计划", "Utility work planned"), "audit-finding.enter": ("登记问题", "Finding entered"),
}  # fmt: skip
