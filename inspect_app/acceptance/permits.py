"""Who may prepare, sign and conclude an acceptance, and who may suspend or revoke its certificate."""

from typing import Any

from inspect_app.acceptance.rules import ACCEPTANCE, CERTIFICATE, ORDER, VERBS
from inspect_app.acceptance.rules.papers import KINDS
from inspect_app.core.permits import Actor, acts_as, anyone, logged_in, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.projects.permits import ALL


def _signs_next(actor: Actor, acceptance: Any) -> bool:
    """A member, in the role whose turn it is, of the project's party of that role."""
    return acceptance.next_role is not None and _of_the_five(actor, acceptance, acceptance.next_role)


def _is_a_party(actor: Actor, thing: Any) -> bool:
    """A member of any of the project's five parties, in its role."""
    return any(_of_the_five(actor, thing, role) for role in ORDER)


def _of_the_five(actor: Actor, thing: Any, role: str) -> bool:
    here = thing.project.party_ids(role)
    return any(
        each.role == role and each.party_id in here and thing.project.covered_by(each)
        for each in actor.grants
    )


register(
    {
        "acceptance.read": (acts_as(*ALL),),
        "acceptance.begin": (acts_as("contractor", "supervisor", "owner"),),
        "acceptance.report": (acts_as("contractor"),),
        "acceptance.precheck": (acts_as("supervisor"),),
        "acceptance.convene": (acts_as("owner"),),
        "acceptance.opine": (_is_a_party,),
        "acceptance.minute": (acts_as("owner"),),
        "acceptance.open": (acts_as("contractor", "owner"),),
        "acceptance.sign": (_signs_next,),
        "acceptance.object": (_is_a_party,),
        "acceptance.withdraw": (acts_as("contractor", "owner"),),
        # A consequence of the fifth signature; only the platform takes this move.
        "acceptance.issue": (the_system,),
        "document.add": (_is_a_party,),
        "document.keep": (logged_in,),
        "document.read": (acts_as(*ALL),),
        "document.withdraw": (of_party("party_id", *ORDER),),
        "certificate.list": (logged_in,),
        "certificate.read": (acts_as(*ALL),),
        # By rule, the platform suspends; only a person reinstates.
        "certificate.suspend": (acts_as("authority"), the_system),
        "certificate.reinstate": (acts_as("authority"),),
        "certificate.revoke": (acts_as("authority"),),
        "certificate.supersede": (acts_as("authority"),),
        "certificate.report": (acts_as("owner"),),
        "certificate.verify": (anyone,),
    }
)
register_workflow(ACCEPTANCE)
register_workflow(CERTIFICATE)
_PAPERS = {each.key: (each.zh, each.en) for each in KINDS}
register_words(
    VERBS,
    details={
        "accepted_on": ("验收合格日期", "Accepted on"),
        "dated_on": ("日期", "Dated"),
        "paper": ("资料", "Paper"),
        "outcome": ("结论", "Outcome"),
        "findings": ("检查情况", "Findings"),
        "held_on": ("会议日期", "Meeting on"),
        "checked_on": ("检查日期", "Checked on"),
        "place": ("地点", "Place"),
        "member": ("成员", "Member"),
        "opinion": ("意见", "Opinion"),
        "words": ("说明", "In words"),
        "solution": ("解决办法", "Solution"),
        "minutes": ("会议纪要", "Minutes"),
        "signed_for": ("代签", "Signed for"),
        "correction": ("更正内容", "Correction"),
        "successor": ("换发证书", "Replaced by"),
    },
    values={"paper": _PAPERS},
)
