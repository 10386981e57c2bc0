"""Who divides the works, submits, signs, fails and bars them."""

from typing import Any

from inspect_app.checklists.rules.scoring.gb50300 import Outcome
from inspect_app.core.permits import Actor, acts_as, holds, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.works.rules import PAPERS, POSTS, VERBS, VISUAL, WAYS, WORKFLOW
from inspect_app.works.rules.judging import recorder, ways_on

READERS = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
    "contractor",
)  # fmt: skip
DIVIDERS = ("contractor", "supervisor", "owner")
_divides_somewhere, _divides_there = holds(*DIVIDERS), acts_as(*DIVIDERS)
_settles = acts_as("contractor", "supervisor", "designer", "owner")
_keeps, _bars = acts_as("supervisor", "owner"), acts_as("supervisor", "owner", "authority")


def builds(actor: Actor, project: Any) -> bool:
    """Say whether the actor belongs to who builds here: whoever builds accepts none of it."""
    return bool(actor.party_ids() & project.party_ids("contractor", "subcontractor"))


def acts_for(actor: Actor, project: Any, role: str) -> bool:
    """Say whether the actor speaks on this project in a role."""
    return any(each.role == role and project.covered_by(each) for each in actor.grants)


def ways_for(actor: Actor, work: Any) -> list[Outcome]:
    """Return the ways on that are open to a work now and that this person is the one to record."""
    roles = {each.role for each in work.project.parties}
    return [
        each
        for each in ways_on(work.state, work.level)
        if acts_for(actor, work.project, recorder(each.key, roles))
    ]


def _divides(actor: Actor, project: Any) -> bool:
    """The contractor, supervisor or owner: of this project, or of any while none is chosen yet."""
    return (_divides_somewhere if project is None else _divides_there)(actor, project)


def _signs(actor: Actor, work: Any) -> bool:
    """Whoever fills one of the posts of this level; the order is kept by the act."""
    return any(acts_for(actor, work.project, each.role) for each in work.posts)


def _fails(actor: Actor, work: Any) -> bool:
    """Whoever fills a post of this level, or keeps the project, and does not build there."""
    return (_signs(actor, work) or _keeps(actor, work)) and not builds(actor, work.project)


def _overturns(actor: Actor, work: Any) -> bool:
    """The project's supervisor, owner or authority, who does not build there."""
    return _bars(actor, work) and not builds(actor, work.project)


def _drops(actor: Actor, work: Any) -> bool:
    """The project's supervisor or owner, who does not build there."""
    return _keeps(actor, work) and not builds(actor, work.project)


register(
    {
        "work.list": (holds(*READERS),),
        "work.read": (acts_as(*READERS),),
        "work.draft": (_divides,),
        "work.add": (_divides,),
        "work.submit": (acts_as("contractor"),),
        "work.sign": (_signs,),
        # Consequences of a submission or of the last signature; only the platform takes these moves.
        "work.accept": (the_system,),
        "work.concede": (the_system,),
        "work.test": (the_system,),
        "work.withdraw": (acts_as("contractor"),),
        "work.fail": (_fails,),
        "work.resolve": (_settles,),
        "work.bar": (_overturns,),
        "work.overturn": (_overturns,),
        "work.drop": (_drops,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={
        "made": ("新增", "Added"), "post": ("岗位", "Post"), "clause": ("依据", "Basis"), "outcome": ("处理方式", "Way on"),
        "papers": ("质量控制资料", "Quality-control papers"), "visual": ("观感质量", "Visual quality"),
        "record": ("检查或停检点记录", "Inspection or hold point"), "body": ("出具单位", "Issued by"),
    },
    values={
        "work.papers": PAPERS, "work.post": POSTS, "work.visual": VISUAL,
        "work.outcome": {each.key: (each.zh, each.en) for each in WAYS},
    },
)  # fmt: skip
