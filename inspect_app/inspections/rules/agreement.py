"""How far two inspectors agree who saw the same without knowing of each other: per cent and Cohen's kappa."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

Words = tuple[str, str]
Pair = tuple[str, str]
OUTCOMES: Final = ("pass", "fail", "na")
BASIS: Final = "Cohen (1960)，Educational and Psychological Measurement 20:37–46"
#: below it an item is looked at: where "substantial" begins in Landis & Koch (1977); the least pairs are our own
WEAK: Final = 0.61
LEAST_PAIRS: Final = 10
#: most pairs anybody may have reckoned at once
MOST_PAIRS: Final = 100_000
VERIFIED: Final = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came of some pairs: how many, how many the same, the share expected by chance, kappa and its working.

    `kappa` is None without pairs, and where both always said the same one thing: chance alone explains that.
    """

    n: int
    same: int
    expected: float | None
    kappa: float | None
    steps: tuple[Words, ...]

    @property
    def observed(self) -> float | None:
        """Return the share of pairs that are the same (0 to 1), None without pairs."""
        return self.same / self.n if self.n else None

    @property
    def weak(self) -> bool:
        """Say whether there are pairs enough to say that agreement is too small."""
        return self.n >= LEAST_PAIRS and self.kappa is not None and self.kappa < WEAK


def agreement(pairs: Iterable[Pair]) -> Agreement:
    """Return the agreement of (first, second) outcomes: kappa = (po - pe) / (1 - pe).

    ValueError for an outcome that is none of OUTCOMES.
    """
    counted = Counter(pairs)
    for pair in counted:
        if not set(pair) <= set(OUTCOMES):
            raise ValueError(f"pairs: no such outcome: {pair}")
    n, same = counted.total(), sum(many for (one, other), many in counted.items() if one == other)
    if not n:
        return Agreement(0, 0, None, None, (("没有成对结果", "No pairs"),))
    first, second = _margins(counted)
    # In whole numbers up to the division, so that 1 - pe is zero exactly where it is.
    by_chance = sum(first[each] * second[each] for each in OUTCOMES)
    observed, expected = same / n, by_chance / (n * n)
    steps = [_observed(same, n), _expected(first, second, n, expected)]
    if by_chance == n * n:
        zh, en = (
            "双方结果全部相同且只有一种，κ 无定义",
            "Both said one and the same throughout: kappa is undefined",
        )
        return Agreement(n, same, expected, None, (*steps, (zh, en)))
    kappa = (same * n - by_chance) / (n * n - by_chance)
    worked = f"κ = ({observed:.4f} − {expected:.4f}) / (1 − {expected:.4f}) = {kappa:.4f}"
    return Agreement(n, same, expected, kappa, (*steps, (worked, worked)))


def _margins(counted: Counter[Pair]) -> tuple[Counter[str], Counter[str]]:
    first, second = Counter[str](), Counter[str]()
    for (one, other), many in counted.items():
        first[one] += many
        second[other] += many
    return first, second


def _observed(same: int, n: int) -> Words:
    return (
        f"实际一致率 po = {same} / {n} = {same / n:.4f}",
        f"Observed agreement po = {same} / {n} = {same / n:.4f}",
    )


def _expected(first: Counter[str], second: Counter[str], n: int, expected: float) -> Words:
    terms = " + ".join(f"{first[each]}×{second[each]}" for each in OUTCOMES if first[each] and second[each])
    worked = f"({terms or '0'}) / {n}² = {expected:.4f}"
    return f"随机一致率 pe = {worked}", f"Agreement by chance pe = {worked}"
