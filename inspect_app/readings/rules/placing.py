"""The life of a placement: where a device is to stand, who put it there and who found it good; and its calibrations."""

from datetime import date, timedelta

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
#: kinds that measure: their place is accepted and their calibration is watched; the others only carry data
MEASURING = ("dust", "noise", "weather", "hoist", "structure", "power", "gas", "pipe")
#: metres above (below) the ground a device may be said to stand at
LOWEST, HIGHEST = -200.0, 1000.0
#: how long before its end a calibration is shown as due
SOON = timedelta(days=30)
#: what is looked at when a placement is accepted; the platform's own list, no standard's
CHECKS: dict[str, Words] = {
    "firm": ("固定牢固，不妨碍通行和施工", "It is fixed firmly and stands in nobody's way"),
    "line": ("供电与通信可靠，线路已保护", "Power and line are reliable and protected"),
    "clear": ("周围无遮挡，测得到该处的情况", "Nothing around it hides what it is to measure"),
    "marked": ("设备编号与登记一致", "Its label is the one registered"),
}
_ANSWERS = (("yes", "符合", "Yes"), ("none", "不适用", "Does not apply"))

PLACEMENT = Workflow(
    kind="placement",
    zh="安装",
    en="Placement",
    states=(
        State("requested", "待批准", "To be approved", "waiting"),
        State("planned", "待安装", "To be installed", "waiting"),
        State("installed", "待验收", "To be accepted", "waiting"),
        State("accepted", "安装已验收", "Placement accepted", "good", final=True),
        State("failed", "验收不合格", "Not accepted", "bad", final=True),
        State("declined", "未批准或已撤销", "Declined or withdrawn", "neutral", final=True),
    ),
    moves=(
        Move("approve", "批准", "Approve", ("requested",), "planned", stamp="approved_at", tone="good"),
        Move(
            "install", "登记安装", "Record the installation", ("planned",), "installed",
            (
                Field("photos", "photos", "安装照片", "Photos of it in place"),
                Field("place", "text", "实际位置", "Where it stands", required=False,
                      hint_zh="与计划相同可不填", hint_en="Leave empty if it is as planned"),
                Field("height_m", "number", "离地高度（米）", "Height above ground (m)",
                      hint_zh="低于地面填负数", hint_en="Below ground: a negative number"),
                Field("began_at", "datetime", "安装时间", "Installed at", required=False,
                      hint_zh="不填即为现在", hint_en="Leave empty for now"),
            ),
            stamp="installed_at",
        ),
        Move(
            "accept", "验收合格", "Accept", ("installed",), "accepted",
            (
                *(Field(key, "choice", zh, en, choices=_ANSWERS) for key, (zh, en) in CHECKS.items()),
                Field("note", "textarea", "说明", "Note", required=False),
            ),
            stamp="judged_at", tone="good",
        ),
        Move(
            "fail", "验收不合格", "Do not accept", ("installed",), "failed",
            (Field("reason", "textarea", "不合格之处", "What is wrong"),), stamp="judged_at", tone="bad",
        ),
        Move(
            "decline", "不批准或撤销", "Decline or withdraw", ("requested", "planned"), "declined",
            (Field("reason", "textarea", "原因", "Reason"),), stamp="declined_at", tone="bad",
        ),
    ),
)  # fmt: skip

#: how the place of a device stands, for badges and filters
PLACED: dict[str, State] = {
    "none": State("none", "未安排安装", "No placement", "neutral"),
    **{each.name: each for each in PLACEMENT.states[:5]},
}
#: whether a device is in touch
PRESENCE: dict[str, State] = {
    "online": State("online", "在线", "Online", "good"),
    "offline": State("offline", "离线", "Offline", "bad"),
    "silent": State("silent", "失联", "Silent", "missing"),
    "never": State("never", "从未上线", "Never heard", "neutral"),
    "tablet": State("tablet", "不判断", "Not watched", "neutral"),
    "retired": State("retired", "已停用", "Retired", "neutral"),
}
CALIBRATION: dict[str, State] = {
    "valid": State("valid", "校准有效", "Calibrated", "good"),
    "soon": State("soon", "校准即将到期", "Calibration due soon", "waiting"),
    "overdue": State("overdue", "校准过期", "Calibration overdue", "bad"),
    "missing": State("missing", "无校准证书", "No certificate", "neutral"),
}

VERBS: dict[str, Words] = {
    "placement.plan": ("安排安装", "planned a placement"),
    "placement.end": ("设备移走", "the device was taken away"),
    "device.calibrate": ("登记校准证书", "recorded a calibration"),
    "device.claim": ("现场认领设备", "claimed the device on site"),
    "device.overdue": ("校准过期", "its calibration ran out"),
    "device.return": ("设备恢复上传", "the device was heard again"),
}


def calibration(valid_until: date | None, today: date) -> str:
    """Return how a calibration stands on a day: a key of CALIBRATION; it is still good on its last day."""
    if valid_until is None:
        return "missing"
    if valid_until < today:
        return "overdue"
    return "soon" if valid_until <= today + SOON else "valid"
