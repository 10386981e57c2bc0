"""The life of a trial: planned, run, witnessed, and then passed, failed or not to be judged."""

from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.trials.rules.catalogue import INPUTS

Words = tuple[str, str]
_NAME = Field("name", "text", "签字人姓名", "Name of the signer",
              hint_zh="与您的账号姓名一致，即为签字", hint_en="As in your account: writing it is signing")  # fmt: skip
#: what stands in the curve's field, said above it
_CURVE = Field("curve", "textarea", "压力曲线", "Pressure curve", required=False,
               hint_zh="每行“秒 数值”或“时:分:秒 数值”，可整段粘贴 CSV；有设备时留空",
               hint_en="A line for each: seconds (or h:mm:ss) and value; a CSV may be pasted; leave empty with a device")  # fmt: skip

WORKFLOW = Workflow(
    kind="trial",
    zh="功能性试验",
    en="Functional test",
    states=(
        State("planned", "待试验", "To be run", "waiting"),
        State("run", "待见证判定", "To be witnessed", "waiting"),
        State("passed", "合格", "Passed", "good", final=True),
        State("failed", "不合格", "Failed", "bad", final=True),
        State("unclear", "无法判定", "Cannot be judged", "bad", final=True),
        State("void", "已作废", "Void", "neutral", final=True),
    ),
    moves=(
        Move(
            "run", "登记试验", "Record the trial", ("planned",), "run",
            (
                Field("began_at", "datetime", "开始时间", "Began", hint_zh="北京时间", hint_en="China time"),
                Field("device", "text", "监测设备名称", "Device", required=False,
                      hint_zh="填写后按时间段取曲线", hint_en="Its readings of this time become the curve"),
                Field("ended_at", "datetime", "结束时间", "Ended", required=False,
                      hint_zh="从设备取曲线时必填", hint_en="Needed with a device"),
                _CURVE,
                Field("values", "textarea", "测值", "Values", required=False,
                      hint_zh="逐点填写，用空格或换行分开", hint_en="One for each point, parted by blanks or lines"),
                *(Field(name, "number", f"{zh}（{unit}）" if unit else zh, f"{en} ({unit})" if unit else en, required=False)
                  for name, (zh, en, unit) in INPUTS.items()),
                Field("seen", "choice", "检查结果", "What was seen",
                      choices=(("no", "没有异常", "Nothing wrong"), ("yes", "有异常", "Something wrong"))),
                Field("gauge_no", "text", "量具编号", "Number of the gauge", required=False),
                Field("certificate", "text", "检定证书号", "Certificate of its verification", required=False),
                Field("valid_until", "date", "检定有效期至", "Valid until", required=False),
                Field("full", "text", "量程上限", "Full scale", required=False),
                Field("division", "text", "分度值", "Division", required=False),
                Field("note", "textarea", "说明", "Note", required=False),
                Field("photos", "photos", "现场照片", "Photos"),
                _NAME,
            ),
            stamp="run_at",
        ),
        Move(
            "return", "退回重新登记", "Send back", ("run",), "planned",
            (Field("reason", "textarea", "退回原因", "Reason"),), tone="bad",
        ),
        Move(
            "witness", "见证签认并判定", "Witness and have it judged", ("run",), "run",
            (_NAME, Field("note", "textarea", "见证意见", "Remarks", required=False)), stamp="witnessed_at", tone="good",
        ),
        Move("pass", "判定合格", "Passed", ("run",), "passed", stamp="judged_at", tone="good"),
        Move("fail", "判定不合格", "Failed", ("run",), "failed", stamp="judged_at", tone="bad"),
        Move("doubt", "无法判定", "Cannot be judged", ("run",), "unclear", stamp="judged_at", tone="bad"),
        Move(
            "void", "作废", "Void", ("planned",), "void",
            (Field("reason", "textarea", "原因", "Reason"),), stamp="voided_at", tone="bad",
        ),
    ),
)  # fmt: skip
#: said on timelines, for acts that are not moves
VERBS: dict[str, Words] = {"trial.plan": ("安排试验", "Trial planned")}
SOURCES: dict[str, Words] = {
    "": ("—", "—"), "device": ("监测设备", "device"), "typed": ("人工读数", "read off"), "file": ("仪器记录", "recorded"),
}  # fmt: skip
#: states of a defect in which what it asked for was done, so that the trial may be made again
MENDED = ("rectified", "closed", "void")
