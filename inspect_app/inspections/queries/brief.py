"""What an inspector reads before a visit: what was found last, what the contractor is known for, what sensors say."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from inspect_app.checklists.rules import items_by_key
from inspect_app.core import series
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import KINDS
from inspect_app.inspections.models import Answer, Submission, Visit
from inspect_app.inspections.queries.visits import visible
from inspect_app.inspections.rules import VERDICTS
from inspect_app.projects.models import Project

#: how far back a contractor's pattern looks
LOOKS_BACK: Final = timedelta(days=365)
_MOST_FINDINGS, _MOST_CLAUSES = 12, 6
_CURVE_SPAN = timedelta(hours=24)


def brief(actor: Actor, project: Project, at: datetime) -> dict[str, Any]:
    """Return all of it, as far as the actor may see it."""
    return {
        "last": _last(actor, project),
        "pattern": _pattern(actor, project, at),
        "curves": series.curves(actor, project.id, at - _CURVE_SPAN, at),
    }


def _last(actor: Actor, project: Project) -> dict[str, Any] | None:
    """Return the last finished visit and what it failed; None where there was none."""
    answers = joinedload(Visit.submission).selectinload(Submission.answers).joinedload(Answer.element)
    stmt = visible(actor).where(Visit.project_id == project.id, Visit.state == "done")
    loaded = stmt.options(answers, joinedload(Visit.template_version))
    one = db.session.scalars(loaded.order_by(Visit.done_at.desc(), Visit.id.desc()).limit(1)).unique().first()
    if one is None or one.submission is None:
        return None
    known = items_by_key(one.template_version.content)
    failed = [each for each in one.submission.answers if each.outcome == "fail"]
    zh, en, tone = VERDICTS[one.submission.verdict]
    return {
        "number": one.number, "at": one.submission.finished_at.isoformat(), "zh": zh, "en": en, "tone": tone,
        "failed": len(failed),
        "findings": [
            {
                **{name: known[each.item_key].get(name, "") for name in ("zh", "en", "clause")},
                "place": each.element.path if each.element else "", "note": each.note or "",
            }
            for each in failed[:_MOST_FINDINGS]
        ],
    }  # fmt: skip


def _pattern(actor: Actor, project: Project, at: datetime) -> dict[str, Any] | None:
    """Return what the project's contractor was liable for of late, by kind and by clause; None without one.

    Counted over all sites within the actor's sight, and over no other; what turned out to be none is left out.
    """
    party = project.party("contractor")
    if party is None:
        return None
    since = at - LOOKS_BACK
    mine = defects.visible(actor).where(
        Defect.liable_party_id == party.id, Defect.raised_at >= since, Defect.state != "void"
    )
    held = mine.with_only_columns(Defect.kind, Defect.clause, func.count()).group_by(
        Defect.kind, Defect.clause
    )
    rows = sorted(((count, kind, clause) for kind, clause, count in db.session.execute(held)), reverse=True)
    sites = db.session.scalar(mine.with_only_columns(func.count(Defect.project_id.distinct())))
    return {
        "party": party.name, "since": local_day(since).isoformat(), "sites": sites or 0,
        "kinds": [
            {"kind": name, "zh": zh, "en": en, "count": sum(count for count, kind, _ in rows if kind == name)}
            for name, (zh, en) in KINDS.items()
        ],
        "clauses": [
            {"kind": kind, "clause": clause, "count": count} for count, kind, clause in rows if clause
        ][:_MOST_CLAUSES],
    }  # fmt: skip
