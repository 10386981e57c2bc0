"""Who asks for mediation, who mediates, who signs and who may look on."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, anyone, holds, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.defects.rules import LIABLE_ROLES
from inspect_app.disputes.queries.lists import READERS
from inspect_app.disputes.rules.life import (
    ANSWERS,
    APPRAISAL,
    FINDINGS,
    MEDIATION,
    PAYERS,
    PRESENT,
    SIDES,
    VERBS,
    WAYS_TO_SIGN,
    WORKFLOW,
)

_mediates = of_party("mediator_id", "community", "street", "authority")
_responds = of_party("respondent_id")
_applies_for_party = of_party("applicant_id")
_desk = acts_as("street", "community", "authority")
_liable = of_party("liable_party_id", *LIABLE_ROLES)


def _its_resident(actor: Actor, dispute: Any) -> bool:
    return actor.kind == "resident" and actor.id == dispute.source_id and dispute.applicant_id is None


def _applies(actor: Actor, dispute: Any) -> bool:
    """The party that asked, or whoever has shown number and code of the resident's case."""
    return _its_resident(actor, dispute) or _applies_for_party(actor, dispute)


def _signs(actor: Actor, dispute: Any) -> bool:
    """Either side, until it has signed."""
    if dispute.state != "drafted":
        return False
    open_ = {"applicant", "respondent"} - dispute.signed
    return ("applicant" in open_ and _applies(actor, dispute)) or (
        "respondent" in open_ and _responds(actor, dispute)
    )


def _leads(actor: Actor, dispute: Any) -> bool:
    """Whoever mediates, and stands on no side."""
    return _mediates(actor, dispute) and not (_responds(actor, dispute) or _applies_for_party(actor, dispute))


def _leads_it(actor: Actor, thing: Any) -> bool:
    """Whoever mediates the dispute it belongs to."""
    return _leads(actor, thing.dispute)


def _called(actor: Actor, thing: Any) -> bool:
    """Either side of the dispute it belongs to."""
    return _applies(actor, thing.dispute) or _responds(actor, thing.dispute)


def _opens(actor: Actor, thing: Any) -> bool:
    """The resident of the case, or street, community or authority at the resident's wish; of a ticket its liable party."""
    if thing.WORKFLOW.kind == "defect":
        return _liable(actor, thing)
    return (actor.kind == "resident" and actor.id == thing.id) or _desk(actor, thing)


_SIDE = (_applies, _responds)
register(
    {
        "dispute.open": (_opens,),
        "dispute.follow": (anyone,),
        "dispute.list": (holds(*READERS, *LIABLE_ROLES, "owner", "property", "utility"),),
        "dispute.read": (acts_as(*READERS), *_SIDE),
        "dispute.add-evidence": (*_SIDE, _leads),
        "dispute.sign": (_signs,),
        "dispute.sign-for": (_leads,),
        **{f"dispute.{name}": (_leads,) for name in ("accept", "decline", "draft", "extend", "agree", "revisit", "break", "fail")},
        "dispute.consent": (_responds,),
        "dispute.refuse": (_responds,),
        "dispute.rewrite": (*_SIDE, _leads),
        "dispute.confirm": (*_SIDE, _leads),
        # Whoever asked says that it was done; or whoever mediates, having looked.
        "dispute.settle": (_applies, _leads),
        "dispute.withdraw": (_applies, the_system),
        "mediation.call": (_leads,),
        "mediation.answer": (_called,),
        "appraisal.answer": (_called,),
        **{f"mediation.{each.name}": (_leads_it,) for each in MEDIATION.moves},
        "appraisal.book": (_leads,),
        **{f"appraisal.{each.name}": (_leads_it,) for each in APPRAISAL.moves},
    }
)  # fmt: skip
for _each in (WORKFLOW, APPRAISAL, MEDIATION):
    register_workflow(_each)
register_words(
    VERBS,
    details={
        "respondent": ("被申请人", "The other side"), "mediator": ("调解组织", "Mediator"), "title": ("名称", "Title"),
        "side": ("一方", "Side"), "way": ("方式", "How"), "draft": ("第几稿", "Draft"), "mediate_by": ("调解期限", "Mediation until"),
        "confirm_by": ("司法确认期限", "Court confirmation by"), "visit_on": ("回访", "Follow-up on"), "where": ("地点", "Where"),
        "expert": ("鉴定机构", "Expert"), "payer": ("费用", "Paid by"), "dispute": ("纠纷", "Dispute"), "turn": ("轮到", "Turn"),
        "answer": ("答复", "Answer"), "why": ("原因或方便的时间", "Why, or when"),
    },
    values={
        "dispute.side": SIDES, "dispute.turn": SIDES, "dispute.way": WAYS_TO_SIGN, "appraisal.payer": PAYERS,
        "appraisal.finding": FINDINGS, "mediation.present": PRESENT, "mediation.side": SIDES, "appraisal.side": SIDES,
        "mediation.answer": ANSWERS, "appraisal.answer": ANSWERS,
    },
)  # fmt: skip
