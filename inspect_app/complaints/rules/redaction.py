"""What is done with a resident's photo before anybody else sees it: its life, the boxes that cover parts of it."""

from collections.abc import Iterable, Sequence

from inspect_app.core.errors import field_problem
from inspect_app.core.workflow import Field, Move, State, Workflow

#: left, top, width, height in parts of ten thousand of the picture
Box = tuple[int, int, int, int]
WHOLE = 10_000
MOST_BOXES = 40
#: what is proposed to be covered, and why
KINDS: dict[str, tuple[str, str]] = {
    "face": ("人脸", "A face"),
    "plate": ("车牌", "A number plate"),
    "number": ("门牌号等数字", "A house number"),
}
BASIS = "《个人信息保护法》第 6、28 条：最小必要；人脸属敏感个人信息"
_BOXES = Field(
    "boxes", "textarea", "遮挡框", "Boxes to cover", required=False,
    hint_zh="每框：左,上,宽,高（占画面的万分之几），以分号隔开；无需遮挡则留空",
    hint_en="each: left,top,width,height in ten-thousandths of the picture, with semicolons between; empty covers nothing",
)  # fmt: skip

REDACTION = Workflow(
    kind="redaction",
    zh="照片遮挡",
    en="Photo of a complaint",
    states=(
        State("waiting", "待查找", "Not looked through yet", "waiting"),
        State("proposed", "待人工确认", "For a person to decide", "waiting"),
        State("shown", "已确认，可见", "Decided: shown", "good"),
        State("withheld", "不公开", "Withheld", "neutral"),
    ),
    moves=(
        Move("propose", "提出遮挡建议", "Propose what to cover", ("waiting",), "proposed", stamp="proposed_at"),
        Move("redact", "遮挡并公开", "Cover and show", ("waiting", "proposed"), "shown", (_BOXES,), stamp="decided_at", tone="good"),
        Move(
            "withhold", "不公开", "Withhold", ("waiting", "proposed"), "withheld",
            (Field("reason", "text", "原因", "Why"),), stamp="decided_at", tone="bad",
        ),
        Move("again", "重新处理", "Decide again", ("shown", "withheld"), "proposed", (Field("reason", "text", "原因", "Why"),)),
    ),
)  # fmt: skip
UNDECIDED = ("waiting", "proposed")
REDACTION_VERBS: dict[str, tuple[str, str]] = {
    "redaction.propose": ("提出遮挡建议", "What to cover was proposed"),
    "redaction.redact": ("照片遮挡后公开", "The photo is shown with parts covered"),
    "redaction.withhold": ("照片不公开", "The photo is withheld"),
    "redaction.again": ("照片重新处理，暂不可见", "The photo is decided again and hidden until then"),
}


def parse(text: str) -> tuple[Box, ...]:
    """Return the boxes a form or a machine wrote; refused where one is no box of the picture."""
    parts = [each for each in text.replace("；", ";").split(";") if each.strip()]
    if len(parts) > MOST_BOXES:
        raise field_problem("boxes", f"最多 {MOST_BOXES} 个框", f"at most {MOST_BOXES} boxes")
    return tuple(_box(each) for each in parts)


def _box(text: str) -> Box:
    figures = [each.strip() for each in text.replace("，", ",").split(",")]
    # No more digits than the picture has parts: a figure of ten thousand digits is no box.
    if len(figures) == 4 and all(each.isascii() and each.isdigit() and len(each) <= 5 for each in figures):
        left, top, width, height = map(int, figures)
        if width > 0 and height > 0 and left + width <= WHOLE and top + height <= WHOLE:
            return left, top, width, height
    raise field_problem(
        "boxes",
        "遮挡框须在画面之内，如 1000,2000,500,300",
        "a box lies within the picture, e.g. 1000,2000,500,300",
    )


def written(boxes: Iterable[Sequence[int]]) -> str:
    """Return boxes as a form holds them."""
    return ";".join(",".join(map(str, each)) for each in boxes)
