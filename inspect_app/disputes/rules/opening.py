"""Which cases may be mediated, by whom, and against whom: a case that was answered and did not settle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SOURCES: Final[dict[str, tuple[str, str]]] = {
    "complaint": ("投诉", "Complaint"),
    "claim": ("报修", "Warranty claim"),
    "defect": ("整改单异议", "Disputed ticket"),
}
#: states of the lower lives in which a case was answered and one side does not take it
UNSETTLED: Final[Mapping[str, tuple[str, ...]]] = {
    "complaint": ("answered", "resolved", "reopened", "closed"),
    "claim": ("declined", "contested", "taken-over", "outside"),
    # A rejected dispute of a ticket leaves it open for its liable party; the repair goes on meanwhile.
    "defect": ("open", "accepted", "rectified", "returned"),
}
#: who mediates, in the order asked: never one of the sides
MEDIATORS: Final = ("community", "street", "authority")
#: of complaints these answer as public bodies: their decisions are reviewed, not mediated
PUBLIC_BODIES: Final = ("street", "community", "authority")
#: the other side of a ticket's liable party, in the order asked
TICKET_OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "subcontractor": ("contractor", "owner"),
    "": ("owner",),
}


def may_open(kind: str, state: str, *, answered: bool) -> bool:
    """Say whether a case in this state may be mediated; `answered`: the other side has had its say."""
    return answered and state in UNSETTLED[kind]


def others_of(roles: Sequence[str]) -> tuple[str, ...]:
    """Return the roles of the other side of a ticket whose liable party holds `roles`."""
    narrow = "subcontractor" in roles and "contractor" not in roles
    return TICKET_OTHERS["subcontractor" if narrow else ""]


@dataclass(frozen=True, slots=True)
class Way:
    """Another way than mediation: when it is open and what it rests on."""

    key: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    basis: str
    verified: bool = False


WAYS: Final[tuple[Way, ...]] = (
    Way("talk", "协商", "Talk", "双方随时可以自行和解。", "Both may settle it between themselves at any time.",
        "《民法典》合同编"),
    Way("petition", "行政投诉、信访", "Complaint to the authority, petition",
        "对行政机关的处理不服，可请求复查、复核。", "Whoever does not accept what a public body decided may ask for a review.",
        "《信访工作条例》第三十五、三十六条", verified=True),
    Way("arbitration", "仲裁", "Arbitration", "合同里有仲裁条款，或双方另外书面约定的，可申请仲裁。",
        "Where the contract or a later paper of both says so.", "《仲裁法》"),
    Way("court", "诉讼", "Court", "可以向人民法院起诉；调解不成不影响起诉。",
        "Either side may sue; mediation that failed takes nothing from that.", "《民事诉讼法》；《人民调解法》第二十六条", verified=True),
)  # fmt: skip
ENFORCE: Final = Way(
    "enforce", "申请强制执行", "Enforcement", "协议已经司法确认，对方不履行的，可向法院申请强制执行。",
    "The court has confirmed the agreement: it can be enforced.", "《人民调解法》第三十三条", verified=True,
)  # fmt: skip
SUE_ON_IT: Final = Way(
    "sue", "就协议起诉", "Sue on the agreement", "就协议的履行或者内容发生争议的，可向法院起诉。",
    "Either side may sue over the agreement or its performance.", "《人民调解法》第三十二条", verified=True,
)  # fmt: skip


def ways(state: str, *, confirmed: bool = False) -> tuple[Way, ...]:
    """Return the other ways open in a state of the dispute; after an agreement, those that make it hold."""
    if state in ("agreed", "broken"):
        return (ENFORCE,) if confirmed else (SUE_ON_IT,)
    return () if state == "settled" else WAYS
