"""How a filled checklist is scored: each pack exactly by its standard, with its working line by line."""

from inspect_app.checklists.rules.scoring.declared import PACKS, check_scoring
from inspect_app.checklists.rules.scoring.marks import Mark, deducts
from inspect_app.checklists.rules.scoring.packs import score
from inspect_app.checklists.rules.scoring.working import Grade, Part, Scored, Step, as_data, figure

__all__ = [
    "PACKS", "Grade", "Mark", "Part", "Scored", "Step", "as_data", "check_scoring", "deducts", "figure",
    "score",
]  # fmt: skip
