"""The rules of functional tests: the catalogue with its figures, the judgement of what was measured, their life."""

from inspect_app.trials.rules.catalogue import GROUPS, INPUTS, KINDS, REQUIRED, fitting, severity
from inspect_app.trials.rules.gauging import Found, Gauge
from inspect_app.trials.rules.judging import OUTCOMES, Verdict, judge
from inspect_app.trials.rules.life import MENDED, SOURCES, VERBS, WORKFLOW
from inspect_app.trials.rules.shape import Edition, Kind, Stage

__all__ = [
    "GROUPS", "INPUTS", "KINDS", "MENDED", "OUTCOMES", "REQUIRED", "SOURCES", "VERBS", "WORKFLOW", "Edition", "Found",
    "Gauge", "Kind", "Stage", "Verdict", "fitting", "judge", "severity",
]  # fmt: skip
