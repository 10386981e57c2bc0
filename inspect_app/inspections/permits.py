"""Who may plan, see and make inspections."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.inspections.rules import KINDS, VERBS, VERDICTS, WORKFLOW

WIDE = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
)  # fmt: skip
PLANNERS = ("admin", "authority", "supervisor")
INSPECTORS = ("inspector", "supervisor", "authority")
_plans_somewhere, _plans_there = holds(*PLANNERS), acts_as(*PLANNERS)
_inspects_somewhere, _inspects_there = holds(*INSPECTORS), acts_as(*INSPECTORS)
_acts_as_contractor = acts_as("contractor")


def _plans(actor: Actor, project: Any) -> bool:
    """Authority, supervisor or administrator: of this project, or of any while none is chosen yet."""
    return (_plans_somewhere if project is None else _plans_there)(actor, project)


def _inspects(actor: Actor, visit: Any) -> bool:
    """Inspector, supervisor or authority: of this visit's project, or of any while the visit is unknown."""
    return (_inspects_somewhere if visit is None else _inspects_there)(actor, visit)


def _was_inspected(actor: Actor, visit: Any) -> bool:
    """The contractor, once the visit is over."""
    return visit.state == "done" and _acts_as_contractor(actor, visit)


register(
    {
        "plan.list": (holds(*WIDE),),
        "plan.read": (acts_as(*WIDE),),
        "plan.add": (_plans,),
        "plan.change": (acts_as(*PLANNERS),),
        "visit.list": (holds(*WIDE, "contractor"),),
        "visit.today": (holds(*INSPECTORS),),
        "visit.read": (acts_as(*WIDE), _was_inspected),
        "visit.add": (_plans,),
        "visit.cancel": (acts_as(*PLANNERS),),
        "visit.restore": (acts_as(*PLANNERS),),
        # Consequences of a submission and of the calendar; no person takes these moves by hand.
        "visit.finish": (the_system,),
        "visit.miss": (the_system,),
        "submission.list": (holds(*WIDE, "contractor"),),
        "submission.read": (acts_as(*WIDE, "contractor"),),
        # A tablet of its own sends over MQTT, where its log-in names the project; over HTTP a person does.
        "submission.receive": (_inspects,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={
        "every": ("间隔工作日", "Working days between"), "since": ("开始", "From"), "until": ("结束", "Until"),
        "horizon_days": ("提前生成天数", "Days ahead"), "visits": ("生成任务", "Visits made"),
        "cancelled": ("取消任务", "Visits cancelled"), "kept": ("保留任务", "Visits kept"),
        "active": ("启用", "Active"), "verdict": ("结论", "Verdict"), "pass": ("合格项", "Passed"),
        "fail": ("不合格项", "Failed"), "na": ("不适用项", "Not applicable"), "defects": ("缺陷", "Defects"),
    },
    values={
        "verdict": {name: (zh, en) for name, (zh, en, _tone) in VERDICTS.items()},
        "visit.kind": KINDS, "plan.kind": KINDS,
    },
)  # fmt: skip
