"""How heavy a site lies in a draw, why it may not be left to chance, and what odds follow from the weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

BASIS: Final = "《优化营商环境条例》第五十四条；权重为平台默认值"
BASIS_EN: Final = "Regulation on the business environment, art. 54; the weights are the platform's own"
VERIFIED: Final = False
#: tickets of a credit grade ("" where no grade is known)
TICKETS: Final[dict[str, int]] = {"A": 1, "B": 2, "": 2, "C": 4, "D": 6}
#: more tickets for a firm on a list of grave dishonesty (市场主体重点监管对象)
LISTED: Final = 3
#: one more ticket for each draw in a row without being drawn, at most so many: nobody waits for ever
MOST_WAITED: Final = 8
#: after so many draws in a row without being drawn a site is inspected without a draw: with a draw a month, yearly
LONGEST_WAIT: Final = 12
FLOOR: Final = 1
CEILING: Final = 10
#: least share of a list to be drawn, in per cent (local plans: at least 5 % a year)
LEAST_SHARE: Final = 5

#: why a site is inspected without a draw (《优化营商环境条例》第五十四条: safety is not left to chance)
CAUSES: Final[dict[str, tuple[str, str]]] = {
    "hazard": ("重大事故隐患未销号", "open major hazard"),
    "dangerous": ("危大工程施工中", "dangerous work under way"),
    "alarm": ("监测报警未解除", "open alarm"),
    "complaint": ("居民投诉未办结", "open complaint"),
    "waited": ("连续多次未抽中", "not drawn for too long"),
}
#: why a project is not on the list at all
LEFT_OUT: Final[dict[str, tuple[str, str]]] = {
    "planned": ("尚未开工", "works not begun"),
    "no-room": ("任务已满", "no room for more visits"),
}


@dataclass(frozen=True, slots=True)
class Risk:
    """What weighs for a site: its contractor's grade, whether that is listed, draws in a row it was not drawn."""

    grade: str = ""
    listed: bool = False
    waited: int = 0


def weight(risk: Risk) -> int:
    """Return the tickets of a site, between FLOOR and CEILING. KeyError for a grade that is none."""
    heavy = TICKETS[risk.grade] + (LISTED if risk.listed else 0) + min(risk.waited, MOST_WAITED)
    return max(FLOOR, min(CEILING, heavy))


def share_of(count: int, share: float) -> int:
    """Return how many of `count` sites are drawn at a share in per cent: rounded up, at least one of any."""
    return min(count, max(1, ceil(count * share / 100 - 1e-9))) if count else 0


def odds(weights: Sequence[int], take: int) -> list[float]:
    """Return each site's odds of being among the `take` drawn, in the order given.

    A site of weight w is drawn when the least of its w hashes lies below a bound u: 1 - (1 - u)^w. The bound is
    the one at which as many are expected as are taken; exact for equal weights, within a hundredth for lists of
    twenty and more. ValueError unless 0 <= take <= len(weights).
    """
    if not 0 <= take <= len(weights):
        raise ValueError(f"take: from 0 to {len(weights)}")
    if take in (0, len(weights)):
        return [1.0 if take else 0.0] * len(weights)
    counted: dict[int, int] = {}
    for each in weights:
        counted[each] = counted.get(each, 0) + 1
    low, high = 0.0, 1.0
    for _ in range(60):
        bound = (low + high) / 2
        expected = sum(many * (1 - (1 - bound) ** heavy) for heavy, many in counted.items())
        low, high = (bound, high) if expected < take else (low, bound)
    return [1 - (1 - low) ** each for each in weights]
