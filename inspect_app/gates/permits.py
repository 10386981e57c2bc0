"""Who reads gates, speaks to their lines, withdraws that, and lets a project through."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, register
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.gates.rules import GATES, KINDS, LIFE, LINE_WORDS, STATES, VERBS

READERS = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
    "contractor", "utility", "property",
)  # fmt: skip
#: lists of what was said across projects are for those who answer for whole projects
LISTERS = ("admin", "authority", "inspector", "owner", "supervisor", "street", "community")
#: who may let pass what is not met, by name and with a reason
OVERRIDERS = ("authority",)
#: some line or gate asks each of these
SPEAKERS = ("authority", "owner", "street", "community", "supervisor")
_lists, _reads = holds(*LISTERS), acts_as(*READERS)
_speaks, _passes = (
    acts_as(*SPEAKERS),
    acts_as(*sorted({role for each in GATES.values() for role in each.passers})),
)
_is_authority = acts_as(*OVERRIDERS)


def _withdraws(actor: Actor, note: Any) -> bool:
    """Whoever said it, and the authority."""
    return withdraws(actor, note.by, note.project)


def withdraws(actor: Actor, by: str | None, project: Any) -> bool:
    """Say whether the actor may withdraw what `by` said in a project."""
    return (by is not None and by == actor.id) or _is_authority(actor, project)


register(
    {
        "gate.list": (_lists,), "gate.read": (_reads,), "gate.say": (_speaks,), "gate.pass": (_passes,),
        "gate_note.withdraw": (_withdraws,),
    }
)  # fmt: skip
register_workflow(LIFE)
register_words(
    VERBS,
    details={
        "gate": ("关口", "Gate"), "condition": ("条件", "Line"), "said": ("说明", "Said"), "found": ("记录所示", "Records"),
        "content": ("内容 SHA-256", "Content SHA-256"), "path": ("部位", "Place"), "reference": ("文号", "Reference"),
    },
    values={
        "gate.said": dict(KINDS),
        "gate.found": {key: words for key, (words, _tone) in STATES.items()},
        "gate.condition": LINE_WORDS, "gate_note.condition": LINE_WORDS,
        "gate": {each.key: (each.zh, each.en) for each in GATES.values()},
    },
    also=("gate_note",),
)  # fmt: skip
