"""Why somebody may look at what is hidden of a resident, and how long it is kept."""

from dataclasses import dataclass
from datetime import date, timedelta

#: what a look at a phone number or an exact place is for; written down with each look
PURPOSES: dict[str, tuple[str, str]] = {
    "ask": ("核实情况", "Ask about the matter"),
    "appoint": ("约上门时间", "Arrange a visit"),
    "visit": ("上门查看或维修", "Visit or repair"),
    "reply": ("当面或电话答复", "Answer in person or by phone"),
    "callback": ("回访", "Call back"),
    "check": ("监督核查", "Supervisory check"),
}


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something of a resident is kept after the case is over: days, its reason and its article."""

    key: str
    zh: str
    en: str
    days: int
    basis: str
    verified: bool
    since: date


_LAW = "《个人信息保护法》第 19 条（实现处理目的所必要的最短时间）；天数为平台默认"
RETENTIONS: dict[str, Retention] = {
    each.key: each
    for each in (
        Retention("contact", "电话和具体位置", "Phone and exact place", 365, _LAW, verified=False, since=date(2021, 11, 1)),
        Retention("supporter", "附议人的电话", "Phone of who joined in", 180, _LAW, verified=False, since=date(2021, 11, 1)),
    )
}  # fmt: skip


def kept_until(key: str, over: date) -> date:
    """Return the last day something is kept when its case was over on that day."""
    return over + timedelta(days=RETENTIONS[key].days)
