"""Who drafts, issues, serves, answers and ends official notices; a draft is nobody's but theirs who make it."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, of_party, register
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.defects.rules import LIABLE_ROLES
from inspect_app.notices.rules import STOPS, VERBS, WAYS, WORDS, WORKFLOW

#: see every notice of a project once it is issued
READERS = ("admin", "authority", "supervisor", "owner")
#: see the drafts, too
KEEPERS = ("authority", "supervisor")
_DRAFTERS = (*KEEPERS, "inspector")
_drafts_somewhere, _drafts_there = holds(*_DRAFTERS), acts_as(*_DRAFTERS)
_reads_issued, _keeps, _is_authority = acts_as(*READERS), acts_as(*KEEPERS), acts_as("authority")
_is_addressee = of_party("addressee_id", *LIABLE_ROLES)


def _drafts(actor: Actor, project: Any) -> bool:
    """Authority, supervisor or inspector: of this project, or of any while none is chosen yet."""
    return (_drafts_somewhere if project is None else _drafts_there)(actor, project)


def _apart(actor: Actor, notice: Any) -> bool:
    return notice.addressee_id not in actor.party_ids()


def _drafted(actor: Actor, notice: Any) -> bool:
    mine = notice.drafted_by is not None and notice.drafted_by == actor.id
    return mine and _drafts_there(actor, notice)


def _reads(actor: Actor, notice: Any) -> bool:
    """Drafts: authority, supervisor and the drafter, never the addressee; issued: also owner, admin, addressee."""
    if notice.number is None:
        return _apart(actor, notice) and (_keeps(actor, notice) or _drafted(actor, notice))
    return _reads_issued(actor, notice) or _is_addressee(actor, notice) or _drafted(actor, notice)


def _edits(actor: Actor, notice: Any) -> bool:
    """The project's authority or the drafter, while it is a draft; never the addressee."""
    return notice.state == "draft" and _apart(actor, notice) and _writes(actor, notice)


def _issues(actor: Actor, notice: Any) -> bool:
    """The project's authority, never the addressee."""
    return _apart(actor, notice) and _is_authority(actor, notice)


def _serves(actor: Actor, notice: Any) -> bool:
    """The project's authority or whoever drafted it and still acts there; never the addressee."""
    return _apart(actor, notice) and _writes(actor, notice)


def _writes(actor: Actor, notice: Any) -> bool:
    return _is_authority(actor, notice) or _drafted(actor, notice)


def _asks(actor: Actor, notice: Any) -> bool:
    """The addressee of a stop-work notice."""
    return notice.kind in STOPS and _is_addressee(actor, notice)


def _checks(actor: Actor, notice: Any) -> bool:
    """The project's authority, of a stop-work notice; never the addressee."""
    return notice.kind in STOPS and _issues(actor, notice)


def _ends(actor: Actor, notice: Any) -> bool:
    """The project's authority, of a rectification notice; never the addressee."""
    return notice.kind == "rectification" and _issues(actor, notice)


def _withdraws(actor: Actor, notice: Any) -> bool:
    """The project's authority; the drafter while it is a draft; never the addressee, never of a resume notice."""
    if notice.kind == "resume":
        return False
    return _issues(actor, notice) or _edits(actor, notice)


register(
    {
        "notice.list": (holds(*READERS, "inspector", *LIABLE_ROLES),),
        "notice.read": (_reads,),
        "notice.draft": (_drafts,),
        "notice.edit": (_edits,),
        "notice.issue": (_issues,),
        "notice.receive": (_is_addressee,),
        "notice.serve": (_serves,),
        "notice.ask": (_asks,),
        "notice.resume": (_checks,),
        "notice.refuse": (_checks,),
        "notice.end": (_ends,),
        "notice.withdraw": (_withdraws,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={
        "receiver": ("收件人", "Received by"), "lifts": ("所复停工通知书", "Lifts"),
        "resume": ("复工通知书", "Resume notice"), "defects": ("缺陷", "Defects"), "places": ("部位", "Places"),
        "addressee": ("受送达单位", "Addressed to"), "received_at": ("送达时间", "Received"),
    },
    values={"notice.how": WAYS, "notice.kind": WORDS},
)  # fmt: skip
