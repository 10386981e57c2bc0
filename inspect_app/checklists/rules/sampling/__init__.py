"""How many are looked at, and how many may fail: sample sizes and acceptance numbers of the standards."""

from inspect_app.checklists.rules.sampling.gb2828 import AQLS, LETTERS, LEVELS, SEVERITIES, code_letter, plan
from inspect_app.checklists.rules.sampling.gb50300 import (
    DOUBLE,
    LEAST,
    SINGLE,
    double_plan,
    general_item,
    least_sample,
    master_item,
    single_plan,
)
from inspect_app.checklists.rules.sampling.plans import DoublePlan, Plan, Verdict
from inspect_app.checklists.rules.sampling.switching import Lot, State, follow

__all__ = [
    "AQLS", "DOUBLE", "LEAST", "LETTERS", "LEVELS", "SEVERITIES", "SINGLE", "DoublePlan", "Lot", "Plan", "State",
    "Verdict", "code_letter", "double_plan", "follow", "general_item", "least_sample", "master_item", "plan",
    "single_plan",
]  # fmt: skip
