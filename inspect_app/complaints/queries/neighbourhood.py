"""A neighbourhood's complaints as anybody may read them: counts, days and what residents say, never a case."""

from dataclasses import dataclass
from itertools import chain
from statistics import median
from typing import Any

from sqlalchemy import select

from inspect_app.complaints.models import Complaint, Supporter, Survey
from inspect_app.complaints.queries.cases import UNFINISHED
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.surveys import Score, score
from inspect_app.core.db import db
from inspect_app.warranty.models import ReturnVisit

#: what the open data say of each kind of problem, in this order
COLUMNS = (
    "category", "category_zh", "open", "closed", "median_days_to_close", "joined", "asked", "answered", "yes",
    "partly", "no",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: open and closed cases, days until closed, neighbours that joined, what was answered."""

    category: str
    open: int
    closed: int
    days: int | None
    joined: int
    score: Score

    def row(self) -> list[object]:
        """Return it as a row of the open data."""
        said, name = self.score, CATEGORIES[self.category].zh
        given = (said.asked, said.answered, said.yes, said.partly, said.no)
        return [self.category, name, self.open, self.closed, self.days, self.joined, *given]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """All kinds of problems of a community, and all of them together."""

    kinds: list[Kind]
    total: Kind


def return_visits(project_id: str) -> list[ReturnVisit]:
    """Return the return visits of a community by day, made and planned; who shows them names no household."""
    stmt = select(ReturnVisit).where(ReturnVisit.project_id == project_id)
    return list(db.session.scalars(stmt.order_by(ReturnVisit.due_on, ReturnVisit.id)))


def neighbourhood(project_id: str) -> Neighbourhood:
    """Return the figures of a project's community."""
    cases = db.session.execute(
        select(
            Complaint.id, Complaint.category, Complaint.state, Complaint.filed_at, Complaint.closed_at
        ).where(Complaint.project_id == project_id, Complaint.state != "withdrawn")
    ).all()
    category = {each.id: each.category for each in cases}
    joined = _by(category, select(Supporter.complaint_id, Supporter.id).join(Supporter.complaint), project_id)
    asked = _by(
        category,
        select(Survey.complaint_id, Survey.answer).join(Complaint, Complaint.id == Survey.complaint_id),
        project_id,
    )
    kinds = [
        _kind(key, [each for each in cases if each.category == key], joined.get(key, []), asked.get(key, []))
        for key in CATEGORIES
        if key in category.values()
    ]
    everything = _kind("other", list(cases), list(chain(*joined.values())), list(chain(*asked.values())))
    return Neighbourhood(kinds, everything)


def _by(category: dict[str, str], stmt: Any, project_id: str) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for complaint_id, value in db.session.execute(stmt.where(Complaint.project_id == project_id)):
        if complaint_id in category:
            found.setdefault(category[complaint_id], []).append(value)
    return found


def _kind(key: str, cases: list[Any], joined: list[str | None], asked: list[str | None]) -> Kind:
    closed = [each for each in cases if each.state == "closed"]
    days = [(each.closed_at - each.filed_at).days for each in closed]
    unfinished = sum(each.state in UNFINISHED for each in cases)
    return Kind(
        key, unfinished, len(closed), round(median(days)) if days else None, len(joined), score(asked)
    )
