"""What a dangerous work needs before it begins, and whether its papers give it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from inspect_app.inspections.rules.safety import BY_KIND, Threshold, Words, dangerous

BASIS: Final = "住建部令第37号 第十条、第十一条、第十二条、第十三条；建办质〔2018〕31号"
#: members of a panel; from memory, not confirmed
LEAST_EXPERTS: Final = 5
EXPERTS_VERIFIED: Final = False
PAPERS: Final[dict[str, Words]] = {
    "plan": ("专项施工方案", "Special plan"),
    "review": ("专家论证报告", "Expert review"),
    "acceptance": ("危大工程验收", "Acceptance of the dangerous work"),
}
#: conclusions of a review; the words are from memory
CONCLUSIONS: Final[dict[str, Words]] = {
    "pass": ("通过", "passed"),
    "amend": ("修改后通过", "passed once amended"),
    "fail": ("不通过", "not passed"),
}
#: key -> (what a person reads, tone); `ready` and `free` let the work begin
STATES: Final[dict[str, tuple[str, str, str]]] = {
    "unknown": ("类别或规模未登记", "Kind or size not on record", "missing"),
    "free": ("未达规模，不须专项方案", "Below the size: no special plan needed", "good"),
    "plan": ("缺专项施工方案", "The special plan is missing", "bad"),
    "plan-unsigned": (
        "专项方案待总监理工程师签字",
        "The plan awaits the chief supervisor's signature",
        "waiting",
    ),
    "review": ("缺专家论证", "The expert review is missing", "bad"),
    "review-unsigned": ("论证报告待监理签认", "The review awaits the supervisor's signature", "waiting"),
    "panel": ("论证专家人数不足", "Too few experts on the panel", "bad"),
    "failed": ("专家论证不通过", "The experts did not pass it", "bad"),
    "amend": ("待修改方案并重新签字", "The plan is to be amended and signed again", "waiting"),
    "ready": ("方案齐备", "Its papers are complete", "good"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as the rule sees it."""

    kind: str
    at: datetime
    signed: bool
    experts: int | None = None
    conclusion: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a plan and a review are needed (None: not known), and how it stands; `state` is a key of STATES."""

    state: str
    plan: bool | None = None
    review: bool | None = None
    threshold: Threshold | None = None

    @property
    def ready(self) -> bool:
        """Whether the work may begin."""
        return self.state in ("ready", "free")

    @property
    def words(self) -> Words:
        """Return how it stands, in words."""
        return STATES[self.state][:2]


def size_words(threshold: Threshold, size: float) -> Words:
    """Return a size with what it measures and its unit: `搭设高度 26 m`, `height 26 m`."""
    number = f"{size:.2f}".rstrip("0").rstrip(".")
    parts = (threshold.measure[0].partition(" "), threshold.measure[1].partition(", "))
    zh, en = (" ".join(filter(None, (what, number, unit))) for what, _, unit in parts)
    return zh, en


def standing(kind: str | None, size: float | None, papers: Sequence[Paper]) -> Standing:
    """Judge a dangerous work by its kind, its size in the measure of the kind, and its papers, oldest first.

    A plan counts with the signature of contractor and supervisor, a review with enough experts; what was to be
    amended needs a plan handed in after it. Source: 住建部令第37号 arts. 10 to 13.
    """
    found = BY_KIND.get(kind or "")
    if found is None or (size is None and not (found.plan == 0 and found.review is None)):
        return Standing("unknown", threshold=found)
    plan, review = dangerous(found.kind, size or 0)
    state = _state(review, papers) if plan else "free"
    return Standing(state, plan, review, found)


def _state(review: bool, papers: Sequence[Paper]) -> str:
    plans = [each for each in papers if each.kind == "plan"]
    if not plans:
        return "plan"
    if not plans[-1].signed:
        return "plan-unsigned"
    if not review:
        return "ready"
    reviews = [each for each in papers if each.kind == "review"]
    if not reviews:
        return "review"
    newest = reviews[-1]
    if not newest.signed:
        return "review-unsigned"
    if (newest.experts or 0) < LEAST_EXPERTS:
        return "panel"
    if newest.conclusion == "fail":
        return "failed"
    # A plan made after the review and not the one the experts saw counts only where they asked for it.
    later = plans[-1].at > newest.at
    if newest.conclusion == "amend":
        return "ready" if later else "amend"
    return "review" if later else "ready"
