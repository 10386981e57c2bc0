"""The lives of a device and of a dead letter, and the words of what else is done in this room."""

from inspect_app.core.workflow import Field, Move, State, Workflow

#: kind -> (Chinese, English); a tablet sends checklists, every other kind sends readings
DEVICE_KINDS: dict[str, tuple[str, str]] = {
    "dust": ("扬尘监测仪", "Dust monitor"),
    "noise": ("噪声监测仪", "Noise monitor"),
    "weather": ("气象站", "Weather station"),
    "hoist": ("起重机械监测", "Lifting machine monitor"),
    "structure": ("结构与基坑监测", "Structure and pit monitor"),
    "power": ("用电监测", "Power monitor"),
    "gas": ("燃气监测", "Gas monitor"),
    "pipe": ("管道压力监测", "Pipe pressure monitor"),
    "gateway": ("网关", "Gateway"),
    "tablet": ("巡检平板", "Inspection tablet"),
}

DEVICE = Workflow(
    kind="device",
    zh="设备",
    en="Device",
    states=(
        State("registered", "已登记", "Registered", "waiting"),
        State("active", "在线使用", "In use", "good"),
        State("retired", "已停用", "Retired", "neutral", final=True),
    ),
    moves=(
        Move("activate", "启用", "Activate", ("registered",), "active", stamp="activated_at", tone="good"),
        Move(
            "retire", "停用", "Retire", ("registered", "active"), "retired",
            (Field("reason", "textarea", "停用原因", "Reason"),), stamp="retired_at", tone="bad",
        ),
    ),
)  # fmt: skip

LETTER = Workflow(
    kind="letter",
    zh="死信",
    en="Dead letter",
    states=(
        State("waiting", "待处理", "Waiting", "waiting"),
        State("queued", "等待重放", "To be replayed", "waiting"),
        State("replayed", "已重放", "Replayed", "good", final=True),
        State("discarded", "已丢弃", "Discarded", "neutral", final=True),
    ),
    moves=(
        Move("replay", "重放", "Replay", ("waiting",), "queued", tone="good"),
        Move(
            "discard", "丢弃", "Discard", ("waiting",), "discarded",
            (Field("note", "textarea", "说明", "Note", required=False),), stamp="settled_at", tone="bad",
        ),
        Move("settle", "重放成功", "Replay succeeded", ("queued",), "replayed", stamp="settled_at", tone="good"),
        Move("refuse", "重放失败", "Replay failed", ("queued",), "waiting", tone="bad"),
        Move("recur", "再次出现", "Came again", ("replayed",), "waiting", tone="bad"),
    ),
)  # fmt: skip

OVER = State("over", "超限中", "Over the limit", "bad")
CLEARED = State("cleared", "已恢复", "Cleared", "good")
UNCERTAIN = State("uncertain", "数据中断，结束时间不确定", "Data stopped: its end is not certain", "missing")
WITHDRAWN = State(
    "withdrawn",
    "已撤回：补报或更正的数据表明未超限",
    "Withdrawn: later or corrected data disproved it",
    "neutral",
)


def alarm_state(ended_by: str, withdrawn: bool) -> State:
    """Return how an alarm stands, for its badge; whether anybody has seen it is another fact."""
    if withdrawn:
        return WITHDRAWN
    return {"": OVER, "gap": UNCERTAIN}.get(ended_by, CLEARED)


#: journal verb -> (Chinese, English), for acts that are no moves
VERBS: dict[str, tuple[str, str]] = {
    "device.register": ("登记设备", "registered the device"),
    "device.rotate": ("更换设备密钥", "gave the device a new secret"),
    "device.silent": ("设备失联，数据缺失", "the device fell silent: data missing"),
    "device.offline": ("设备离线", "the device went offline"),
    "device.online": ("设备恢复在线", "the device is online again"),
    "device.profile": ("选择映射配置", "chose how its payload is read"),
    "profile.set": ("设定映射配置", "set a mapping profile"),
    "profile.end": ("停用映射配置", "ended a mapping profile"),
    "month.cool": ("读数移入历史读数文件", "moved readings of a month into a cold file"),
    "month.restore": ("历史读数移回数据库", "brought readings of a cold file back"),
    "alarm.open": ("超限报警", "alarm opened"),
    "alarm.reopen": ("报警重新成立", "the alarm stands again"),
    "alarm.clear": ("报警解除", "alarm cleared"),
    "alarm.withdraw": ("补报或更正的数据表明未超限，报警撤回", "later or corrected data disproved the alarm"),
    "alarm.retract": (
        "报警不成立，相关工单和草稿已处理",
        "the alarm is void; what followed from it is settled",
    ),
    "alarm.doubt": ("报警所依据的数据存疑", "the readings of the alarm are in doubt"),
    "alarm.trust": ("报警所依据的数据不再存疑", "the readings of the alarm are in doubt no more"),
    "alarm.confirm": ("现场核实后确认报警属实", "looked and confirmed the alarm in doubt"),
    "alarm.remind": ("报警无人确认，再次提醒", "reminded of the alarm: nobody acknowledged it"),
    "alarm.escalate": ("报警仍无人确认，上报", "the alarm went up: still nobody acknowledged it"),
    "alarm.stand-down": ("报警已处置，通知被提醒的人", "told those reminded that the alarm is settled"),
    "alarm.acknowledge": ("确认报警", "acknowledged the alarm"),
    "limit.set": ("设定限值", "set a limit"),
    "limit.end": ("停用限值", "ended a limit"),
    "letter.keep": ("收到无法读取的报文", "kept a message that could not be read"),
}
