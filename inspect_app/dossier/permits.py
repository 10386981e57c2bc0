"""Who keeps a dossier, plans and signs utilities' works, answers and closes findings of audits."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, of_party, register
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.dossier.rules.chapters import BY_KEY
from inspect_app.dossier.rules.lives import BODIES, FINDING, TRADES, VERBS, WORK
from inspect_app.dossier.rules.registers import FUND_KINDS, REGISTERS, SCOPE_CLASSES

WIDE = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
)  # fmt: skip
#: whoever may see where the ground is opened: all who work there
AROUND = (*WIDE, "contractor", "utility", "property")
#: whoever keeps the dossier: the owner of the works, the street office and the community committee, the authority
KEEPERS = ("owner", "street", "community", "authority")
#: whoever may say when a party of the works opens the ground
PLANNERS = ("owner", "street", "utility", "contractor")
_keeps_there, _keeps_somewhere = acts_as(*KEEPERS), holds(*KEEPERS)
_plans_there, _plans_somewhere = acts_as(*PLANNERS), holds(*PLANNERS)
_coordinates, _does_it = acts_as("owner", "street"), of_party("party_id", "utility", "contractor", "owner")


def _keeps(actor: Actor, thing: Any) -> bool:
    """The owner, street office, community or authority: of this project, or of any while none is chosen yet."""
    return (_keeps_somewhere if thing is None else _keeps_there)(actor, thing)


def _plans(actor: Actor, thing: Any) -> bool:
    """The owner, street office, a utility or the contractor: of this project, or of any while none is chosen yet."""
    return (_plans_somewhere if thing is None else _plans_there)(actor, thing)


def _signs(actor: Actor, work: Any) -> bool:
    """Someone of the party that does the work."""
    return _does_it(actor, work)


def _arranges(actor: Actor, work: Any) -> bool:
    """The party that does the work, the owner, or the street office."""
    return _does_it(actor, work) or _coordinates(actor, work)


register(
    {
        "dossier.list": (holds(*WIDE),),
        "dossier.read": (acts_as(*WIDE),),
        "dossier.enter": (_keeps,),
        "utility-work.list": (holds(*AROUND),),
        "utility-work.read": (acts_as(*AROUND),),
        "utility-work.plan": (_plans,),
        "utility-work.sign": (_signs,),
        "utility-work.excuse": (_arranges,),
        "utility-work.revise": (_arranges,),
        "utility-work.finish": (_arranges,),
        "utility-work.cancel": (_arranges,),
        "audit-finding.list": (holds(*WIDE),),
        "audit-finding.read": (acts_as(*WIDE),),
        "audit-finding.enter": (_keeps,),
        "audit-finding.answer": (acts_as("owner", "street"),),
        "audit-finding.close": (acts_as("authority"),),
        "audit-finding.return": (acts_as("authority"),),
        "audit-finding.void": (_keeps_there,),
    }
)
register_workflow(WORK)
register_workflow(FINDING)
_KINDS = {key: words for each in REGISTERS.values() for key, words in each.kinds.items()}
register_words(
    {**VERBS},
    details={
        "register": ("登记表", "Register"), "dossier_line": ("条目", "Line"), "entered": ("内容", "Value"),
        "earlier": ("原内容", "Earlier value"), "corrected_for": ("更正原因", "Why corrected"), "as_of": ("日期", "As of"),
        "trade": ("专业", "Trade"), "ground": ("位置", "Place"), "from_day": ("开始", "From"), "to_day": ("结束", "Until"),
        "body": ("来源单位", "Body"),
    },
    values={
        "dossier.register": {key: (each.zh, each.en) for key, each in REGISTERS.items()},
        "dossier.dossier_line": {**_KINDS, **SCOPE_CLASSES, **FUND_KINDS, **{key: (each.zh, each.en) for key, each in BY_KEY.items()}},
        "utility-work.trade": TRADES, "audit-finding.body": BODIES,
    },
)  # fmt: skip
