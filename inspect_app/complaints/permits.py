"""Who may file, see and move complaints, and how each act is said on a timeline."""

from typing import Any

from inspect_app.complaints.queries import READERS
from inspect_app.complaints.queries.photos import DECIDING
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.clocks import TOP
from inspect_app.complaints.rules.life import FINDINGS, SAID_AS, SOURCES, VERBS, WORKFLOW
from inspect_app.complaints.rules.privacy import PURPOSES
from inspect_app.complaints.rules.redaction import REDACTION, REDACTION_VERBS
from inspect_app.complaints.rules.routing import ANSWERING
from inspect_app.complaints.rules.surveys import ANSWERS
from inspect_app.core.permits import Actor, acts_as, anyone, holds, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.projects.queries import NARROW

_answers = of_party("accountable_party_id", *ANSWERING)
_offered = of_party("offered_party_id", *ANSWERING)
_desk = acts_as("street", "authority")
#: whoever took a part over claims its repair from the contractor
_took_it = of_party("accountable_party_id", "utility", "property")
_top = acts_as("authority")
_calls = acts_as("street", "owner")
_repairs = ("contractor", "subcontractor")


def _its_resident(actor: Actor, complaint: Any) -> bool:
    """Whoever has shown this complaint's number and code."""
    return actor.kind == "resident" and actor.id == complaint.id


def _takes_up(actor: Actor, complaint: Any) -> bool:
    """Street office or authority, or the party that answers; once reopened only above it, the second time the authority."""
    if complaint.state == "reopened":
        return (_desk if complaint.level < TOP else _top)(actor, complaint)
    return _desk(actor, complaint) or _answers(actor, complaint)


def _imports(actor: Actor, thing: Any) -> bool:
    """Street office or authority, each for the projects it reaches."""
    return actor.has("street", "authority") if thing is None else _desk(actor, thing)


def _apart(actor: Actor, complaint: Any) -> bool:
    """Street office or authority, but never the party that answers for it."""
    return _desk(actor, complaint) and not _answers(actor, complaint)


def _sees_phone(actor: Actor, complaint: Any) -> bool:
    """Those who handle it, or call back; where a contractor answers, street office and owner call in its place."""
    if any(each.drawn and each.called in (None, "absent") for each in complaint.surveys) and _apart(
        actor, complaint
    ):
        return True
    of_repairer = complaint.accountable_party_id in complaint.project.party_ids(*_repairs)
    if of_repairer:
        return _calls(actor, complaint)
    handlers = actor.party_ids(*(role for role in ANSWERING if role not in _repairs))
    return complaint.accountable_party_id in handlers


register(
    {
        "complaint.file": (anyone,),
        "complaint.follow": (anyone,),
        "complaint.join": (anyone,),
        "complaint.neighbourhood": (anyone,),
        "complaint.import": (_imports,),
        "complaint.list": (holds(*READERS, *NARROW),),
        "complaint.read": (acts_as(*READERS), _answers, _offered, _its_resident),
        "complaint.see-words": (acts_as(*READERS), _its_resident),
        "complaint.accept": (_takes_up,),
        "complaint.answer": (_desk,),
        "complaint.resolve": (_answers, _desk, the_system),
        "complaint.close": (_apart,),
        "complaint.confirm": (_its_resident,),
        "complaint.reopen": (_its_resident, the_system),
        "complaint.partly": (_its_resident,),
        "complaint.export": (_its_resident,),
        "complaint.erase": (_its_resident,),
        "complaint.call-back": (_apart,),
        "complaint.withdraw": (_its_resident,),
        "complaint.assign": (_desk, _answers),
        "complaint.take-over": (_offered,),
        "complaint.refuse": (_offered,),
        "complaint.recall": (_desk, _answers),
        "complaint.decide": (_desk,),
        "complaint.pause": (_desk,),
        "complaint.resume": (_desk,),
        "complaint.extend": (_desk,),
        "complaint.extend-hotline": (_desk,),
        "complaint.hand-over": (_desk, _took_it),
        "complaint.tell": (_desk, _answers),
        "complaint.remark": (_desk, _answers),
        "complaint.see-phone": (_sees_phone,),
        "complaint.see-place": (acts_as(*READERS), _answers),
        "complaint.see-photos": (acts_as("street", "authority", "inspector", "owner"),),
        "redaction.list": (holds(*DECIDING),),
        "redaction.read": (acts_as(*DECIDING),),
        "redaction.propose": (the_system,),
        "redaction.redact": (acts_as(*DECIDING),),
        "redaction.withhold": (acts_as(*DECIDING), the_system),
        "redaction.again": (acts_as(*DECIDING),),
    }
)
register_workflow(WORKFLOW)
register_workflow(REDACTION)
register_words(
    {**VERBS, **REDACTION_VERBS},
    details={
        "category": ("类别", "Kind"),
        "words": ("内容", "Words"),
        "finding": ("结论", "Finding"),
        "purpose": ("用途", "Purpose"),
        "pause": ("停止原因", "Stopped for"),
        "level": ("上报至", "Gone up to"),
        "paused_days": ("停止天数", "Days stopped"),
        "late_days": ("超期天数", "Days late"),
        "called": ("回访", "Said on the phone"),
        "seed": ("种子", "Seed"),
        "drawn": ("抽中", "Drawn"),
        "bounces": ("退回次数", "Refusals"),
        "source": ("来源", "Source"),
        "claim": ("报修单", "Claim"),
        "covered": ("遮挡处", "Parts covered"),
        "found": ("建议遮挡处", "Parts proposed"),
        "complaint": ("投诉", "Complaint"),
    },
    values={
        "category": {each.key: (each.zh, each.en) for each in CATEGORIES.values()},
        "finding": FINDINGS,
        "purpose": PURPOSES,
        "complaint.by": {
            "resident": ("居民要求", "At the resident's wish"),
            "retention": ("保存期满", "Kept long enough"),
        },
        "complaint.called": {**ANSWERS, "absent": ("未接通", "Not reached")},
        "complaint.source": SOURCES,
        **{f"complaint.{name}": words for name, words in SAID_AS.items()},
    },
)
