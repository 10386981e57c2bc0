"""Who plans, runs, sends back and witnesses functional tests."""

from typing import Any

from inspect_app.core.permits import Actor, acts_as, holds, of_party, register, the_system
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.trials.rules import KINDS, OUTCOMES, VERBS, WORKFLOW

WIDE = (
    "admin", "authority", "inspector", "owner", "designer", "surveyor", "supervisor", "street", "community",
)  # fmt: skip
BUILDERS = ("contractor", "subcontractor")
PLANNERS = (*BUILDERS, "supervisor", "owner")
_reads_all, _reads_somewhere = acts_as(*WIDE, "contractor"), holds(*WIDE, *BUILDERS)
_makes_it = of_party("party_id", "subcontractor")
_plans_somewhere, _plans_there = holds(*PLANNERS), acts_as(*PLANNERS)
_builds_there, _supervises, _watches = (
    acts_as(*BUILDERS),
    acts_as("supervisor"),
    acts_as("supervisor", "owner"),
)


def _apart(actor: Actor, trial: Any) -> bool:
    """Whoever builds here or makes the trial witnesses none."""
    builders = trial.project.party_ids(*BUILDERS)
    return not actor.party_ids() & builders and trial.party_id not in actor.party_ids()


def _reads(actor: Actor, trial: Any) -> bool:
    """Whoever sees the whole project, its contractor, and a subcontractor what it makes itself."""
    return _reads_all(actor, trial) or _makes_it(actor, trial)


def _plans(actor: Actor, project: Any) -> bool:
    """A builder, the supervisor or the owner: of this project, or of any while none is chosen yet."""
    return (_plans_somewhere if project is None else _plans_there)(actor, project)


def _makes(actor: Actor, trial: Any) -> bool:
    """A builder whose own party makes the trial."""
    return trial.party_id in actor.party_ids(*BUILDERS) and _builds_there(actor, trial)


def _witnesses(actor: Actor, trial: Any) -> bool:
    """The project's supervisor, who neither builds there nor makes the trial."""
    return _supervises(actor, trial) and _apart(actor, trial)


def _voids(actor: Actor, trial: Any) -> bool:
    """The builder that makes it, the supervisor and the owner."""
    return _makes(actor, trial) or (_watches(actor, trial) and _apart(actor, trial))


register(
    {
        "trial.list": (_reads_somewhere,),
        "trial.read": (_reads,),
        "trial.plan": (_plans,),
        "trial.run": (_makes,),
        "trial.return": (_witnesses,),
        "trial.witness": (_witnesses,),
        # Consequences of the witness's signature; only the platform takes these moves.
        "trial.pass": (the_system,),
        "trial.fail": (the_system,),
        "trial.doubt": (the_system,),
        "trial.void": (_voids,),
    }
)
register_workflow(WORKFLOW)
register_words(
    VERBS,
    details={
        "trial": ("试验", "Trial"), "place": ("部位", "Place"), "after": ("重新试验，前次", "Made again after"),
        "points": ("测点数", "Points"), "device": ("监测设备", "Device"), "seen": ("检查结果", "What was seen"),
        "gauge_no": ("量具编号", "Gauge"), "certificate": ("检定证书号", "Certificate"), "basis": ("依据", "Basis"),
        "defect": ("缺陷", "Defect"), "number": ("编号", "Number"), "sha256": ("数据校验值", "Hash of the data"),
    },
    values={
        "trial.trial": {key: (each.zh, each.en) for key, each in KINDS.items()},
        "trial.seen": {"no": ("没有异常", "nothing wrong"), "yes": ("有异常", "something wrong")},
        "outcome": OUTCOMES,
    },
)  # fmt: skip
