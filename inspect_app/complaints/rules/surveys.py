"""What the platform itself asks a resident when a case is said to be settled, and whom it calls back."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

ANSWERS: dict[str, tuple[str, str]] = {
    "yes": ("解决了", "Yes"),
    "partly": ("部分解决", "Partly"),
    "no": ("没有解决", "No"),
}
#: days without an answer after which the page reminds; one case in so many is called back: the platform's own
REMIND_AFTER_DAYS = 3
CALL_ONE_IN = 5


@dataclass(frozen=True, slots=True)
class Score:
    """How content residents are: how many were asked, answered and what, always shown together."""

    asked: int
    answered: int
    yes: int
    partly: int
    no: int

    @property
    def rate(self) -> int | None:
        """Return the response rate in per cent; None when nobody was asked."""
        return round(100 * self.answered / self.asked) if self.asked else None

    @property
    def content(self) -> int | None:
        """Return the share of answers that say yes, in per cent; None without an answer."""
        return round(100 * self.yes / self.answered) if self.answered else None


def score(answers: Iterable[str | None]) -> Score:
    """Return the score of the answers given (None: asked and silent)."""
    given = list(answers)
    counts = {key: given.count(key) for key in ANSWERS}
    return Score(len(given), sum(counts.values()), counts["yes"], counts["partly"], counts["no"])


def is_drawn(seed: str, number: str) -> bool:
    """Say whether the case of this number is called back, by a seed that is told beforehand: anyone can do it again."""
    digest = hashlib.sha256(f"{seed}:{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % CALL_ONE_IN == 0
