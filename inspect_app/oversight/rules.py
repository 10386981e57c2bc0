"""Whose first page is which, the order of risk, what the journal shows and how it is exported."""

from dataclasses import dataclass

#: role -> first page, asked from the top: whoever holds several roles gets the first
FIRST_PAGE: dict[str, str] = {
    "authority": "board",
    "admin": "board",
    "inspector": "today",
    "supervisor": "supervisor",
    "contractor": "firm",
    "subcontractor": "firm",
    "owner": "owner",
    "street": "desk",
    "community": "desk",
    "property": "firm",
    "utility": "firm",
    "designer": "projects",
    "surveyor": "projects",
}
#: a figure of the board -> (Chinese, English, tone when it is not 0)
FIGURES: dict[str, tuple[str, str, str]] = {
    "major": ("重大问题", "Major defects", "bad"),
    "serious": ("较重问题", "Serious defects", "waiting"),
    "overdue": ("超期未整改", "Overdue", "bad"),
    "alarms": ("正在报警", "Open alarms", "bad"),
    "silent": ("数据缺失设备", "Silent devices", "missing"),
    "complaints": ("新投诉", "New complaints", "waiting"),
}
#: kind of thing in the journal -> the page that shows it
PAGES_OF: dict[str, str] = {
    "project": "/projects/{}",
    "defect": "/defects/{}",
    "visit": "/visits/{}",
    "plan": "/plans/{}",
    "submission": "/submissions/{}",
    "device": "/devices/{}",
    "alarm": "/alarms/{}",
    "letter": "/dead-letters/{}",
    "acceptance": "/acceptances/{}",
    "certificate": "/certificates/{}",
    "complaint": "/complaints/{}",
    "credit": "/credit/{}",
    "reaction": "/reactions#r{}",
    "delivery": "/outbox/{}",
}
#: how a failed reaction stands -> (Chinese, English, tone)
REACTIONS: dict[str, tuple[str, str, str]] = {
    "failed": ("已停止重试", "Given up", "bad"),
    "retrying": ("将自动重试", "Will be tried again", "waiting"),
}
VERBS: dict[str, tuple[str, str]] = {"reaction.run-again": ("重新执行后续处理", "Ran the reactions again")}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of one site, or of all."""

    major: int = 0
    serious: int = 0
    overdue: int = 0
    alarms: int = 0
    silent: int = 0
    complaints: int = 0

    def order(self) -> tuple[int, ...]:
        """Return what sorts the sites, the gravest first."""
        graver = (self.major, self.overdue + self.serious, self.alarms, self.silent, self.complaints)
        return tuple(-each for each in graver)


def first_page(roles: set[str]) -> str:
    """Return the first page of whoever holds these roles; `start` for those who hold none."""
    return next((page for role, page in FIRST_PAGE.items() if role in roles), "start")


def cell(value: object) -> str:
    """Return a value as a cell of a CSV file that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
