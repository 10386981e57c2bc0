"""A sampling plan: how many units, how many bad ones are still accepted, and from how many on it is refused."""

from dataclasses import dataclass
from typing import Literal

#: "again": the second sample of a double plan decides
Verdict = Literal["accept", "reject", "again"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A single plan: `n` units, accepted up to `ac` bad ones, refused from `re` on."""

    n: int
    ac: int
    re: int
    basis: str
    verified: bool = True

    def judge(self, bad: int) -> Verdict:
        """Return the verdict on `bad` units of `n`; ValueError when there cannot be so many."""
        if not 0 <= bad <= self.n:
            raise ValueError(f"bad: from 0 to {self.n}")
        return "accept" if bad <= self.ac else "reject"


@dataclass(frozen=True, slots=True)
class DoublePlan:
    """A double plan: the first sample decides, or a second of the same size decides over both together."""

    first: Plan
    both: Plan

    def judge(self, bad: int, more: int | None = None) -> Verdict:
        """Return the verdict on `bad` units of the first sample and, where it was drawn, `more` of the second.

        ValueError for a number that cannot be, and for a second sample where the first has decided.
        """
        if not 0 <= bad <= self.first.n:
            raise ValueError(f"bad: from 0 to {self.first.n}")
        between = self.first.ac < bad < self.first.re
        if more is None or not between:
            if more is not None:
                raise ValueError("more: the first sample has decided")
            return "again" if between else ("accept" if bad <= self.first.ac else "reject")
        if not 0 <= more <= self.both.n - self.first.n:
            raise ValueError(f"more: from 0 to {self.both.n - self.first.n}")
        return self.both.judge(bad + more)
