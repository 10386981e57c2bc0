"""The rules of material lots: what is tested of which on entry, and the life between the gate and the works."""

from inspect_app.materials.rules.catalogue import CLAUSES, KINDS, Kind, fits, goes_into
from inspect_app.materials.rules.life import USABLE, VERBS, WORKFLOW

__all__ = ["CLAUSES", "KINDS", "USABLE", "VERBS", "WORKFLOW", "Kind", "fits", "goes_into"]
