"""Who sets, announces, answers, signs, refuses and opens hold points."""

from typing import Any

from inspect_app.core.permits import Actor, Grant, acts_as, holds, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.holds.rules import ANSWERS, VERBS, WORKFLOW
from inspect_app.holds.rules.consequences import PAYERS
from inspect_app.identity.rules import PARTY_KINDS

WIDE = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
)  # fmt: skip
#: see a hold point only where it names them
NAMED = ("utility", "property")
KEEPERS = ("supervisor", "owner", "authority")
BUILDERS = ("contractor", "subcontractor")
_reads_all, _reads_somewhere = acts_as(*WIDE, "contractor"), holds(*WIDE, "contractor", *NAMED)
_sets_somewhere, _sets_there = holds(*KEEPERS), acts_as(*KEEPERS)
_finds, _is_contractor = acts_as(*KEEPERS, "inspector"), acts_as("contractor")


def acts_for(actor: Actor, project: Any, role: str, party_id: str | None) -> bool:
    """Say whether the actor speaks on this project for a role, and for the party where one is named."""
    return any(_speaks(each, role, party_id) and project.covered_by(each) for each in actor.grants)


def _speaks(grant: Grant, role: str, party_id: str | None) -> bool:
    return grant.role == role and (party_id is None or grant.party_id == party_id)


def builds(actor: Actor, project: Any) -> bool:
    """Say whether the actor belongs to who builds here: whoever covers the works releases none of them."""
    return bool(actor.party_ids() & project.party_ids(*BUILDERS))


def _reads(actor: Actor, hold: Any) -> bool:
    """Whoever sees the whole project, its contractor, and whoever the hold point names."""
    named = any(acts_for(actor, hold.project, each.role, each.party_id) for each in hold.parts)
    return _reads_all(actor, hold) or named


def _sets(actor: Actor, project: Any) -> bool:
    """Supervisor, owner or authority: of this project, or of any while none is chosen yet."""
    return (_sets_somewhere if project is None else _sets_there)(actor, project)


def _keeps(actor: Actor, hold: Any) -> bool:
    """The project's supervisor, owner or authority, who does not build there."""
    return _sets_there(actor, hold) and not builds(actor, hold.project)


def _finds_breach(actor: Actor, hold: Any) -> bool:
    """The project's supervisor, owner, authority or inspector, who does not build there."""
    return _finds(actor, hold) and not builds(actor, hold.project)


def _announces(actor: Actor, hold: Any) -> bool:
    """The contractor; works opened again only when they were never released."""
    return _is_contractor(actor, hold) and (hold.state != "reopened" or hold.released_at is None)


def _upholds(actor: Actor, hold: Any) -> bool:
    """The project's supervisor, owner or authority, where what was opened had been released."""
    return hold.released_at is not None and _keeps(actor, hold)


def _signs(actor: Actor, hold: Any) -> bool:
    """Whoever is named to sign and has not yet: neither who builds there nor who announced it."""
    return _may_look(actor, hold) and any(
        acts_for(actor, hold.project, each.role, each.party_id) for each in hold.to_sign
    )


def _refuses(actor: Actor, hold: Any) -> bool:
    """Whoever is named to sign, whether or not it is their turn."""
    named = any(acts_for(actor, hold.project, each.role, each.party_id) for each in hold.signers)
    return _may_look(actor, hold) and named


def _may_look(actor: Actor, hold: Any) -> bool:
    announced_it = hold.announced_by is not None and hold.announced_by == actor.id
    return not announced_it and not builds(actor, hold.project)


def _answers(actor: Actor, hold: Any) -> bool:
    """Whoever was invited to this round and has not answered."""
    return hold.state == "announced" and any(
        each.answer is None and acts_for(actor, hold.project, each.role, each.party_id) for each in hold.told
    )


register(
    {
        "hold.list": (_reads_somewhere,),
        "hold.read": (_reads,),
        "hold.add": (_sets,),
        "hold.announce": (_announces,),
        "hold.answer": (_answers,),
        "hold.sign": (_signs,),
        "hold.refuse": (_refuses,),
        # A consequence of the last signature; only the platform takes this move.
        "hold.release": (the_system,),
        "hold.cover": (_is_contractor,),
        "hold.breach": (_finds_breach,),
        "hold.reopen": (_keeps,),
        "hold.uphold": (_upholds,),
        "hold.condemn": (_keeps,),
        "hold.drop": (_keeps,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={
        "signers": ("签认", "Sign"), "witnesses": ("见证", "Witness"), "answer": ("答复", "Answer"),
        "payer": ("费用承担", "Pays"), "silent": ("未答复", "Silent"), "notice": ("通知期满", "Notice runs until"),
        "basis": ("依据", "Basis"), "defect": ("缺陷", "Defect"), "meet_at": ("共同检查时间", "When to look together"),
    },
    values={
        "answer": ANSWERS, "payer": PAYERS,
        "hold.role": PARTY_KINDS, "hold.signers": PARTY_KINDS, "hold.witnesses": PARTY_KINDS,
    },
)  # fmt: skip
