"""Who may see credit, object to an entry, and decide on it."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, anyone, holds, logged_in, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.credit.queries import FIRMS, OFFICERS
from inspect_app.credit.rules import blacklist
from inspect_app.credit.rules.catalogue import BEHAVIOURS
from inspect_app.credit.rules.life import VERBS, WORKFLOW

_decides = acts_as("authority")
_theirs = of_party("party_id", *FIRMS)


def _reviews(actor: Actor, entry: Any) -> bool:
    """Authority, but not the person who dismissed the objection."""
    return _decides(actor, entry) and actor.id != entry.dismissed_by


register(
    {
        "credit.public": (anyone,),
        "credit.list": (holds(*OFFICERS, *FIRMS),),
        "credit.rules": (logged_in,),
        # Whose entry it is, or an officer: the query has asked already which parties they may see.
        "credit.read": (_theirs, holds(*OFFICERS)),
        "credit.desk": (holds("authority"),),
        "credit.simulate": (holds("authority", "admin"),),
        "credit.enter": (_decides,),
        "credit.confirm": (_decides, the_system),
        "credit.object": (_theirs,),
        "credit.dismiss": (_decides,),
        "credit.allow": (_decides,),
        "credit.appeal": (_theirs,),
        "credit.uphold": (_reviews,),
        "credit.overturn": (_reviews,),
        "credit.ask-repair": (_theirs,),
        "credit.repair": (_decides,),
        "credit.refuse-repair": (_decides,),
        "credit.correct": (_decides,),
        "credit.set-aside": (_decides,),
        "credit.withdraw": (_decides, the_system),
        "blacklisting.read": (_theirs, holds(*OFFICERS)),
        "blacklisting.propose": (_decides,),
        "blacklisting.plead": (_theirs,),
        "blacklisting.enter": (_decides,),
        # Nobody stays longer or leaves earlier than the rule says; only the platform takes this move.
        "blacklisting.leave": (the_system,),
        "blacklisting.withdraw": (_decides,),
    }
)
register_workflow(WORKFLOW)
register_workflow(blacklist.WORKFLOW)
register_words(
    {**VERBS, **blacklist.VERBS},
    details={
        "points": ("分值", "Points"), "event": ("行为", "Behaviour"), "days": ("超期天数", "Days late"),
        "ground": ("情形", "Ground"), "document": ("文书", "Document"), "until": ("至", "Until"),
        "appeal_by": ("申诉截止", "Appeal by"),
        "occurred_on": ("发生日", "Happened on"),
    },
    values={"event": {each.code: (each.zh, each.en) for each in BEHAVIOURS.values()}, "ground": blacklist.GROUNDS},
)  # fmt: skip
