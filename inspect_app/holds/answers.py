"""What hold points answer to the gates: whether each of a place is released."""

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.gates.queries import Scope, answers
from inspect_app.gates.rules import Answer
from inspect_app.holds.models import Hold
from inspect_app.holds.queries import visible
from inspect_app.holds.rules import CLEARED
from inspect_app.projects.models import Element
from inspect_app.projects.queries import within

_MOST = 5


@answers("holds.released")
def _released(scope: Scope) -> Answer:
    stmt = select(Hold.id, Hold.number, Hold.state).join(Element, Element.id == Hold.element_id)
    stmt = stmt.where(Hold.project_id == scope.project.id, Hold.state != "dropped").order_by(Hold.number)
    rows = db.session.execute(stmt.where(within(scope.element)) if scope.element is not None else stmt).all()
    if not rows:
        return Answer("no_data", ("没有设置停检点", "no hold point was set"))
    bad = [each for each in rows if each.state not in CLEARED]
    mine = {each.id for each in rows}
    if scope.to is not None:
        mine = set(db.session.scalars(visible(scope.to).with_only_columns(Hold.id).where(Hold.id.in_(mine))))
    shown = tuple(
        (each.number, each.number, f"/holds/{each.id}") for each in (bad or rows) if each.id in mine
    )[:_MOST]
    if bad:
        return Answer("not_met", (f"{len(bad)} 个未放行", f"{len(bad)} not released"), shown)
    return Answer("met", (f"{len(rows)} 个均已放行", f"all {len(rows)} released"), shown)
