"""Which day each step of a dispute has, by law or by the platform, and when its papers must be at the court."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from inspect_app.complaints.rules.outside import CLOCKS, ends
from inspect_app.core.calendar import add_days


@dataclass(frozen=True, slots=True)
class Step:
    """Days that a step may take, and what says so."""

    key: str
    zh: str
    en: str
    days: int
    basis: str
    verified: bool


_OWN = "平台默认"
STEPS: Final[dict[str, Step]] = {
    each.key: each
    for each in (
        Step("asked", "受理", "Taken up", 7, _OWN, verified=False),
        Step("offered", "对方答复是否同意", "The other side answers", 7, _OWN, verified=False),
        # 人民调解 committees go and see after an agreement; how soon is the platform's own figure.
        Step(
            "visit", "协议履行期满后回访", "Follow-up after the day to carry it out", 7, _OWN, verified=False
        ),
        Step("extend", "延长调解最多", "Put off by at most", 30, _OWN, verified=False),
        Step(
            "remind", "司法确认期满前提醒", "Reminder before the court's period ends", 7, _OWN, verified=False
        ),
    )
}
#: by law; the figures stand with the other deadlines outside of the platform
MEDIATION, CONFIRMATION = CLOCKS["mediation"], CLOCKS["confirmation"]
#: mediation costs nothing, and an agreement binds both sides
BASIS = "《人民调解法》"


def answer_by(step: str, day: date) -> date:
    """Return the last day of a step (`asked`, `offered`, `visit` …) that begins on `day`."""
    return add_days(day, STEPS[step].days)


def mediate_by(accepted_on: date) -> date:
    """Return the day by which mediation usually ends: a month from the day it was taken up."""
    return ends("mediation", accepted_on)


def latest_extension(by: date) -> date:
    """Return the day beyond which mediation due `by` may not be put off."""
    return add_days(by, STEPS["extend"].days)


def confirm_by(agreed_on: date) -> date:
    """Return the last day on which both sides may ask the court together (人民调解法 art. 33: 30 days)."""
    return ends("confirmation", agreed_on)


def due_on(
    state: str, *, asked_on: date, accepted_on: date | None, mediate_by: date | None, visit_on: date | None
) -> date | None:
    """Return by when whoever's turn it is should have acted; None once it has ended."""
    if state == "asked":
        return answer_by("asked", asked_on)
    if state == "offered" and accepted_on is not None:
        return answer_by("offered", accepted_on)
    if state in ("mediating", "drafted"):
        return mediate_by
    return visit_on if state == "agreed" else None
