"""Who may see, raise and move defects, and how each act is said on a timeline."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, logged_in, of_party, register
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.defects.rules import LIABLE_ROLES, SEVERITIES, VERBS, WORKFLOW

WIDE = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
)  # fmt: skip
_RAISERS = ("supervisor", "inspector", "authority")
_raises_somewhere, _raises_there = holds(*_RAISERS), acts_as(*_RAISERS)
_acts_as_authority = acts_as("authority")


def _raises(actor: Actor, project: Any) -> bool:
    """Supervisor, inspector or authority: of this project, or of any while none is chosen yet."""
    return (_raises_somewhere if project is None else _raises_there)(actor, project)


def _verifies(actor: Actor, defect: Any) -> bool:
    """The project's supervisor or authority, who is neither the liable party nor made the fix."""
    return _independent(actor, defect) and (
        _acts_as_authority(actor, defect) or _is_its_supervisor(actor, defect)
    )


def _withdraws(actor: Actor, defect: Any) -> bool:
    """The authority, or whoever raised it and still acts there; never the liable party."""
    raised_it = defect.raised_by is not None and defect.raised_by == actor.id
    return _independent(actor, defect) and (
        _acts_as_authority(actor, defect) or (raised_it and _raises_there(actor, defect))
    )


def _independent(actor: Actor, defect: Any) -> bool:
    fixed_it = defect.rectified_by is not None and defect.rectified_by == actor.id
    return not fixed_it and defect.liable_party_id not in actor.party_ids()


def _is_its_supervisor(actor: Actor, defect: Any) -> bool:
    supervisors = defect.project.party_ids("supervisor")
    return any(
        each.role == "supervisor" and each.party_id in supervisors and defect.project.covered_by(each)
        for each in actor.grants
    )


register(
    {
        "defect.list": (logged_in,),
        "defect.read": (acts_as(*WIDE), of_party("liable_party_id", *LIABLE_ROLES)),
        "defect.raise": (_raises,),
        "defect.accept": (of_party("liable_party_id", *LIABLE_ROLES),),
        "defect.rectify": (of_party("liable_party_id", *LIABLE_ROLES),),
        "defect.confirm": (_verifies,),
        "defect.return": (_verifies,),
        "defect.void": (_withdraws,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={"severity": ("严重程度", "Severity")},
    values={"severity": {each.key: (each.zh, each.en) for each in SEVERITIES.values()}},
)
