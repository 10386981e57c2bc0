"""Who may see, raise and move defects, and how each act is said on a timeline."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, anyone, holds, logged_in, of_party, register
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.defects.rules import (
    CAUSES,
    JOINED_AS,
    LIABLE_ROLES,
    MAY_FIX,
    REQUEST,
    REQUESTS,
    SEVERITIES,
    VERBS,
    WAITING,
    WORKFLOW,
)
from inspect_app.defects.rules.hazards import BY_KEY
from inspect_app.defects.rules.ladder import LADDERS
from inspect_app.identity.rules import PARTY_KINDS

WIDE = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
)  # fmt: skip
_RAISERS = ("supervisor", "inspector", "authority")
_raises_somewhere, _raises_there = holds(*_RAISERS), acts_as(*_RAISERS)
_acts_as_authority = acts_as("authority")
_liable, _gave_it_on = of_party("liable_party_id", *LIABLE_ROLES), of_party("giver_party_id", *LIABLE_ROLES)


def _raises(actor: Actor, project: Any) -> bool:
    """Supervisor, inspector or authority: of this project, or of any while none is chosen yet."""
    return (_raises_somewhere if project is None else _raises_there)(actor, project)


def _verifies(actor: Actor, defect: Any) -> bool:
    """The project's supervisor or authority, who is neither the liable party nor made the fix; of a sub-ticket its giver."""
    if defect.giver_party_id is not None:
        return _independent(actor, defect) and _gave_it_on(actor, defect)
    return _independent(actor, defect) and (
        _acts_as_authority(actor, defect) or _is_its_supervisor(actor, defect)
    )


def _withdraws(actor: Actor, defect: Any) -> bool:
    """The authority, or whoever raised it and still acts there; never the liable party. Of a sub-ticket, its giver."""
    if defect.giver_party_id is not None:
        return _independent(actor, defect) and _gave_it_on(actor, defect)
    raised_it = defect.raised_by is not None and defect.raised_by == actor.id
    return _independent(actor, defect) and (
        _acts_as_authority(actor, defect) or (raised_it and _raises_there(actor, defect))
    )


def _voids(actor: Actor, defect: Any) -> bool:
    """Whoever may withdraw it; once it is disputed, also whoever verifies it."""
    return _withdraws(actor, defect) or (defect.state == "disputed" and _verifies(actor, defect))


def _confirms(actor: Actor, defect: Any) -> bool:
    """Whoever verifies it; a joined one is closed by the platform with the one it was joined to."""
    return defect.state != "joined" and _verifies(actor, defect)


def _fixes(actor: Actor, defect: Any) -> bool:
    """The liable party, once its plan is approved where one is needed and no sub-ticket is open."""
    return _liable(actor, defect) and defect.plan in MAY_FIX and not defect.subs_open


def _disputes(actor: Actor, defect: Any) -> bool:
    """The liable party, once."""
    return _liable(actor, defect) and defect.disputed_at is None


def _plans(actor: Actor, defect: Any) -> bool:
    """The liable party, after accepting, where a plan is wanted."""
    return _liable(actor, defect) and defect.plan == "wanted" and defect.state in ("accepted", "returned")


def _waits_for_more(actor: Actor, defect: Any) -> bool:
    """The liable party while its clock runs."""
    return _liable(actor, defect) and defect.state in WAITING


def _gives_on(actor: Actor, defect: Any) -> bool:
    """The liable party after accepting, of a project with subcontractors; a sub-ticket is not given on."""
    ready = defect.parent_id is None and defect.state in ("accepted", "returned")
    return (
        ready
        and _liable(actor, defect)
        and bool(defect.project.party_ids("subcontractor") - {defect.liable_party_id})
    )


def _orders(actor: Actor, defect: Any) -> bool:
    """Whoever verifies it, but of no sub-ticket."""
    return defect.parent_id is None and _verifies(actor, defect)


def _splits(actor: Actor, defect: Any) -> bool:
    """Whoever verifies it, while the liable party has it; not of a sub-ticket."""
    return defect.state in WAITING and _orders(actor, defect)


def _sends_link(actor: Actor, defect: Any) -> bool:
    """Whoever verifies or may withdraw it, until it is settled."""
    settled = WORKFLOW.state(defect.state).final
    return not settled and (_verifies(actor, defect) or _withdraws(actor, defect))


def _decides(actor: Actor, request: Any) -> bool:
    """Whoever verifies the ticket it is about."""
    return _verifies(actor, request.defect)


def _asked(actor: Actor, request: Any) -> bool:
    """The liable party of the ticket it is about."""
    return _liable(actor, request.defect)


def _independent(actor: Actor, defect: Any) -> bool:
    """Neither the liable party nor anybody, or any party, that fixed it: itself or by way of a sub-ticket."""
    hands, parties = set(defect.hands or ()), actor.party_ids()
    fixed_it = actor.id is not None and actor.id in {defect.rectified_by, *hands}
    return not fixed_it and not parties & {defect.liable_party_id, *hands}


def _is_its_supervisor(actor: Actor, defect: Any) -> bool:
    supervisors = defect.project.party_ids("supervisor")
    return any(
        each.role == "supervisor" and each.party_id in supervisors and defect.project.covered_by(each)
        for each in actor.grants
    )


register(
    {
        "defect.list": (logged_in,),
        "defect.read": (acts_as(*WIDE), _liable, _gave_it_on),
        "defect.raise": (_raises,),
        "defect.accept": (_liable,),
        "defect.dispute": (_disputes,),
        "defect.reject": (_verifies,),
        "defect.reassign": (_orders,),
        "defect.rectify": (_fixes,),
        "defect.confirm": (_confirms,),
        "defect.return": (_verifies,),
        "defect.void": (_voids,),
        "defect.reopen": (_withdraws,),
        "defect.join": (_orders,),
        "defect.unjoin": (_orders,),
        "defect.split": (_splits,),
        "defect.more-time": (_waits_for_more,),
        "defect.plan": (_plans,),
        "defect.delegate": (_gives_on,),
        "defect.link": (_sends_link,),
        "defect.unlink": (_sends_link,),
        # Without an account: link and code are the permit, and the pages behind them ask for that of each act.
        "defect.by-link": (anyone,),
        "request.grant": (_decides,),
        "request.refuse": (_decides,),
        "request.withdraw": (_asked,),
    }
)
register_workflow(WORKFLOW)
register_workflow(REQUEST)
register_words(
    VERBS,
    details={
        "severity": ("严重程度", "Severity"), "criterion": ("重大隐患判定", "Criterion"), "into": ("并入", "Joined to"),
        "out_of": ("移出", "Taken out of"), "went_up": ("上报至", "Up to"), "step_number": ("第几步", "Step"),
        "since": ("应于", "Since"), "until": ("申请至", "Until"), "decide_by": ("答复期限", "Answer by"),
        "answer_by": ("答复期限", "Answer by"), "about": ("事项", "About"), "answer": ("意见", "Remarks"),
        "method": ("方法", "Method"), "who": ("整改人", "By"), "lot": ("材料批号", "Lot"), "links": ("链接数", "Links"),
        "upheld": ("异议成立", "Dispute upheld"), "step": ("步骤", "Step"),
    },
    values={
        "severity": {each.key: (each.zh, each.en) for each in SEVERITIES.values()},
        "criterion": {key: (each.zh, each.en) for key, each in BY_KEY.items()},
        "went_up": {**PARTY_KINDS, "liable": ("责任单位", "Liable party"), "verifier": ("复查方", "Verifier")},
        "about": {key: (each.zh, each.en) for key, each in REQUESTS.items()},
        "cause": dict(CAUSES), "why": JOINED_AS,
        "step": {each.key: (each.zh, each.en) for ladder in LADDERS.values() for each in ladder.steps},
    },
    also=("request",),
)  # fmt: skip
