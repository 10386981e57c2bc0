"""Who keeps the roll, puts questions to the owners, enters ballots, and publishes."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, anyone, holds, register
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.votes.rules.law import RULES, SUBJECTS
from inspect_app.votes.rules.life import PURPOSES, VERBS, WORKFLOW

#: whoever may organise a vote: the owner of the works, the street office, the community committee
ORGANISERS = ("owner", "street", "community")
READERS = ("admin", "authority", "inspector", *ORGANISERS)
_organises_there, _organises_somewhere = acts_as(*ORGANISERS), holds(*ORGANISERS)


def _organises(actor: Actor, thing: Any) -> bool:
    """An organiser: of this project, or of any while none is chosen yet."""
    return (_organises_somewhere if thing is None else _organises_there)(actor, thing)


register(
    {
        "roll.list": (holds(*ORGANISERS, "admin", "authority"),),
        "roll.put": (_organises,),
        "roll.import": (_organises,),
        "roll.remove": (_organises_there,),
        "roll.see": (acts_as("street", "community", "owner"),),
        "vote.list": (holds(*READERS),),
        "vote.read": (acts_as(*READERS),),
        "vote.draft": (_organises,),
        "vote.edit": (_organises_there,),
        "vote.open": (_organises_there,),
        "vote.close": (_organises_there,),
        "vote.publish": (_organises_there,),
        "vote.void": (_organises_there,),
        "vote.voters": (acts_as(*ORGANISERS),),
        "vote.enter": (_organises_there,),
        "vote.see-paper": (acts_as(*ORGANISERS),),
        "vote.print-codes": (_organises_there,),
        "vote.cast": (anyone,),
        "vote.look": (anyone,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={
        "subject": ("事项", "Subject"), "majority": ("规则", "Rule"), "purpose": ("用途", "Purpose"), "households": ("户数", "Households"),
        "roll_edition": ("名册版本", "Edition of the roll"), "voter": ("序号", "Voter"), "hash": ("哈希", "Hash"),
        "place": ("部位", "Place"),
        "questions": ("题数", "Questions"),
        "voted_by": ("投票人", "Voted by"),
        "codes": ("投票码数", "Codes"),
    },
    values={
        "vote.subject": {key: words for key, (words, _rule) in SUBJECTS.items()},
        "vote.majority": {key: (each.zh, each.en) for key, each in RULES.items()},
        "roll.purpose": PURPOSES,
        "vote.voted_by": {"proxy": ("代理人", "a proxy")},
    },
)  # fmt: skip
