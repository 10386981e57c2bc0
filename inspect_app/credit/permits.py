"""Who may see credit, object to an entry, and decide on it."""

from inspect_app.core.permits import acts_as, holds, logged_in, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.credit.queries import FIRMS, OFFICERS
from inspect_app.credit.rules.catalogue import BEHAVIOURS
from inspect_app.credit.rules.life import VERBS, WORKFLOW

_decides = acts_as("authority")

register(
    {
        "credit.list": (holds(*OFFICERS, *FIRMS),),
        "credit.rules": (logged_in,),
        # Whose entry it is, or an officer: the query has asked already which parties they may see.
        "credit.read": (of_party("party_id", *FIRMS), holds(*OFFICERS)),
        "credit.confirm": (_decides, the_system),
        "credit.object": (of_party("party_id", *FIRMS),),
        "credit.dismiss": (_decides,),
        "credit.allow": (_decides,),
        "credit.withdraw": (_decides, the_system),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={"points": ("分值", "Points"), "event": ("行为", "Behaviour"), "days": ("超期天数", "Days late")},
    values={"event": {each.code: (each.zh, each.en) for each in BEHAVIOURS.values()}},
)
