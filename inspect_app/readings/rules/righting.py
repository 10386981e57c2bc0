"""The life of a correction: told, then put in the place of the first or not, by a person who says why."""

from inspect_app.core.workflow import Field, Move, State, Workflow

_REASON = Field("reason", "textarea", "理由", "Reason")

CORRECTION = Workflow(
    kind="correction",
    zh="更正",
    en="Correction",
    states=(
        State("told", "待决定", "To be decided", "waiting"),
        State("accepted", "已采用", "Counts", "good"),
        State("refused", "不采用", "Not taken", "neutral"),
    ),
    moves=(
        Move("accept", "采用更正值", "Let it count", ("told",), "accepted", (_REASON,), stamp="decided_at", tone="good"),
        Move("refuse", "不采用", "Do not take it", ("told",), "refused", (_REASON,), stamp="decided_at", tone="bad"),
        Move("undo", "撤回决定", "Take the decision back", ("accepted", "refused"), "told", (_REASON,),
             stamp="decided_at"),
    ),
)  # fmt: skip
