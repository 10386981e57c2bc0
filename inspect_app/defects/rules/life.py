"""The life of a defect: its states and moves, what it may be and come from, and who acts next."""

from inspect_app.core.workflow import Field, Move, State, Workflow

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

WORKFLOW = Workflow(
    kind="defect",
    zh="缺陷",
    en="Defect",
    states=(
        State("open", "待接收", "To accept", "bad"),
        State("accepted", "整改中", "Being fixed", "waiting"),
        State("rectified", "待复查", "To re-check", "waiting"),
        State("returned", "退回重改", "Sent back", "bad"),
        State("closed", "已销号", "Closed", "good", final=True),
        State("void", "已作废", "Void", "neutral", final=True),
    ),
    moves=(
        Move("accept", "接收", "Accept", ("open",), "accepted", stamp="accepted_at", tone="good"),
        Move(
            "rectify", "提交整改", "Submit the fix", ("accepted", "returned"), "rectified",
            (Field("note", "textarea", "整改说明", "What was done"), _BEFORE, _AFTER),
            stamp="rectified_at", tone="good",
        ),
        Move(
            "confirm", "复查合格", "Confirm the fix", ("rectified",), "closed",
            (Field("note", "textarea", "复查意见", "Remarks", required=False), _CHECKED),
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
            "void", "作废", "Void", ("open", "accepted", "returned"), "void",
            (Field("reason", "textarea", "作废原因", "Reason"),), stamp="voided_at", tone="bad",
        ),
    ),
)  # fmt: skip

#: said on timelines, for acts that are not moves
VERBS: dict[str, tuple[str, str]] = {
    "defect.raise": ("登记缺陷", "Raised"),
    "defect.overdue": ("超期未整改", "Overdue"),
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
}
#: roles of parties that may have to put a defect right
LIABLE_ROLES = (
    "contractor", "subcontractor", "designer", "surveyor", "owner", "supervisor", "property", "utility",
)  # fmt: skip
#: states in which the liable party has to act, so that its time runs
WAITING = ("open", "accepted", "returned")


def next_step(state: str) -> tuple[str, str, str] | None:
    """Return who acts next ("liable" or "verifier") and what they do (zh, en); None when all is done."""
    return {
        "open": ("liable", "接收工单", "accept the ticket"),
        "accepted": ("liable", "整改并上传照片", "fix it and submit photos"),
        "returned": ("liable", "按退回原因重新整改", "fix it again as the reason says"),
        "rectified": ("verifier", "到现场复查", "re-check on site"),
    }.get(state)
