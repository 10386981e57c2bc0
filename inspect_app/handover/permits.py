"""Who enters assets, invites, offers, decides, signs and reads."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.handover.queries.lists import READERS, SHOWN, TAKERS
from inspect_app.handover.rules import (
    DECISIONS,
    KINDS,
    PAPERS,
    PROPERTY_PAPERS,
    SIDES,
    TRADES,
    VERBS,
    WORKFLOW,
)
from inspect_app.handover.rules.reminders import STEPS
from inspect_app.handover.rules.reverting import REVERSION
from inspect_app.handover.rules.reverting import VERBS as OF_REVERSIONS

_reads, _owner, _taker = acts_as(*READERS), acts_as("owner"), of_party("party_id", *TAKERS)
_hands_in, _firm = acts_as("owner", "contractor"), acts_as("property")
_took_it, _authority = of_party("taker_id", *TAKERS), acts_as("authority")


def _sees(actor: Actor, package: Any) -> bool:
    """Those of the project, and the taker once it is offered."""
    return _reads(actor, package) or _taker(actor, package)


def _sees_asset(actor: Actor, asset: Any) -> bool:
    """Those of the project, the taker it is offered to, and whoever took it over."""
    offered = (each.package for each in asset.items if each.live and each.package.state in SHOWN)
    return _reads(actor, asset) or _took_it(actor, asset) or any(_taker(actor, each) for each in offered)


def _sees_paper(actor: Actor, paper: Any) -> bool:
    """Whoever sees the asset; papers of the property firm also that firm."""
    return _sees_asset(actor, paper.asset) if paper.asset else _reads(actor, paper) or _firm(actor, paper)


def _hands_in_there(actor: Actor, thing: Any) -> bool:
    """Owner or contractor, until it is handed over; afterwards whoever took it."""
    if getattr(thing, "taker_id", None):
        return _took_it(actor, thing)
    return _hands_in(actor, thing)


def _takes_back(actor: Actor, paper: Any) -> bool:
    """Owner or contractor, until it is handed over; afterwards whoever took it."""
    return _hands_in_there(actor, paper.asset or paper.project)


def _changes(actor: Actor, asset: Any) -> bool:
    """The owner, until it is handed over."""
    return asset.taker_id is None and _owner(actor, asset)


def _signs(actor: Actor, package: Any) -> bool:
    """The side whose turn it is: the owner first, then the taker."""
    return {"giver": _owner, "taker": _taker, None: _nobody}[package.next_side](actor, package)


def _settles(actor: Actor, package: Any) -> bool:
    """The taker, once it has decided on every asset and takes one."""
    return _taker(actor, package) and not package.undecided and bool(package.taken)


def _objects(actor: Actor, package: Any) -> bool:
    """Either side."""
    return _owner(actor, package) or _taker(actor, package)


def _reverts(actor: Actor, package: Any) -> bool:
    """Either side, or the authority, once it is handed over."""
    return package.state == "issued" and (_objects(actor, package) or _authority(actor, package))


def _signs_reversion(actor: Actor, reversion: Any) -> bool:
    """A side that has not signed yet."""
    sides = {"giver": _owner, "taker": _taker}
    return any(sides[each](actor, reversion) for each in reversion.unsigned)


def _refuses_reversion(actor: Actor, reversion: Any) -> bool:
    """The side that did not begin it."""
    return {"giver": _taker, "taker": _owner}.get(reversion.begun_by, _nobody)(actor, reversion)


def _withdraws_reversion(actor: Actor, reversion: Any) -> bool:
    """The side that began it."""
    return {"giver": _owner, "taker": _taker}.get(reversion.begun_by, _nobody)(actor, reversion)


def _nobody(_actor: Actor, _thing: Any) -> bool:
    return False


register(
    {
        "handover.read": (acts_as(*READERS, *TAKERS),),
        "handover.invite": (_owner,),
        "handover.add-paper": (_hands_in_there,),
        "handover.withdraw-paper": (_takes_back,),
        "handover.read-paper": (_sees_paper,),
        "asset.list": (holds(*READERS, *TAKERS),),
        "asset.read": (_sees_asset,),
        "asset.add": (_owner,),
        "asset.edit": (_changes,),
        "package.list": (holds(*READERS, *TAKERS),),
        "package.read": (_sees,),
        "package.begin": (_owner,),
        "package.offer": (_owner,),
        "package.decide": (_taker,),
        "package.settle": (_settles,),
        "package.sign": (_signs,),
        "package.object": (_objects,),
        "package.withdraw": (_owner,),
        "package.meet": (_taker,),
        # A consequence of the second signature; only the platform takes this move.
        "package.issue": (the_system,),
        "reversion.begin": (_reverts,),
        "reversion.sign": (_signs_reversion,),
        "reversion.order": (_authority,),
        "reversion.refuse": (_refuses_reversion,),
        "reversion.withdraw": (_withdraws_reversion,),
        # As above, of the second signature of a reversion.
        "reversion.revert": (the_system,),
    }
)
register_workflow(WORKFLOW)
register_workflow(REVERSION)
register_words(
    {**VERBS, **OF_REVERSIONS},
    details={
        "asset": ("资产", "Asset"), "assets": ("资产", "Assets"), "trade": ("专业", "Trade"), "decision": ("答复", "Decision"),
        "clause": ("依据", "Basis"), "conditions": ("条件", "Conditions"), "side": ("签署方", "Side"),
        "party": ("单位", "Party"), "paper": ("资料", "Paper"), "invited_on": ("邀请日期", "Invited on"),
        "handed": ("移交资产", "Handed over"), "kept": ("保留资产", "Kept"), "changed": ("修改内容", "Changed"),
        "number": ("编号", "Number"), "condition": ("条件", "Condition"), "step": ("步骤", "Step"),
        "document": ("文书", "Paper"), "reverted": ("退回资产", "Reverted"),
    },
    values={
        "trade": {key: (each.zh, each.en) for key, each in TRADES.items()}, "decision": DECISIONS, "side": SIDES,
        "handover.paper": {**PAPERS, **PROPERTY_PAPERS},
        "asset.changed": {
            "name": ("名称", "name"), "spec": ("规格型号", "type"), "amount": ("数量", "amount"), "spot": ("位置", "place"),
            "boundary": ("责任分界", "boundary"),
        },
        "package.step": {each.key: (each.zh, each.en) for each in STEPS},
        "asset.kind": {key: (each.zh, each.en) for key, each in KINDS.items()},
    },
)  # fmt: skip
