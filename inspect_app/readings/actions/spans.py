"""When a limit holds: the stretches in which its project is in a stage, or an activity is under way."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.projects import queries as projects
from inspect_app.readings.models.activities import Activity
from inspect_app.readings.rules.episodes import Bound, Span, common


def with_spans(bound: Bound, project_id: str) -> Bound:
    """Return a bound with the stretches in which its project was, or is, in the stage it names and at its activity."""
    spans: tuple[Span, ...] | None = None
    if bound.stage:
        stages = projects.stages(project_id)
        spans = tuple(
            (_ms(start), _ms(end) if end else None) for name, start, end in stages if name == bound.stage
        )
    if bound.activity:
        known = _activities(project_id, bound.activity)
        spans = known if spans is None else common(spans, known)
    return bound if spans is None else replace(bound, spans=spans)


def _activities(project_id: str, kind: str) -> tuple[Span, ...]:
    """Return when activities of a kind were under way; a void one has no length, so that its limits are judged anew."""
    stmt = select(Activity.began_at, Activity.ended_at, Activity.state).where(
        Activity.project_id == project_id, Activity.kind == kind
    )
    found: list[Span] = []
    for began, ended, state in db.session.execute(stmt.order_by(Activity.began_at, Activity.id)):
        last = began if state == "void" else ended
        found.append((_ms(began), _ms(last) if last else None))
    return tuple(found)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
