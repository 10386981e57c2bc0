"""What the dossier answers to the gates: whether the utilities' works are coordinated with the project's."""

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.dossier.models import UtilityWork
from inspect_app.gates.queries import Scope, answers
from inspect_app.gates.rules import Answer

_MOST = 5


@answers("dossier.utilities")
def _utilities(scope: Scope) -> Answer:
    """Each utility's work is signed, left out with a reason, or done; one that nobody answered holds the start."""
    stmt = select(UtilityWork.number, UtilityWork.state).where(
        UtilityWork.project_id == scope.project.id, UtilityWork.state != "cancelled"
    )
    rows = db.session.execute(stmt.order_by(UtilityWork.number)).all()
    where = (("专营设施计划", "Utility works", f"/utility-works?project_id={scope.project.id}"),)
    if not rows:
        return Answer("no_data", ("没有登记专营单位的计划", "no work of a utility is on record"))
    waiting = [each.number for each in rows if each.state == "planned"]
    if waiting:
        named = "、".join(waiting[:_MOST])
        return Answer(
            "not_met",
            (f"{len(waiting)} 项未会签：{named}", f"{len(waiting)} not signed: {', '.join(waiting[:_MOST])}"),
            where,
        )
    return Answer("met", (f"{len(rows)} 项均已会签或说明理由", f"all {len(rows)} signed or reasoned"), where)
