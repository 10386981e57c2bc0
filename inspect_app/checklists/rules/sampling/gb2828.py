"""GB/T 2828.1-2012 (ISO 2859-1): code letters and single plans by level, AQL and severity.

The master tables follow one law: a plan depends on the sum of the row's and the column's index alone, and an
arrow leads along the column to the next sum that has a plan. So the sums are kept instead of 672 cells.
"""

from bisect import bisect_left
from typing import Final

from inspect_app.checklists.rules.sampling.plans import Plan

STANDARD: Final = "GB/T 2828.1-2012"
LETTERS: Final = "ABCDEFGHJKLMNPQR"
SIZES: Final = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
REDUCED_SIZES: Final = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
AQLS: Final = (
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0",
    "6.5", "10", "15", "25", "40", "65", "100",
)  # fmt: skip
#: table 1: largest lot of a row -> the letters of the levels
LEVELS: Final = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
CODES: Final[dict[int, str]] = {
    8: "AAAAAAB", 15: "AAAAABC", 25: "AABBBCD", 50: "ABBCCDE", 90: "BBCCCEF", 150: "BBCDDFG", 280: "BCDEEGH",
    500: "BCDEFHJ", 1200: "CCEFGJK", 3200: "CDEGHKL", 10_000: "CDFGJLM", 35_000: "CDFHKMN", 150_000: "DEGJLNP",
    500_000: "DEGJMPQ",
}  # fmt: skip
_LARGEST: Final = "DEHKNQR"
#: sum of the indexes -> (accepted, refusing) number
NORMAL: Final = {
    14: (0, 1), 17: (1, 2), 18: (2, 3), 19: (3, 4), 20: (5, 6), 21: (7, 8), 22: (10, 11), 23: (14, 15), 24: (21, 22),
}  # fmt: skip
TIGHTENED: Final = {
    15: (0, 1), 18: (1, 2), 19: (2, 3), 20: (3, 4), 21: (5, 6), 22: (8, 9), 23: (12, 13), 24: (18, 19),
}  # fmt: skip
#: the edition of 2012 leaves no gap between both numbers; its figures are not confirmed
REDUCED: Final = {
    14: (0, 1), 17: (1, 2), 18: (1, 2), 19: (2, 3), 20: (3, 4), 21: (5, 6), 22: (6, 7), 23: (8, 9), 24: (10, 11),
}  # fmt: skip
SEVERITIES: Final = {"normal": NORMAL, "tightened": TIGHTENED, "reduced": REDUCED}
#: of the sums without a plan these lead up the column, all others down
_UP: Final = {"normal": (15,), "tightened": (), "reduced": (15,)}
#: cells in which the printed table leaves the law: (severity, letter, AQL) -> the sum whose plan is printed
_PRINTED: Final = {("tightened", "A", "10"): 18}


def code_letter(lot: int, level: str = "II") -> str:
    """Return the code letter of table 1 for a lot of 2 or more and one of LEVELS; ValueError otherwise."""
    if lot < 2:
        raise ValueError("lot: at least 2")
    if level not in LEVELS:
        raise ValueError(f"level: one of {', '.join(LEVELS)}")
    bounds = list(CODES)
    row = bisect_left(bounds, lot)
    return (CODES[bounds[row]] if row < len(bounds) else _LARGEST)[LEVELS.index(level)]


def plan(lot: int, aql: str, level: str = "II", severity: str = "normal") -> Plan:
    """Return the single plan for a lot, an AQL (one of AQLS), a level and a severity.

    Where the sample would reach the lot, all of it is looked at, with the numbers of the plan. ValueError names
    the input that cannot be. Source: tables 1, 2-A, 2-B, 2-C.
    """
    if aql not in AQLS:
        raise ValueError(f"aql: one of {', '.join(AQLS)}")
    if severity not in SEVERITIES:
        raise ValueError(f"severity: one of {', '.join(SEVERITIES)}")
    return _within(lot, by_letter(code_letter(lot, level), aql, severity))


def by_letter(letter: str, aql: str, severity: str) -> Plan:
    """Return the plan of a cell of the master tables, its arrows followed."""
    sums, column = SEVERITIES[severity], AQLS.index(aql)
    sizes = REDUCED_SIZES if severity == "reduced" else SIZES
    # Row S (3150) stands in the tightened table alone.
    rows = len(SIZES) if severity == "tightened" else len(LETTERS)
    wanted = _PRINTED.get((severity, letter, aql)) or _resolved(
        LETTERS.index(letter) + column, sums, _UP[severity]
    )
    if wanted < column:
        wanted = _down(column, sums)
    if wanted - column >= rows:
        wanted = _up(column + rows - 1, sums)
    ac, re = sums[wanted]
    table = {"normal": "2-A", "tightened": "2-B", "reduced": "2-C"}[severity]
    return Plan(sizes[wanted - column], ac, re, f"{STANDARD} 表{table}", verified=severity != "reduced")


def _resolved(number: int, sums: dict[int, tuple[int, int]], upwards: tuple[int, ...]) -> int:
    if number > max(sums) or number in upwards:
        return _up(number, sums)
    return _down(number, sums)


def _down(number: int, sums: dict[int, tuple[int, int]]) -> int:
    return min(each for each in sums if each >= number)


def _up(number: int, sums: dict[int, tuple[int, int]]) -> int:
    return max(each for each in sums if each <= number)


def _within(lot: int, found: Plan) -> Plan:
    if found.n < lot:
        return found
    # "n >= lot": 100 % inspection; the plan's own numbers stay.
    return Plan(lot, min(found.ac, lot), found.re, f"{found.basis}（全数检验）", verified=found.verified)
