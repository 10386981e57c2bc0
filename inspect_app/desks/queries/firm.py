"""What a firm has open by age, and what comes again and again."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select

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


def _open(actor: Actor, at: datetime) -> dict[str, tuple[Select[Any], Any]]:
    """Return by kind what is open in a firm's sight, as its lists show it, and since when each thing is."""
    found: dict[str, tuple[Select[Any], Any]] = {
        "defect": (defects.listed(actor, defects.Filter(), at), Defect.raised_at),
        "complaint": (complaints.listed(actor, complaints.Filter()), Complaint.filed_at),
    }  # fmt: skip
    if actor.has("contractor"):
        found["claim"] = (claims.listed(actor), Claim.filed_at)
    return found


def ageing(actor: Actor, at: datetime) -> dict[str, list[int]]:
    """Return by kind how many things are open in each class of age, in the order of the classes."""
    return {kind: _by_age(stmt, since, at) for kind, (stmt, since) in _open(actor, at).items()}


def aged(actor: Actor, kind: str, age: str, at: datetime) -> Select[Any] | None:
    """Return the query for what one figure of `ageing` counts, the oldest first; None where it has no such kind."""
    found = _open(actor, at)
    if kind not in found:
        return None
    stmt, since = found[kind]
    upper, lower = _bounds(age)
    within = [since < at - timedelta(days=upper)] if upper else []
    within += [since >= at - timedelta(days=lower)] if lower is not None else []
    return stmt.where(*within).order_by(None).order_by(since, stmt.column_descriptions[0]["entity"].id)


def _bounds(age: str) -> tuple[int, int | None]:
    """Return over how many days old a class begins, and how old its things are at most."""
    names = [key for key, _most, _words in AGES]
    n = names.index(age)
    return (AGES[n - 1][1] or 0) if n else 0, AGES[n][1]


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
