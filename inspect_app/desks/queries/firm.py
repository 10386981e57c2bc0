"""What a firm has open by age, and what comes again and again."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from inspect_app.complaints import queries as complaints
from inspect_app.complaints.models import Complaint
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.desks.rules import AGES, REPEATED
from inspect_app.warranty.models import Claim
from inspect_app.warranty.queries import claims
from inspect_app.warranty.rules.claim import UNFINISHED

_YEAR = timedelta(days=365)
MOST = 12


def ageing(actor: Actor, at: datetime) -> dict[str, list[int]]:
    """Return by kind how many things are open in each class of age, in the order of the classes."""
    open_defects = defects.visible(actor).where(Defect.state.in_(defects.UNFINISHED))
    open_complaints = complaints.visible(actor).where(Complaint.state.in_(complaints.UNFINISHED))
    found = {"defect": (open_defects, Defect.raised_at), "complaint": (open_complaints, Complaint.filed_at)}
    if actor.has("contractor"):
        found["claim"] = (claims.visible(actor).where(Claim.state.in_(UNFINISHED)), Claim.filed_at)
    return {kind: _by_age(stmt, since, at) for kind, (stmt, since) in found.items()}


def _by_age(stmt: Any, since: Any, at: datetime) -> list[int]:
    """Count in the database: however many there are, one row comes back."""
    edges = [at - timedelta(days=most) for _key, most, _words in AGES if most is not None]
    older = [func.sum(case((since < edge, 1), else_=0)) for edge in edges]
    row = db.session.execute(stmt.with_only_columns(func.count(), *older).order_by(None)).one()
    counts = [int(each or 0) for each in row]
    return [counts[n] - (counts[n + 1] if n + 1 < len(counts) else 0) for n in range(len(counts))]


def blocking(project_ids: Collection[str]) -> Counter[str]:
    """Return by project how many open items block the release of its money."""
    found: Counter[str] = Counter()
    for model, states in ((Defect, defects.UNFINISHED), (Claim, UNFINISHED)):
        open_ = select(model.project_id, func.count()).where(
            model.project_id.in_(project_ids), model.state.in_(states)
        )
        for project_id, count in db.session.execute(open_.group_by(model.project_id)):
            found[project_id] += count
    return found


def causes(actor: Actor, at: datetime) -> list[tuple[str, int]]:
    """Return the root causes that closed tickets of a year named again, the most frequent first."""
    return _repeated(actor, at, Defect.cause, Defect.cause.is_not(None))


def clauses(actor: Actor, at: datetime) -> list[tuple[str, int]]:
    """Return the clauses not met again within a year, the most frequent first."""
    return _repeated(actor, at, Defect.clause, Defect.clause != "", Defect.state != "void")


def _repeated(actor: Actor, at: datetime, column: Any, *only: Any) -> list[tuple[str, int]]:
    stmt = defects.visible(actor).where(Defect.raised_at > at - _YEAR, *only)
    counted = stmt.with_only_columns(column, func.count()).group_by(column).having(func.count() >= REPEATED)
    rows = db.session.execute(counted.order_by(func.count().desc(), column).limit(MOST))
    return [(value, count) for value, count in rows]
