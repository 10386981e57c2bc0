"""GB 50300-2013: the least sample of a lot (table 3.0.9), and what of it may fail (5.0.1, appendix D)."""

from bisect import bisect_left
from math import floor
from typing import Final

from inspect_app.checklists.rules.sampling.plans import DoublePlan, Plan, Verdict

TABLE: Final = "GB 50300-2013 表3.0.9"
BEYOND: Final = "GB/T 2828.1-2012 表1，检验水平 Ⅰ"
MASTER: Final = "GB 50300-2013 第5.0.1条第1款"
GENERAL: Final = "GB 50300-2013 第5.0.1条第2款"
#: largest lot of a row -> least sample. Above 3200 table 3.0.9 is silent; its figures are level I of GB/T 2828.1.
LEAST: Final[dict[int, int]] = {
    15: 2, 25: 3, 90: 5, 150: 8, 280: 13, 500: 20, 1200: 32, 3200: 50,
    10_000: 80, 35_000: 125, 150_000: 200, 500_000: 315,
}  # fmt: skip
_LAST: Final = 3200
_MOST: Final = 500
#: appendix D, table D.0.1-1 (single): sample -> accepted number; the refusing one is one more
SINGLE: Final[dict[int, int]] = {5: 1, 8: 2, 13: 3, 20: 5, 32: 7, 50: 10, 80: 14, 125: 21}
#: appendix D, table D.0.1-2 (double): size of each of both samples -> (first Ac, Re, both Ac, Re); not confirmed
DOUBLE: Final[dict[int, tuple[int, int, int, int]]] = {
    3: (0, 2, 1, 2), 5: (0, 3, 3, 4), 8: (1, 3, 4, 5), 13: (2, 5, 6, 7), 20: (3, 6, 9, 10), 32: (5, 9, 12, 13),
    50: (7, 11, 18, 19), 80: (11, 16, 26, 27),
}  # fmt: skip


def least_sample(lot: int) -> Plan:
    """Return the least number of units of a lot to look at, with no unit accepted that fails (`ac` 0).

    A lot of one is looked at; ValueError below 1. Source: 3.0.9; its commentary names GB/T 2828.1 as origin.
    """
    if lot < 1:
        raise ValueError("lot: at least 1")
    if lot == 1:
        return Plan(1, 0, 1, TABLE)
    bounds = list(LEAST)
    row = bisect_left(bounds, lot)
    n = LEAST[bounds[row]] if row < len(bounds) else _MOST
    return Plan(n, 0, 1, TABLE if lot <= _LAST else BEYOND)


def single_plan(n: int) -> Plan:
    """Return the single plan of appendix D for a sample of `n` (D.0.1-1); ValueError outside 1 to 125.

    Between two columns the accepted number is interpolated and rounded half up. Below 5 units the table is
    silent: none may fail.
    """
    if not 1 <= n <= max(SINGLE):
        raise ValueError(f"n: from 1 to {max(SINGLE)}")
    sizes = list(SINGLE)
    if n < sizes[0]:
        return Plan(n, 0, 1, "平台默认：GB 50300-2013 附录D 未规定少于5个的样本", verified=False)
    basis = "GB 50300-2013 附录D 表D.0.1-1"
    if n in SINGLE:
        return Plan(n, SINGLE[n], SINGLE[n] + 1, basis)
    upper = sizes[bisect_left(sizes, n)]
    lower = sizes[sizes.index(upper) - 1]
    # In whole numbers: half up exactly, whatever a binary fraction would make of it.
    rise, run = (SINGLE[upper] - SINGLE[lower]) * (n - lower), upper - lower
    ac = SINGLE[lower] + floor((2 * rise + run) / (2 * run))
    return Plan(n, ac, ac + 1, f"{basis}，插值取整", verified=False)


def double_plan(n: int) -> DoublePlan:
    """Return the double plan of appendix D whose first sample has `n` units; ValueError for another size."""
    if n not in DOUBLE:
        raise ValueError(f"n: one of {', '.join(map(str, DOUBLE))}")
    first_ac, first_re, ac, re = DOUBLE[n]
    basis = "GB 50300-2013 附录D 表D.0.1-2"
    return DoublePlan(
        Plan(n, first_ac, first_re, basis, verified=False), Plan(2 * n, ac, re, basis, verified=False)
    )


def master_item(bad: int) -> Verdict:
    """Judge a 主控项目: every unit looked at must pass; appendix D never applies (5.0.1 item 1)."""
    if bad < 0:
        raise ValueError("bad: at least 0")
    return "reject" if bad else "accept"


def general_item(n: int, bad: int, serious: int = 0) -> Verdict:
    """Judge a 一般项目 of `n` units by appendix D; one serious defect refuses the lot (5.0.1 item 2)."""
    if not 0 <= serious <= bad:
        raise ValueError("serious: from 0 to the number of bad units")
    found = single_plan(n).judge(bad)
    return "reject" if serious else found
