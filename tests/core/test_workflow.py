"""A life declared once: what it opens, refuses and asks the database to check."""

import pytest

from inspect_app.core.errors import Problem
from inspect_app.core.workflow import Move, State, Workflow

LIFE = Workflow(
    "lamp",
    "灯",
    "Lamp",
    (State("off", "关", "Off"), State("on", "开", "On"), State("broken", "坏", "Broken", final=True)),
    (
        Move("light", "开灯", "Light", ("off",), "on"),
        Move("quench", "关灯", "Quench", ("on",), "off"),
        Move("smash", "打碎", "Smash", ("off", "on"), "broken", stamp="broken_at"),
    ),
)


def test_a_life_begins_in_its_first_state_and_ends_in_its_final_ones():
    assert LIFE.initial == "off"
    assert LIFE.finals() == ("broken",)


def test_each_move_is_open_exactly_from_its_sources():
    for state in LIFE.states:
        opened = {move.name for move in LIFE.open_moves(state.name)}
        for move in LIFE.moves:
            assert (move.name in opened) == (state.name in move.sources)


def test_a_move_from_a_wrong_state_is_refused_with_both_names():
    with pytest.raises(Problem) as refused:
        LIFE.take("on", "light")
    assert refused.value.status == 409
    assert refused.value.words("zh") == "当前状态为“开”，不能“开灯”。"


def test_an_unknown_move_is_not_found():
    with pytest.raises(Problem) as refused:
        LIFE.take("on", "paint")
    assert refused.value.status == 404


def test_the_checks_tie_a_final_state_to_its_stamp():
    assert LIFE.checks() == {
        "state": "state IN ('off', 'on', 'broken')",
        "broken_at": "(state <> 'broken') OR (broken_at IS NOT NULL)",
    }


def test_a_life_that_names_no_such_state_cannot_be_declared():
    with pytest.raises(ValueError, match="names no state"):
        Workflow("x", "x", "x", LIFE.states, (Move("m", "m", "m", ("nowhere",), "on"),))
