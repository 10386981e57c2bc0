"""What material lots answer to the gates: whether everything built in was signed for use."""

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.gates.queries import Scope, answers
from inspect_app.gates.rules import Answer
from inspect_app.materials.models import MaterialLot, MaterialUse
from inspect_app.materials.queries import visible
from inspect_app.materials.rules import USABLE
from inspect_app.projects.models import Element
from inspect_app.projects.queries import within

_MOST = 5


@answers("materials.signed")
def _signed(scope: Scope) -> Answer:
    stmt = (
        select(MaterialLot.id, MaterialLot.number, MaterialLot.state).distinct()
        .join(MaterialUse, MaterialUse.lot_id == MaterialLot.id).join(Element, Element.id == MaterialUse.element_id)
        .where(MaterialLot.project_id == scope.project.id, MaterialUse.withdrawn_at.is_(None))
        .order_by(MaterialLot.number)
    )  # fmt: skip
    if scope.element is not None:
        stmt = stmt.where(within(scope.element))
    rows = db.session.execute(stmt).all()
    if not rows:
        return Answer("no_data", ("没有登记用在这里的材料批次", "no lot is recorded as built in here"))
    bad = [each for each in rows if each.state != USABLE]
    mine = {each.id for each in rows}
    if scope.to is not None:
        mine = set(
            db.session.scalars(
                visible(scope.to).with_only_columns(MaterialLot.id).where(MaterialLot.id.in_(mine))
            )
        )
    known = [each for each in (bad or rows) if each.id in mine]
    shown = tuple((each.number, each.number, f"/materials/{each.id}") for each in known[:_MOST])
    if bad:
        return Answer(
            "not_met", (f"{len(bad)} 批未签认或不合格", f"{len(bad)} not signed for use or rejected"), shown
        )
    return Answer("met", (f"{len(rows)} 批均已签认", f"all {len(rows)} signed for use"), shown)
