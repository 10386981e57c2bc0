"""What a notice orders, what it rests on and by when, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.notices.rules import PERIOD, WORDS, due_on, kind


def _notice(*, kind_of: str, on: date, due: date | None = None, **_rest: Any) -> Answer:
    found, until = kind(kind_of, on), due_on(kind_of, on, due)
    steps = [(found.order_zh, found.order_en)]
    if until and due is None:
        steps.append(
            (
                f"未写期限：{PERIOD.days} 日（{PERIOD.basis}）",
                f"no day given: {PERIOD.days} days ({PERIOD.basis_en})",
            )
        )
    verified = found.verified and (until is None or due is not None or PERIOD.verified)
    result = {"stops": found.stops, "due_on": until.isoformat() if until else None}
    return Answer(result, tuple(steps), found.basis, verified)


register(
    Rule(
        "defects.notice", "通知书的内容、依据与期限", "What a notice orders, its basis and deadline",
        (
            Input("kind_of", "choice", "通知书", "Notice", choices=tuple((key, *words) for key, words in WORDS.items())),
            Input("due", "date", "草稿所写期限", "Day named in the draft", required=False),
        ),
        (
            Output("stops", "boolean", "所列部位停止施工", "What it names stands still"),
            Output("due_on", "string", "整改期限", "To be put right by"),
        ),
        (Edition("《安全生产法》第六十五条；《建设工程质量管理条例》第四十八条", since=date(2021, 9, 1), verified=False),),
        _notice, {"kind_of": "rectification"},
    ),
)  # fmt: skip
