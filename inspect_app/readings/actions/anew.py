"""Judging a span anew after what stood there has changed: a correction that counts, an activity told late."""

from collections.abc import Collection

from inspect_app.readings.actions import joint
from inspect_app.readings.actions.alarms import Verdict
from inspect_app.readings.actions.going import again, write
from inspect_app.readings.actions.lines import Line
from inspect_app.readings.actions.seen import seen
from inspect_app.readings.actions.stretch import Averaged, Direct
from inspect_app.readings.rules.derived import WINDOWED, judged, reach
from inspect_app.readings.rules.episodes import EVER_MS, Bound


def anew(
    line: Line, first_ms: int, last_ms: int, newest: tuple[int, int], now_ms: int, only: Collection[str] = ()
) -> Verdict:
    """Bring the alarms of a channel to what is stored from `first_ms` to `last_ms`; needs the lock of its head.

    `newest`: the newest value that counts before the change and after it (ms, -1: none). `only`: ids of the limits
    to judge; empty: all of the channel, and the joint ones it feeds.
    """
    verdict = Verdict()
    for bound in _chosen(line.direct, only):
        series, last = seen(Direct(line.id), bound), last_ms + _after(bound)
        again(line, judged(bound), series, first_ms, last, EVER_MS, verdict, now_ms)
    for bound in _chosen(line.averaged, only):
        _again_averaged(line, bound, (first_ms, last_ms), newest, verdict, now_ms)
    joint.anew(line, first_ms, last_ms, _chosen(line.joint, only), verdict, now_ms)
    write(verdict, now_ms)
    return verdict


def _again_averaged(
    line: Line, bound: Bound, span: tuple[int, int], newest: tuple[int, int], verdict: Verdict, now_ms: int
) -> None:
    # A window is finished by what comes after it: another newest value finishes others, or fewer.
    was, running = (bound.window(each) for each in newest)
    first, stop = bound.window(span[0]), max(was, running)
    if first >= stop:
        return
    last = stop - 1 if was != running else min(bound.window(span[1]), stop - 1)
    series = seen(Averaged(line.id, bound, running), bound)
    start, until = bound.window_end(first), bound.window_end(last) + _after(bound)
    again(line, judged(bound), series, start, until, EVER_MS, verdict, now_ms)


def _chosen(bounds: tuple[Bound, ...], only: Collection[str]) -> tuple[Bound, ...]:
    return tuple(each for each in bounds if each.id in only) if only else bounds


def _after(bound: Bound) -> int:
    return reach(bound) if bound.measure in WINDOWED else 0
