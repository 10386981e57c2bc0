"""Who enters, samples, signs, refuses and uses material lots."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, of_party, register
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.materials.rules import KINDS, VERBS, WORKFLOW

WIDE = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
)  # fmt: skip
#: who brings materials on site: the builders, and an owner that buys itself (279 art. 14)
BRINGERS = ("contractor", "subcontractor", "owner")
_reads_all, _reads_somewhere = acts_as(*WIDE, "contractor"), holds(*WIDE, "contractor", "subcontractor")
_brings_somewhere, _brings_there = holds(*BRINGERS), acts_as(*BRINGERS)
_brought_it = of_party("party_id", "subcontractor")
_watches, _is_supervisor = acts_as("supervisor", "owner"), acts_as("supervisor")
_doubts = acts_as("supervisor", "owner", "authority", "inspector")
_is_builder = acts_as("contractor")


def _apart(actor: Actor, lot: Any) -> bool:
    """Whoever builds here or brought the lot watches, signs and clears none."""
    builders = lot.project.party_ids("contractor", "subcontractor")
    return not actor.party_ids() & builders and lot.party_id not in actor.party_ids()


def _reads(actor: Actor, lot: Any) -> bool:
    """Whoever sees the whole project, its contractor, and a subcontractor what it brought itself."""
    return _reads_all(actor, lot) or _brought_it(actor, lot)


def _brings(actor: Actor, project: Any) -> bool:
    """A builder or the owner: of this project, or of any while none is chosen yet."""
    return (_brings_somewhere if project is None else _brings_there)(actor, project)


def _samples(actor: Actor, lot: Any) -> bool:
    """The supervisor or the owner, who watches the sample being taken; never who brought it."""
    return _watches(actor, lot) and _apart(actor, lot)


def _signs(actor: Actor, lot: Any) -> bool:
    """The project's supervisor, who neither builds there nor brought it."""
    return _is_supervisor(actor, lot) and _apart(actor, lot)


def _rejects(actor: Actor, lot: Any) -> bool:
    """The project's supervisor, owner, authority or inspector, who neither builds there nor brought it."""
    return _doubts(actor, lot) and _apart(actor, lot)


def _brought(actor: Actor, lot: Any) -> bool:
    """A builder or owner whose own party brought it."""
    return lot.party_id in actor.party_ids(*BRINGERS) and _brings_there(actor, lot)


def _passes(actor: Actor, lot: Any) -> bool:
    """Whoever brought it or watches; the supervisor's signature comes after."""
    return _brought(actor, lot) or _samples(actor, lot)


def _uses(actor: Actor, lot: Any) -> bool:
    """The contractor, whoever brought it, and the supervisor."""
    return _is_builder(actor, lot) or _is_supervisor(actor, lot) or _brought(actor, lot)


register(
    {
        "material.list": (_reads_somewhere,),
        "material.read": (_reads,),
        "material.enter": (_brings,),
        "material.sample": (_samples,),
        "material.pass": (_passes,),
        "material.accept": (_signs,),
        "material.reject": (_rejects,),
        "material.remove": (_samples,),
        "material.void": (_brought,),
        "material.use": (_uses,),
        "material.unuse": (_uses,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={
        "material": ("材料", "Material"), "maker": ("生产单位", "Maker"), "maker_lot": ("出厂批号", "Maker's lot"),
        "places": ("部位", "Places"), "clause": ("依据", "Basis"), "number": ("编号", "Number"),
    },
    values={"material.kind": {key: (each.zh, each.en) for key, each in KINDS.items()}},
)  # fmt: skip
