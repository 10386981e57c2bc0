"""Who may plan, see and make inspections."""

from typing import Any

from inspect_app.core.permits import Actor, a_device, acts_as, anyone, holds, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.inspections.rules import CAUSES, HANDS, KINDS, SHIFTS, VERBS, VERDICTS, WORKFLOW
from inspect_app.inspections.rules.arrival import HOWS
from inspect_app.inspections.rules.dangerous import CONCLUSIONS, PAPERS
from inspect_app.inspections.rules.draw_life import DRAW
from inspect_app.inspections.rules.draw_life import VERBS as DRAW_VERBS
from inspect_app.inspections.rules.photo_reuse import FINDINGS
from inspect_app.inspections.rules.photo_reuse import VERBS as PHOTO_VERBS
from inspect_app.inspections.rules.recusal import DECLARED
from inspect_app.inspections.rules.safety import THRESHOLDS

WIDE = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
)  # fmt: skip
PLANNERS = ("admin", "authority", "supervisor")
INSPECTORS = ("inspector", "supervisor", "authority")
#: who draws: neither whoever is inspected nor whoever inspects
DRAWERS = ("admin", "authority")
KEEPERS = ("admin", "authority", "owner", "supervisor")
_plans_somewhere, _plans_there = holds(*PLANNERS), acts_as(*PLANNERS)
_inspects_somewhere, _inspects_there = holds(*INSPECTORS), acts_as(*INSPECTORS)
_acts_as_contractor = acts_as("contractor")


def _plans(actor: Actor, project: Any) -> bool:
    """Authority, supervisor or administrator: of this project, or of any while none is chosen yet."""
    return (_plans_somewhere if project is None else _plans_there)(actor, project)


def _inspects(actor: Actor, visit: Any) -> bool:
    """Inspector, supervisor or authority: of this visit's project, or of any while the visit is unknown."""
    return (_inspects_somewhere if visit is None else _inspects_there)(actor, visit)


def _is_named(actor: Actor, visit: Any) -> bool:
    """Whoever is named for this visit, once it is done, and has not confirmed yet; of any while it is unknown."""
    if not _inspects(actor, visit) or visit is None:
        return visit is None and _inspects_somewhere(actor, None)
    waiting = (each for each in visit.named if each.confirmed_at is None)
    return visit.state == "done" and any(each.person_id == actor.id for each in waiting)


def _was_inspected(actor: Actor, visit: Any) -> bool:
    """The contractor, once the visit is over."""
    return visit.state == "done" and _acts_as_contractor(actor, visit)


_draws_somewhere, _draws_there = holds(*DRAWERS), acts_as(*DRAWERS)


def _draws(actor: Actor, draw: Any) -> bool:
    """Authority or administrator: of the draw's division, or of any while none is chosen yet."""
    return (_draws_somewhere if draw is None else _draws_there)(actor, draw)


def _was_drawn(actor: Actor, seal: Any) -> bool:
    """Whoever was drawn for the visit and has not given it back."""
    return any(each.person_id == actor.id and each.left_at is None for each in seal.seats)


_DANGEROUS = {each.kind: (each.zh, each.en) for each in THRESHOLDS}
_carries_out = of_party("party_id", "contractor")


def _has_not_said(actor: Actor, work: Any) -> bool:
    """The contractor who carries it out, while its kind is not on record."""
    return work.kind is None and _carries_out(actor, work)


def _own(actor: Actor, thing: Any) -> bool:
    """Whoever it is about."""
    return actor.kind == "person" and thing.person_id == actor.id


register(
    {
        "plan.list": (holds(*WIDE),),
        "plan.read": (acts_as(*WIDE),),
        "plan.add": (_plans,),
        "plan.change": (acts_as(*PLANNERS),),
        "plan.year": (holds(*WIDE),),
        "plan.facts": (holds(*WIDE),),
        "closure.list": (acts_as(*WIDE),),
        "closure.add": (acts_as(*PLANNERS),),
        "closure.withdraw": (acts_as(*PLANNERS),),
        "visit.confirm": (_is_named,),
        "visit.explain": (acts_as("admin", *INSPECTORS),),
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
        # A photo that looks like another site's is a question; whoever may have taken it does not answer it.
        "photo-repeat.list": (holds("admin", "authority", "supervisor"),),
        "photo-repeat.read": (acts_as("admin", "authority", "supervisor"),),
        "photo-repeat.decide": (acts_as("admin", "authority"),),
        # Where and how fast somebody worked is for those who answer for the inspection, and for themselves.
        "fill-log.read": (acts_as("admin", "authority", "supervisor"), _own),
        # A tablet of its own sends over MQTT, where its log-in names the project; over HTTP a person does.
        "submission.receive": (_inspects,),
        # Whoever sees a danger says so, whether or not the checklist is theirs to hand in.
        "danger.report": (_inspects,),
        "draw.list": (_draws_somewhere,),
        "draw.read": (_draws_there,),
        "draw.add": (_draws,),
        "draw.freeze": (_draws_there,),
        "draw.draw": (_draws_there,),
        "draw.publish": (_draws_there,),
        "draw.redraw": (_draws_there,),
        "draw.drop": (_draws_there,),
        # 双随机、一公开: the list's hash, the result and the way to check it need no account.
        "draw.look": (anyone,),
        # About single people: for whoever answers for them, and nobody else.
        "agreement.read": (_draws_somewhere,),
        "visit.arrive": (_was_drawn,),
        "visit.replace": (_was_drawn,),
        "visit.draw-units": (_inspects,),
        "recusal.list": (holds(*INSPECTORS, "admin"),),
        "recusal.add": (holds(*INSPECTORS, "admin"),),
        "recusal.withdraw": (_own, _draws_somewhere),
        "inspector.list": (_draws_somewhere,),
        "inspector.set": (_draws_somewhere,),
        "dangerous.list": (acts_as(*WIDE, "contractor"),),
        "dangerous.read": (acts_as(*WIDE), _carries_out),
        "dangerous.add": (acts_as(*KEEPERS, "contractor"),),
        "dangerous.paper": (acts_as("owner", "supervisor"), _carries_out),
        "dangerous.sign": (acts_as("supervisor"),),
        # Smaller than it is, it would need no plan; ended, the site would be left to chance again.
        "dangerous.measure": (acts_as(*KEEPERS), _has_not_said),
        "dangerous.end": (acts_as(*KEEPERS),),
        "site.show-code": (acts_as(*KEEPERS),),
        "submission.settle": (acts_as(*PLANNERS, "inspector"),),
        # The app itself holds nobody's data; what it takes on board is its person's own.
        "tablet.open": (anyone,),
        "tablet.prepare": (holds(*INSPECTORS),),
        # A tablet shows its own log-in; what it is given and may send is asked of the person who carries it.
        "form.list": (holds(*INSPECTORS), a_device),
        "form.read": (holds(*INSPECTORS), a_device),
        "form.send": (holds(*INSPECTORS), a_device),
        "form.connect": (holds(*INSPECTORS),),
    }
)
register_workflow(WORKFLOW)
register_workflow(DRAW)
register_words(
    {**VERBS, **DRAW_VERBS, **PHOTO_VERBS},
    details={
        "every": ("间隔工作日", "Working days between"), "since": ("开始", "From"), "until": ("结束", "Until"),
        "horizon_days": ("提前生成天数", "Days ahead"), "visits": ("生成任务", "Visits made"),
        "cancelled": ("取消任务", "Visits cancelled"), "kept": ("保留任务", "Visits kept"),
        "active": ("启用", "Active"), "verdict": ("结论", "Verdict"), "pass": ("合格项", "Passed"),
        "how": ("方式", "How"), "distance": ("距离（米）", "Metres away"),
        "scanned_at": ("平板记录时间", "On the tablet at"), "seed": ("种子", "Seed"),
        "entropy": ("随机数来源", "Source of chance"), "sites": ("检查对象", "Sites"), "units": ("单元总数", "Units"),
        "inspectors": ("检查人员", "Inspectors"), "left_out": ("未列入", "Left out"), "drawn": ("抽中", "Drawn"),
        "list_hash": ("名单哈希值", "Hash of the list"), "region": ("区划", "Division"), "skills": ("专长", "Skills"),
        "room": ("同时任务数", "Visits at a time"), "left": ("退出", "Left"), "came": ("接替", "Came"),
        "fail": ("不合格项", "Failed"), "na": ("不适用项", "Not applicable"), "defects": ("缺陷", "Defects"),
        "added": ("补充项", "Answers added"), "conflicts": ("冲突", "Conflicts"), "first": ("采用先到的", "First kept"),
        "second": ("采用后到的", "Second taken"),
        "rule": ("重复规则", "Rule"), "shift": ("遇非工作日", "On a day off"), "months": ("月份", "Months"),
        "opens_before": ("提前开放天数", "Opens days before"), "grace": ("宽限工作日", "Days of grace"),
        "hands": ("人员要求", "Who has to"), "people": ("指定人员", "People named"), "tuned": ("自动调整频次", "Tuned"),
        "finding": ("结论", "Finding"), "cause": ("原因", "Why"), "grade": ("信用等级", "Grade"), "interval": ("现间隔", "Interval now"),
        "interval_before": ("原间隔", "Interval before"), "major": ("未销项重大事故隐患", "Open major hazards"),
        "overdue": ("逾期缺陷", "Overdue defects"), "serious": ("未销项严重缺陷", "Open serious defects"),
        "paper": ("文件", "Paper"), "on": ("日期", "Date"), "by_name": ("负责人", "Answers for it"), "experts": ("专家人数", "Experts"),
        "conclusion": ("结论", "Conclusion"), "size": ("规模", "Size"), "kind_before": ("原类别", "Kind before"),
        "size_before": ("原规模", "Size before"),
    },
    values={
        "verdict": {name: (zh, en) for name, (zh, en, _tone) in VERDICTS.items()},
        "visit.kind": KINDS, "plan.kind": KINDS, "recusal.kind": DECLARED, "dangerous.kind": _DANGEROUS,
        "kind_before": _DANGEROUS, "dangerous.paper": PAPERS, "dangerous.conclusion": CONCLUSIONS, "how": HOWS, "cause": CAUSES,
        "hands": HANDS, "shift": SHIFTS,
        "finding": {name: (zh, en) for name, (zh, en, _tone) in FINDINGS.items()},
    },
)  # fmt: skip
