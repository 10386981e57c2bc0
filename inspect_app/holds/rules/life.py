"""The life of a hold point: announced, signed or refused, released, covered, and opened again."""

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
_NOTE = Field("note", "textarea", "说明", "Note", required=False)
_PHOTOS = Field("photos", "photos", "照片", "Photos", required=False)

WORKFLOW = Workflow(
    kind="hold",
    zh="停检点",
    en="Hold point",
    states=(
        State("waiting", "待报验", "To be announced", "neutral"),
        State("announced", "待共同检查", "To be looked at", "waiting"),
        State("refused", "退回整改", "Sent back", "bad"),
        State("released", "可以隐蔽", "May be covered", "good"),
        State("covered", "已隐蔽", "Covered", "good"),
        State("breached", "未验先盖", "Covered without release", "bad"),
        State("reopened", "剥离检查中", "Being opened again", "waiting"),
        State("dropped", "已取消", "Dropped", "neutral", final=True),
    ),
    moves=(
        Move(
            "announce", "报请检查", "Announce ready", ("waiting", "refused", "reopened"), "announced",
            (
                Field("meet_at", "datetime", "共同检查时间", "When to look together",
                      hint_zh="北京时间，不早于通知期满", hint_en="China time, not before the notice has run"),
                Field("note", "textarea", "自检情况", "Own check",
                      hint_zh="写明自检结果和覆盖做法", hint_en="What was checked, and what will cover it"),
                Field("photos", "photos", "覆盖前照片", "Photos before covering"),
            ),
            stamp="announced_at", tone="good",
        ),
        Move(
            "sign", "签认合格", "Sign as passed", ("announced",), "announced",
            (
                Field("name", "text", "签字人姓名", "Name of the signer",
                      hint_zh="与您的账号姓名一致，即为签字", hint_en="As in your account: writing it is signing"),
                Field("note", "textarea", "检查意见", "Remarks", required=False),
            ),
            tone="good",
        ),
        Move(
            "refuse", "不同意隐蔽", "Refuse", ("announced",), "refused",
            (Field("reason", "textarea", "不合格之处", "What is wrong",
                   hint_zh="写明须改正什么", hint_en="Say what must be put right"), _PHOTOS),
            tone="bad",
        ),
        Move("release", "准予隐蔽", "Release", ("announced",), "released", stamp="released_at", tone="good"),
        Move("cover", "登记已隐蔽", "Covered", ("released",), "covered", (_NOTE, _PHOTOS), stamp="covered_at", tone="good"),
        Move(
            "breach", "登记未验先盖", "Covered without release", ("waiting", "announced", "refused"), "breached",
            (Field("reason", "textarea", "发现的情况", "What was found"), _PHOTOS), stamp="breached_at", tone="bad",
        ),
        Move(
            "reopen", "要求剥离检查", "Have it opened again", ("covered", "breached"), "reopened",
            (Field("reason", "textarea", "质疑的原因", "Why it is doubted"),), stamp="reopened_at", tone="bad",
        ),
        Move("uphold", "剥离检查合格", "Opened: in order", ("reopened",), "covered", (_NOTE, _PHOTOS), tone="good"),
        Move(
            "condemn", "剥离检查不合格", "Opened: not in order", ("reopened",), "refused",
            (Field("reason", "textarea", "不合格之处", "What is wrong"), _PHOTOS), tone="bad",
        ),
        Move(
            "drop", "取消停检点", "Drop", ("waiting", "refused"), "dropped",
            (Field("reason", "textarea", "取消原因", "Reason"),), stamp="dropped_at", tone="bad",
        ),
    ),
)  # fmt: skip

#: said on timelines, for acts that are not moves
VERBS: dict[str, Words] = {
    "hold.add": ("设置停检点", "Hold point set"),
    "hold.answer": ("答复通知", "Answered the notice"),
    "hold.silence": ("通知期满，未答复", "Notice over, no answer"),
}
#: what a part of a hold point is, and what a notice may be answered with
PARTS: dict[str, Words] = {"sign": ("签认", "signs"), "witness": ("见证", "witnesses")}
ANSWERS: dict[str, Words] = {
    "come": ("到场", "Comes"),
    "absent": ("不到场", "Does not come"),
    "silent": ("未答复", "No answer"),
}
#: states in which what is inside has been looked at and signed
CLEARED = ("released", "covered")
