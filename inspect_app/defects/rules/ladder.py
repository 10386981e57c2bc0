"""The ladder of a ticket nobody answers: who is told when, again and again until it is settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """A step: how long after the deadline (before it, where negative), and the role it goes up to."""

    key: str
    after: timedelta
    to: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps while one side has to act; the last one comes again each `every` until it has."""

    side: str
    steps: tuple[Step, ...]
    every: timedelta
    basis: str
    verified: bool = False


_OWN = "平台默认值，法律未规定"
_DAY = timedelta(days=1)
LADDERS: dict[str, Ladder] = {
    each.side: each
    for each in (
        Ladder(
            "liable",
            (
                Step("remind", -_DAY, "liable", "到期前提醒责任单位", "reminder to the liable party"),
                Step("firm", timedelta(), "liable", "超期，通知责任单位", "overdue: the liable party is told"),
                Step("supervisor", 1 * _DAY, "supervisor", "上报监理单位", "up to the supervisor"),
                Step("owner", 3 * _DAY, "owner", "上报建设单位", "up to the owner"),
                Step("authority", 7 * _DAY, "authority", "上报监督机构", "up to the authority"),
            ),
            7 * _DAY, _OWN,
        ),
        Ladder(
            "verifier",
            (
                Step("verifier", timedelta(), "verifier", "超期未答复，通知复查方", "late: whoever verifies is told"),
                Step("verifier-owner", 1 * _DAY, "owner", "上报建设单位", "up to the owner"),
                Step("verifier-authority", 3 * _DAY, "authority", "上报监督机构", "up to the authority"),
            ),
            7 * _DAY, _OWN,
        ),
    )
}  # fmt: skip


def step_at(side: str, due: datetime, number: int) -> tuple[Step, datetime]:
    """Return the step of that number (from 0) of a side's ladder and its moment; the last one repeats for ever."""
    ladder = LADDERS[side]
    last = len(ladder.steps) - 1
    step = ladder.steps[min(number, last)]
    return step, due + step.after + max(0, number - last) * ladder.every


def steps_due(
    side: str, due: datetime, taken: int, at: datetime, most: int = 50
) -> Sequence[tuple[int, Step, datetime]]:
    """Return the steps from number `taken` on whose moment has come, in order: after a downtime all of them."""
    found: list[tuple[int, Step, datetime]] = []
    for number in range(taken, taken + most):
        step, moment = step_at(side, due, number)
        if moment > at:
            break
        found.append((number, step, moment))
    return found
