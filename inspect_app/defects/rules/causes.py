"""Root causes: what lay behind a defect, and how much of it each of the five parties answers for."""

from collections.abc import Mapping
from dataclasses import dataclass

from inspect_app.core.workflow import Field

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """For which severities the cause is asked when a ticket is closed, and what says so."""

    severities: tuple[str, ...]
    basis: str
    verified: bool = False


#: decree 279 art. 3 names the five parties answerable for quality; that causes are shared out is the platform's own
FIVE: dict[str, Words] = {
    "owner": ("建设单位", "Owner"),
    "surveyor": ("勘察单位", "Surveyor"),
    "designer": ("设计单位", "Designer"),
    "contractor": ("施工单位", "Contractor"),
    "supervisor": ("监理单位", "Supervisor"),
}
CAUSES: dict[str, Words] = {
    "workmanship": ("施工操作", "Workmanship"),
    "material": ("材料设备", "Material or equipment"),
    "design": ("设计", "Design"),
    "survey": ("勘察", "Survey"),
    "management": ("组织管理", "Management"),
    "supervision": ("监理旁站", "Supervision"),
    "schedule": ("工期安排", "Schedule"),
    "use": ("使用维护", "Use and upkeep"),
    "other": ("其他", "Other"),
}
ASKED = Asked(("serious", "major"), "平台默认；五方责任主体见《建设工程质量管理条例》第三条")
WHOLE = 100
CAUSE_FIELDS = (
    Field(
        "cause", "choice", "根本原因", "Root cause", required=False,
        choices=tuple((key, zh, en) for key, (zh, en) in CAUSES.items()),
    ),
    *(
        Field(f"share_{role}", "number", f"{zh}责任（%）", f"{en}'s share (%)", required=False)
        for role, (zh, en) in FIVE.items()
    ),
)  # fmt: skip


def asks_cause(severity: str) -> bool:
    """Say whether the root cause is asked when a ticket of this severity is closed."""
    return severity in ASKED.severities


def shares(given: Mapping[str, float | None]) -> dict[str, int] | None:
    """Return the whole percents of the parties that have any (decree 279 art. 3); None when they are no whole.

    `given` is by party; each share is 0 to 100 without fractions, and together they are 100.
    """
    held = {role: value for role, value in given.items() if value}
    if any(role not in FIVE or not 0 < value <= WHOLE or value != int(value) for role, value in held.items()):
        return None
    return {role: int(value) for role, value in held.items()} if sum(held.values()) == WHOLE else None
