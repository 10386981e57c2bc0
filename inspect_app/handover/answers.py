"""What handover answers to the gates: whether every asset of every trade has been taken over."""

from inspect_app.core.calendar import local_day
from inspect_app.gates.queries import Scope, answers
from inspect_app.gates.rules import Answer
from inspect_app.handover.queries import standing

_SHORT = (
    ("not_met", "not_met", "未移交完", "not handed over"), ("missing", "no_data", "资料不全", "data missing"),
)  # fmt: skip


@answers("handover.packages")
def _packages(scope: Scope) -> Answer:
    """One trade that is short holds it; what nobody knows of any of them is missing data."""
    found = standing(scope.project, local_day(scope.at))
    where = (("移交", "Handover", f"/projects/{scope.project.id}/handover"),)
    if not found:
        return Answer("no_data", ("没有登记要移交的设施", "no asset to hand over is on record"))
    for said, state, zh, en in _SHORT:
        short = [each.trade for each in found if each.standing == said]
        if short:
            said_zh, said_en = (
                "、".join(each.zh for each in short),
                ", ".join(each.en.lower() for each in short),
            )
            return Answer(state, (f"{zh}：{said_zh}", f"{en}: {said_en}"), where)
    return Answer("met", ("各类设施均已移交", "every trade has taken over"), where)
