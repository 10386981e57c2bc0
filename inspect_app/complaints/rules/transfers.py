"""When a complaint goes to another party: only by its acceptance, and by decision after too many refusals."""

TRANSFER_ANSWERS: dict[str, tuple[str, str]] = {
    "accepted": ("已接收", "Taken"),
    "refused": ("不接收", "Refused"),
    "recalled": ("已收回", "Taken back"),
    "decided": ("由街道或监督机构指定", "Decided by street office or authority"),
}
#: refusals after which street office or authority decides who answers; the platform's own figure
MOST_BOUNCES = 2
BOUNCES_BASIS = "平台默认；《信访工作条例》第 24 条：对受理有争议的由共同上级指定"
#: the platform's words for it where a rule is cited; not read in the source
BOUNCES_VERIFIED = False


def must_decide(bounces: int) -> bool:
    """Say whether a complaint refused so often is no longer offered but decided upon."""
    return bounces >= MOST_BOUNCES
