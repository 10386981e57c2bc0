"""What is found of an answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the server finds of an answer; no outcome: it cannot be judged, and `field` misses something.

    For measured items `good` of `n` values lie within the tolerance, for counted ones `good` of `n` passed; 0 of
    0 for everything else.
    """

    outcome: str | None
    good: int = 0
    n: int = 0
    field: str = ""
    zh: str = ""
    en: str = ""
