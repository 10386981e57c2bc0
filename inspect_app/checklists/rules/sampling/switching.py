"""GB/T 2828.1-2012 clause 9.3: when inspection becomes tighter or reduced, goes back to normal, or stops."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["normal", "tightened", "reduced", "stopped"]
#: of five (or fewer) lots in a row on first inspection, so many refused lead to tightened (9.3.1)
REFUSED_TO_TIGHTEN = 2
IN_A_ROW = 5
#: lots in a row accepted on tightened lead back to normal (9.3.2)
ACCEPTED_TO_RELAX = 5
#: switching score for reduced (9.3.3.2), and what a lot adds to it
SCORE_TO_REDUCE = 30
#: lots refused in all on tightened stop it (9.4)
REFUSED_TO_STOP = 5


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot on first inspection. `next_tighter` says whether it would pass the next tighter AQL too.

    `few` stands for a plan with Ac 0 or 1, `double_first` for a double plan decided by its first sample.
    """

    accepted: bool
    next_tighter: bool = False
    few: bool = False
    double_first: bool | None = None
    steady: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """How a series of lots is inspected now; `score` counts under normal, `refused` under tightened."""

    severity: Severity = "normal"
    recent: tuple[bool, ...] = ()
    score: int = 0
    refused: int = 0
    verified: bool = True


def follow(lots: Iterable[Lot], state: State | None = None, *, reduced_agreed: bool = False) -> State:
    """Return the state after a series of lots in order.

    Reduced inspection needs the responsible authority's consent (`reduced_agreed`) and steady production.
    Normal to tightened and back are confirmed; score, reduced and stop are not (`verified` false).
    """
    now = state or State()
    for lot in lots:
        now = _step(now, lot, reduced_agreed=reduced_agreed)
    return now


def _step(state: State, lot: Lot, *, reduced_agreed: bool) -> State:
    recent = (*state.recent, lot.accepted)[-IN_A_ROW:]
    if state.severity == "stopped":
        return state
    if state.severity == "tightened":
        return _tightened(state, lot, recent)
    if state.severity == "reduced":
        back = not lot.accepted or not lot.steady
        return State(verified=False) if back else replace(state, recent=recent)
    score = state.score + _points(lot) if _points(lot) else 0
    if recent.count(False) >= REFUSED_TO_TIGHTEN:
        return State("tightened")
    if score >= SCORE_TO_REDUCE and lot.steady and reduced_agreed:
        return State("reduced", verified=False)
    return State("normal", recent, score)


def _tightened(state: State, lot: Lot, recent: tuple[bool, ...]) -> State:
    refused = state.refused + (not lot.accepted)
    if refused >= REFUSED_TO_STOP:
        return State("stopped", recent, refused=refused, verified=False)
    if len(recent) >= ACCEPTED_TO_RELAX and all(recent):
        return State()
    return State("tightened", recent, refused=refused)


def _points(lot: Lot) -> int:
    if not lot.accepted:
        return 0
    if lot.double_first is not None:
        return 3 if lot.double_first else 0
    if lot.few:
        return 2
    return 3 if lot.next_tighter else 0
