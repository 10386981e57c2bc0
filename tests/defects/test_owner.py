"""Every unsettled ticket has exactly one accountable party at any time; who may take which move in which state."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import may
from inspect_app.defects import actions, queries, rules
from inspect_app.defects.models import Defect
from inspect_app.defects.rules.acts import ACTS
from tests import make
from tests.answering import CAUSE
from tests.cast import Cast

PEOPLE = ("officer", "supervisor", "contractor_a", "contractor_b", "owner", "inspector", "stranger")
#: written by hand: who may take what, from each state, of a ticket of contractor_a that the platform raised
ABLE: dict[str, dict[str, set[str]]] = {
    "open": {
        "accept": {"contractor_a"}, "dispute": {"contractor_a"}, "more-time": {"contractor_a"}, "void": {"officer"},
        "join": {"officer", "supervisor"}, "split": {"officer", "supervisor"},
    },
    "disputed": {
        "reject": {"officer", "supervisor"}, "reassign": {"officer", "supervisor"}, "void": {"officer", "supervisor"},
    },
    "accepted": {
        "rectify": {"contractor_a"}, "more-time": {"contractor_a"}, "void": {"officer"},
        "join": {"officer", "supervisor"}, "split": {"officer", "supervisor"},
    },
    "returned": {
        "rectify": {"contractor_a"}, "more-time": {"contractor_a"}, "void": {"officer"},
        "join": {"officer", "supervisor"}, "split": {"officer", "supervisor"},
    },
    "rectified": {"confirm": {"officer", "supervisor"}, "return": {"officer", "supervisor"}},
    "closed": {},
    "void": {"reopen": {"officer"}},
}  # fmt: skip


def test_in_every_state_everybody_may_take_the_moves_that_are_theirs_and_no_other(cast: Cast) -> None:
    for state, able in ABLE.items():
        defect = make.defect(cast.project(), to=state)
        found: dict[str, set[str]] = {}
        for name in PEOPLE:
            actor = getattr(cast, name)
            for each in (*open_moves(actor, defect), *open_moves(actor, defect, ACTS)):
                found.setdefault(each.name, set()).add(name)
        assert found == able, state


def accountable(defect: Defect) -> tuple[str, str | None] | None:
    supervisor = defect.project.party("supervisor")
    return rules.owner_of(defect, supervisor.id if supervisor else None)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_one_party_is_accountable_until_it_is_settled(cast: Cast, seed: int) -> None:
    chance, at = Random(seed), make.NOW
    head = make.defect(cast.project(), title="另一张")
    defect = make.defect(
        cast.project(), severity=chance.choice(["general", "serious"]), actor=cast.supervisor
    )
    taken = 0
    for number in range(40):
        at += timedelta(hours=chance.randrange(1, 40))
        owner = accountable(defect)
        assert (owner is None) == defect.WORKFLOW.state(defect.state).final
        assert owner is None or owner[0] in ("liable", "giver", "supervisor", "authority")
        taken += _step(cast, defect, head, chance, at, number)
        with transaction():
            actions.climb(cast.officer, defect, at=at)
    assert taken > 5


def _step(cast: Cast, defect: Defect, head: Defect, chance: Random, at: Any, number: int) -> bool:
    actor = getattr(cast, chance.choice(PEOPLE[:3]))
    colour = (number * 6, 30, 90 + number)
    with transaction():
        photo = make.store_photo(make.photo(colour))  # type: ignore[arg-type]
    values: dict[str, Any] = {
        "note": "已改", "after": [photo], "reason": "原因", "claim": "异议", "evidence": [photo], "into": head.number,
        "why": "together", "liable_party_id": defect.liable_party_id, **CAUSE,
    }  # fmt: skip
    waiting = [each for each in queries.requests_of(defect) if each.state == "waiting"]
    moves = [each.name for each in open_moves(actor, defect) if each.name != "reassign"]
    if chance.random() < 0.9:  # so that the walk does not end at once
        moves = [name for name in moves if name not in ("void", "join", "confirm")]
    try:
        with transaction():
            if waiting and may(actor, "request.grant", waiting[0]):
                name = chance.choice(["grant", "refuse"])
                actions.decide(actor, waiting[0], name, {"answer": "意见"}, at=at)
            elif may(actor, "defect.plan", defect):
                plan = {"who": "王工", "until": at + timedelta(hours=9), "method": "返工", "lot": ""}
                actions.hand_in_plan(actor, defect, plan, at=at)
            elif moves:
                actions.move(actor, defect, chance.choice(moves), values, at=at)
            else:
                return False
    except Problem:
        db.session.rollback()
        return False
    return True
