"""The outcome of an item as a formula of its form, so that the form asks for what the server will ask for.

The server judges by itself; what is found here only opens questions. Figures stand as they are written, and a
difference is rounded, since a form counts in binary fractions.
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from typing import Any, Final

from inspect_app.checklists.rules.onsite import accepts
from inspect_app.checklists.rules.xlsform.layout import repeats

_DIGITS: Final = 9


def formula(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the formula of an item's outcome: "pass", "fail", "na", or nothing while it cannot be told."""
    given, good = _BY_KIND[item["kind"]](item, {part: f"${{{name}}}" for part, name in names.items()})
    said = f"${{{names['said']}}}"
    judged = f"if({good}, 'pass', 'fail')" if good else "'pass'"
    return f"if({said} != '', {said}, if({given}, {judged}, ''))"


def within(item: Mapping[str, Any], value: str) -> str:
    """Return the formula that a value lies within an item's tolerance."""
    norm, bounds = _exact(item["norm"]), []
    for sign, bound in ((">=", "minus"), ("<=", "plus")):
        if item.get(bound) is not None:
            off = _exact(item[bound])
            bounds.append(f"{value} {sign} {figure(norm - off if bound == 'minus' else norm + off)}")
    return " and ".join(bounds)


def _measured(item: Mapping[str, Any], at: Mapping[str, str]) -> tuple[str, str]:
    points = int(item.get("points", 1))
    needed = int((_exact(item.get("least_rate", 1)) * points).to_integral_value(ROUND_CEILING))
    if repeats(item):
        # While one of them is empty, their sum is no number.
        return f"sum({at['within']}) >= 0", f"sum({at['within']}) >= {needed}"
    values = [at[f"v{n}"] for n in range(1, points + 1)]
    given = " and ".join(f"{each} != ''" for each in values)
    if points == 1:
        return given, within(item, values[0])
    return given, " + ".join(f"if({within(item, each)}, 1, 0)" for each in values) + f" >= {needed}"


def _counted(item: Mapping[str, Any], at: Mapping[str, str]) -> tuple[str, str]:
    checked, failed = at["checked"], at["failed"]
    steps = [(most, len(list(run))) for most, run in groupby(accepts(item))]
    allowed, size = str(steps[-1][0]), sum(length for _most, length in steps[:-1])
    for most, length in reversed(steps[:-1]):
        # `size - 1` is the largest number looked at for which so many may fail
        allowed, size = f"if({checked} <= {size - 1}, {most}, {allowed})", size - length
    return f"{checked} != '' and {failed} != ''", f"{failed} <= {allowed}"


def _timed(item: Mapping[str, Any], at: Mapping[str, str]) -> tuple[str, str]:
    start, end, low = at["start"], at["end"], at["low"]
    drop = figure(item["drop_most"])
    given = f"{start} != '' and {end} != '' and {at['end_at']} >= {item['seconds']}"
    lowest = f"if({low} != '' and {low} < {end}, {low}, {end})"
    good = f"{start} >= {figure(item['start_least'])} and round({start} - {lowest}, {_DIGITS}) <= {drop}"
    return given, good


def _photo(_item: Mapping[str, Any], at: Mapping[str, str]) -> tuple[str, str]:
    return f"{at['image']} != ''", ""


def _signature(_item: Mapping[str, Any], at: Mapping[str, str]) -> tuple[str, str]:
    return f"{at['image']} != '' and {at['signer']} != ''", ""


_BY_KIND: Final = {
    "measured": _measured, "counted": _counted, "timed": _timed, "photo": _photo, "signature": _signature,
}  # fmt: skip


def figure(value: Any) -> str:
    """Return a number as plain digits."""
    return f"{_exact(value).normalize():f}"


def _exact(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
