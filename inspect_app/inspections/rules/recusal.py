"""Who may not inspect a site: interests, former employers, and whoever was there the time before."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from inspect_app.core.calendar import add_months

#: 《行政处罚法》 art. 43 asks officers with a direct interest to withdraw; it gives no years for a former employer
BASIS: Final = "《行政处罚法》第四十三条；原受雇单位的年限为平台默认值"
EMPLOYER_MONTHS: Final = 36
VERIFIED: Final = False
#: what a person or an administrator declares; the visit before is known from the records
DECLARED: Final[dict[str, tuple[str, str]]] = {
    "interest": ("利害关系", "Interest"),
    "employer": ("曾受雇", "Former employer"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """That a person stands too near to a party or a project, since and until when (None: still)."""

    person: str
    kind: str
    party: str | None = None
    project: str | None = None
    since: date | None = None
    until: date | None = None


def bars(fact: Fact, project: str, parties: Collection[str], on: date) -> bool:
    """Say whether a fact keeps its person from inspecting a project of these parties on a day."""
    if fact.project != project and (fact.party is None or fact.party not in parties):
        return False
    if fact.since and on < fact.since:
        return False
    if fact.until is None:
        return True
    ends = add_months(fact.until, EMPLOYER_MONTHS) if fact.kind == "employer" else fact.until
    return on <= ends


def barred(
    facts: Iterable[Fact], project: str, parties: Collection[str], last: Collection[str], on: date
) -> dict[str, str]:
    """Return who may not inspect the project, with the reason (a key of draw.CONFLICTS)."""
    found = dict.fromkeys(last, "last-visit")
    found.update({each.person: each.kind for each in facts if bars(each, project, parties, on)})
    return found
