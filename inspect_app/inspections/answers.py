"""What inspections answer to the gates: whether a place was inspected, and which dangerous works are registered."""

from sqlalchemy import func, select

from inspect_app.core.db import db
from inspect_app.core.permits import SYSTEM
from inspect_app.gates.queries import Scope, answers
from inspect_app.gates.rules import Answer
from inspect_app.inspections.models import Answer as Answered
from inspect_app.inspections.models import Submission
from inspect_app.inspections.queries import dangerous, doubles
from inspect_app.projects.models import Element
from inspect_app.projects.queries import within


@answers("inspections.recorded")
def _recorded(scope: Scope) -> Answer:
    stmt = select(func.count(Submission.id.distinct())).where(Submission.project_id == scope.project.id)
    if scope.element is not None:
        stmt = stmt.join(Answered, Answered.submission_id == Submission.id)
        stmt = stmt.join(Element, Element.id == Answered.element_id).where(within(scope.element))
    if scope.to is not None:
        stmt = stmt.where(Submission.visit_id.not_in(doubles.hidden_from(scope.to)))
    count = db.session.scalar(stmt) or 0
    if not count:
        return Answer("no_data", ("没有检查记录", "no inspection is recorded"))
    where = ("检查记录", "Inspections", f"/visits?project={scope.project.id}")
    return Answer("met", (f"{count} 份检查记录", f"{count} recorded"), (where,))


@answers("inspections.dangerous")
def _dangerous(scope: Scope) -> Answer:
    """Whether each dangerous work on record that has not ended has the papers its kind and size ask for."""
    found = dangerous.unfinished(SYSTEM, scope.project.id, scope.at)
    if not found:
        why = (
            "这里没有危大工程记录，安全措施待确认",
            "no dangerous works are on record here; to be confirmed",
        )
        return Answer("no_data", why)
    where = ("危大工程登记", "Dangerous works", f"/projects/{scope.project.id}/dangerous-works")
    # Whoever may not see a work is told how it stands and not its name.
    shown = dangerous.unfinished(scope.to, scope.project.id, scope.at) if scope.to else found
    seen = {each.id for each in shown}
    lacking = [each for each in found if not each.standing.ready]
    if not lacking:
        return Answer(
            "met",
            (f"{len(found)} 项危大工程，方案齐备", f"{len(found)} on record, their papers complete"),
            (where,),
        )
    named = [(each.name if each.id in seen else "—", each.standing.words) for each in lacking]
    zh, en = (
        "；".join(f"{name}：{told[0]}" for name, told in named),
        "; ".join(f"{name}: {told[1]}" for name, told in named),
    )
    state = "not_met" if any(each.standing.state != "unknown" for each in lacking) else "no_data"
    return Answer(state, (zh, en), (where,))
