"""What the liable party asks for on a ticket: more time, or leave for its plan; who decides, and how soon."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]

REQUEST = Workflow(
    kind="request",
    zh="申请",
    en="Request",
    states=(
        State("waiting", "待答复", "To be answered", "waiting"),
        State("granted", "已同意", "Granted", "good", final=True),
        State("refused", "不同意", "Refused", "bad", final=True),
        State("withdrawn", "已撤回", "Taken back", "neutral", final=True),
    ),
    moves=(
        Move(
            "grant", "同意", "Grant", ("waiting",), "granted",
            (Field("answer", "textarea", "意见", "Remarks", required=False),), stamp="decided_at", tone="good",
        ),
        Move(
            "refuse", "不同意", "Refuse", ("waiting",), "refused",
            (Field("answer", "textarea", "不同意的原因", "Why not"),), stamp="decided_at", tone="bad",
        ),
        Move("withdraw", "撤回", "Take it back", ("waiting",), "withdrawn", stamp="decided_at"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A kind of request: its words, how soon it is decided, how often it may be made, whether its wait is given back.

    `gives_back` is whether the time it lay with the verifier does not count for the liable party.
    """

    key: str
    zh: str
    en: str
    within: timedelta
    most: int
    gives_back: bool
    basis: str
    verified: bool = False


_OWN = "平台默认值，法律未规定"
REQUESTS: dict[str, Request] = {
    each.key: each
    for each in (
        Request("time", "延期申请", "Request for more time", timedelta(hours=48), 3, False, _OWN),
        Request("plan", "整改方案", "Plan", timedelta(hours=24), 20, True, _OWN),
    )
}
#: how far beyond the deadline one request may ask
LONGEST = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PlanRule:
    """Which tickets need a plan approved by the supervisor before the fix is handed in, and what says so."""

    severities: tuple[str, ...]
    basis: str
    basis_en: str
    verified: bool = False


PLAN = PlanRule(
    ("serious", "major"),
    "平台默认；《建设工程安全生产管理条例》第十四条要求监理审查技术措施",
    "platform default; decree 393 art. 14 has the supervisor examine technical measures",
)
#: whether a ticket needs a plan and how far it has got
PLANS: dict[str, Words] = {
    "none": ("不需要", "Not needed"),
    "wanted": ("待报方案", "To be handed in"),
    "asked": ("待审批", "To be approved"),
    "approved": ("已批准", "Approved"),
}
MAY_FIX = ("none", "approved")


def plan_at_first(severity: str, spared: bool) -> str:
    """Return how a new ticket stands.

    Spared is a sub-ticket, which follows the plan of the one it belongs to, and a danger that is removed at once.
    """
    return "wanted" if severity in PLAN.severities and not spared else "none"


def due_after_decision(kind: str, due: datetime, asked_at: datetime, decided_at: datetime) -> datetime:
    """Return the deadline after a request was decided: its wait is given back where the rule says so."""
    return due + (decided_at - asked_at) if REQUESTS[kind].gives_back else due


def may_ask_until(due: datetime, until: datetime, at: datetime) -> bool:
    """Say whether a request may ask for this deadline: later than the one there is, and not beyond all measure."""
    return max(due, at) < until <= max(due, at) + LONGEST
