"""Who asks, claims, repairs, confirms, holds money back and makes return visits."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, anyone, holds, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.projects.permits import ALL
from inspect_app.warranty.queries import claims, retention, visits
from inspect_app.warranty.rules import VERBS, claim, promises
from inspect_app.warranty.rules import retention as money
from inspect_app.warranty.rules import visits as returning

_contractor = of_party("contractor_id", "contractor")
#: whoever took the part over claims in the owner's place
_took_it = of_party("owner_id", *claims.TAKERS)
_above, _checks, _authority = (
    acts_as("authority", "street"),
    acts_as("authority", "street", "supervisor"),
    acts_as("authority"),
)
_owed = of_party("party_id", "contractor")
_makes_there = acts_as("owner", "property")
_owner = acts_as("owner")


def _its_resident(actor: Actor, one: Any) -> bool:
    """Whoever has shown this claim's number and code."""
    return actor.kind == "resident" and actor.id == one.id


def _repairs(actor: Actor, one: Any) -> bool:
    """The contractor that answers for it, while nobody else was called in."""
    return not one.by_others and _contractor(actor, one)


def _builds(actor: Actor, project: Any) -> bool:
    return bool(actor.party_ids() & project.party_ids("contractor", "subcontractor"))


def _claims(actor: Actor, one: Any) -> bool:
    return _took_it(actor, one) or (_owner(actor, one) and one.owner_id in one.project.party_ids("owner"))


def _judges(actor: Actor, one: Any) -> bool:
    """The owner, or whoever took the part over; authority or street office; none who builds there."""
    return (_claims(actor, one) or _above(actor, one)) and not _builds(actor, one.project)


def _looks(actor: Actor, one: Any) -> bool:
    """Authority, street office or supervisor, who does not build there."""
    return _checks(actor, one) and not _builds(actor, one.project)


def _rules_out(actor: Actor, one: Any) -> bool:
    """Authority or street office: neither who would repair nor who would pay."""
    return _looks(actor, one) and not actor.party_ids("supervisor", "owner")


def _calls_others(actor: Actor, one: Any) -> bool:
    """The owner, or whoever took the part over; the authority; none who builds there."""
    return (_claims(actor, one) or _authority(actor, one)) and not _builds(actor, one.project)


def _makes(actor: Actor, one: Any) -> bool:
    """The contractor whose visit it is; the project's owner and property firm."""
    return _owed(actor, one) or _makes_there(actor, one)


def _asked(actor: Actor, one: Any) -> bool:
    """The contractor that asked for the release."""
    return _owed(actor, one.retention)


register(
    {
        "warranty.read": (acts_as(*ALL),),
        "warranty.ask": (anyone,),
        "warranty.agree": (acts_as("owner", "contractor"),),
        "warranty.notify": (_owner,),
        "warranty.calendar": (holds(*ALL),),
        "claim.file": (anyone,),
        "claim.follow": (anyone,),
        "claim.list": (holds(*claims.READERS, "contractor", *claims.TAKERS),),
        "claim.read": (acts_as(*claims.READERS), _contractor, _took_it, _its_resident),
        **{
            f"claim.{name}": (_repairs,)
            for name in ("dispatch", "propose", "attend", "resident-absent", "repair", "decline")
        },
        **{f"claim.{name}": (_its_resident,) for name in claim.OWN_MOVES},
        "claim.check": (_looks,),
        "claim.insist": (_judges,),
        "claim.rule-out": (_rules_out,),
        "claim.take-over": (_calls_others,),
        "claim.repair-by-others": (_calls_others,),
        "retention.list": (holds(*retention.READERS, "contractor"),),
        "retention.read": (acts_as(*retention.READERS), _owed),
        "retention.hold": (_owner,),
        "release.ask": (_owed,),
        "release.check": (_owner,),
        "release.return": (_owner,),
        "release.remind": (_asked,),
        # Silence after the reminder; only the platform takes this move.
        "release.deem": (the_system,),
        "release.pay": (_owner,),
        "return-visit.read": (acts_as(*visits.READERS), _makes),
        "return-visit.answer": (_makes,),
        "return-visit.finish": (_makes,),
        # A visit nobody made; only the platform takes this move.
        "return-visit.miss": (the_system,),
    }
)
for _each in (claim.WORKFLOW, money.RELEASE, returning.WORKFLOW):
    register_workflow(_each)
register_words(
    VERBS,
    details={
        "clocks": ("部位数", "Elements"), "ends_on": ("届满", "Ends"), "element": ("部位", "Element"),
        "code": ("类别", "Class"), "amount": ("期限", "Term"), "urgency": ("情况", "Trouble"),
        "covered": ("在保修期", "Covered"), "worker": ("谁来", "Who comes"), "slots": ("可选时间", "Times"),
        "meet_at": ("约定时间", "Time agreed"), "absent": ("未到", "Absent"), "visit": ("第几次", "Visit"),
        "firm": ("维修单位", "Who repairs"), "basis": ("依据", "Basis"), "fen": ("费用（分）", "Cost (fen)"),
        "satisfaction": ("满意度", "Satisfaction"), "settlement_fen": ("结算价款（分）", "Price (fen)"),
        "held_fen": ("预留（分）", "Held back (fen)"), "months": ("月数", "Months"),
        "asked_fen": ("申请（分）", "Asked (fen)"), "amount_fen": ("核定（分）", "Found due (fen)"),
        "why": ("起算", "Counted from"), "visits": ("次数", "Visits"), "until": ("至", "Until"),
        "away": ("无人在家", "Nobody there"), "faults": ("问题", "Faults"), "late": ("逾期", "Late"),
    },
    values={
        "urgency": {each.key: (each.zh, each.en) for each in promises.URGENCIES.values()}, "absent": claim.ABSENT,
        "faults": {each.key: (each.zh, each.en) for each in returning.QUESTIONS}, "claim.satisfaction": returning.SATISFACTION,
        "return-visit.satisfaction": returning.SATISFACTION,
    },
)  # fmt: skip
