"""Who drafts, fills, checks, confirms and closes cards of household acceptance; who sees them."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, register
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.households.rules import ABSENCES, SCOPES, VERBS, WORKFLOW

#: residents' homes: no wider than whoever takes part in accepting them
SEERS = ("admin", "authority", "inspector", "owner", "supervisor", "contractor", "street", "community")
KEEPERS = ("owner", "supervisor")
#: whose turn it is to judge the points
TURNS = {"drafted": "contractor", "filled": "supervisor", "checked": "owner"}
_sees, _sees_somewhere = acts_as(*SEERS), holds(*SEERS)
_keeps, _keeps_somewhere = acts_as(*KEEPERS), holds(*KEEPERS)
_AS = {role: acts_as(role) for role in ("contractor", "supervisor", "owner")}


def _apart(actor: Actor, project: Any) -> bool:
    return not actor.party_ids() & project.party_ids("contractor", "subcontractor")


def _drafts(actor: Actor, project: Any) -> bool:
    """The owner or the supervisor, who does not build there: of this project, or of any while none is chosen yet."""
    if project is None:
        return _keeps_somewhere(actor, project)
    return _keeps(actor, project) and _apart(actor, project)


def _keeps_card(actor: Actor, card: Any) -> bool:
    """The project's owner or supervisor, who does not build there."""
    return _keeps(actor, card) and _apart(actor, card.project)


def _fills(actor: Actor, card: Any) -> bool:
    """The project's contractor."""
    return _AS["contractor"](actor, card)


def _checks(actor: Actor, card: Any) -> bool:
    """The project's supervisor, who does not build there."""
    return _AS["supervisor"](actor, card) and _apart(actor, card.project)


def _confirms(actor: Actor, card: Any) -> bool:
    """The owner's representative, who does not build there."""
    return _AS["owner"](actor, card) and _apart(actor, card.project)


def _judges(actor: Actor, card: Any) -> bool:
    """Whoever's turn it is: the contractor, then the supervisor, then the owner."""
    by = {"contractor": _fills, "supervisor": _checks, "owner": _confirms}
    turn = TURNS.get(card.state)
    return turn is not None and by[turn](actor, card)


register(
    {
        "household.list": (_sees_somewhere,),
        "household.read": (_sees,),
        "household.draft": (_drafts,),
        "household.judge": (_judges,),
        "household.fill": (_fills,),
        "household.check": (_checks,),
        "household.confirm": (_confirms,),
        "household.sign": (_keeps_card,),
        "household.attempt": (_keeps_card,),
        "household.conclude": (_keeps_card,),
        "household.return": (_keeps_card,),
        "household.void": (_keeps_card,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={
        "scope": ("改造内容", "Scope"), "cards": ("卡数", "Cards"), "failed": ("不合格项", "Failed points"),
        "tried_on": ("上门日期", "Day"), "next_on": ("下次上门", "Next attempt"), "defects": ("缺陷", "Defects"),
    },
    values={"household.scope": SCOPES, "household.kind": ABSENCES},
)  # fmt: skip
