"""Reads of warranty."""

from inspect_app.warranty.queries.cover import (
    Cover,
    agreements,
    by_code,
    clocks,
    communities,
    cover,
    element,
    near_end,
    repaired_parts,
)
from inspect_app.warranty.queries.notices import notice

__all__ = [
    "Cover",
    "agreements",
    "by_code",
    "clocks",
    "communities",
    "cover",
    "element",
    "near_end",
    "notice",
    "repaired_parts",
]
