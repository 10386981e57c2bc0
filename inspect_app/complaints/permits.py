"""Who may file, see and move complaints, and how each act is said on a timeline."""

from typing import Any

from inspect_app.complaints.queries import READERS
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import FINDINGS, VERBS, WORKFLOW
from inspect_app.complaints.rules.routing import ANSWERING
from inspect_app.core.permits import Actor, acts_as, anyone, holds, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.projects.queries import NARROW

_answers = of_party("accountable_party_id", *ANSWERING)
_desk = acts_as("street", "authority")
_calls = acts_as("street", "owner")
_repairs = ("contractor", "subcontractor")


def _its_resident(actor: Actor, complaint: Any) -> bool:
    """Whoever has shown this complaint's number and code."""
    return actor.kind == "resident" and actor.id == complaint.id


def _takes_up(actor: Actor, complaint: Any) -> bool:
    """Street office or authority, or the party that answers; once reopened, never the same hand alone."""
    return _desk(actor, complaint) or (complaint.state == "received" and _answers(actor, complaint))


def _sees_phone(actor: Actor, complaint: Any) -> bool:
    """Those who handle it; where a contractor answers, street office and owner call in its place."""
    of_repairer = complaint.accountable_party_id in complaint.project.party_ids(*_repairs)
    if of_repairer:
        return _calls(actor, complaint)
    handlers = actor.party_ids(*(role for role in ANSWERING if role not in _repairs))
    return complaint.accountable_party_id in handlers


register(
    {
        "complaint.file": (anyone,),
        "complaint.follow": (anyone,),
        "complaint.list": (holds(*READERS, *NARROW),),
        "complaint.read": (acts_as(*READERS), _answers, _its_resident),
        "complaint.see-words": (acts_as(*READERS), _its_resident),
        "complaint.accept": (_takes_up,),
        "complaint.answer": (_desk,),
        "complaint.resolve": (_answers, _desk, the_system),
        "complaint.close": (_desk,),
        "complaint.confirm": (_its_resident,),
        "complaint.reopen": (_its_resident,),
        "complaint.withdraw": (_its_resident,),
        "complaint.assign": (_desk,),
        "complaint.tell": (_desk, _answers),
        "complaint.remark": (_desk, _answers),
        "complaint.see-phone": (_sees_phone,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={"category": ("类别", "Kind"), "words": ("内容", "Words"), "finding": ("结论", "Finding")},
    values={
        "category": {each.key: (each.zh, each.en) for each in CATEGORIES.values()},
        "finding": FINDINGS,
    },
)
