"""Each event names parties its thing really has, and things of every kind can be told of."""

import pytest
from sqlalchemy import inspect

from inspect_app.core import timeline
from inspect_app.messages.queries import reach
from inspect_app.messages.rules.events import EVENTS, OF_A_DISPUTE, TO_THE_RESIDENT


@pytest.mark.parametrize("verb", EVENTS)
def test_what_an_event_says_of_its_thing_is_there(verb: str) -> None:
    model, _told = reach._KINDS[verb.partition(".")[0]]
    for path in EVENTS[verb].parties:
        at = model
        for name in path.split("."):
            assert hasattr(at, name), f"{at.__name__} has no {name}"
            relations = inspect(at).relationships
            at = relations[name].mapper.class_ if name in relations else at


def test_each_event_is_one_that_is_written(prepared: object) -> None:
    assert not [verb for verb in EVENTS if verb not in timeline._verbs]


def test_residents_hear_of_complaints_and_their_mediation_alone(prepared: object) -> None:
    assert {each.partition(".")[0] for each in TO_THE_RESIDENT} == {"complaint"}
    assert {each.partition(".")[0] for each in OF_A_DISPUTE} == {"dispute", "mediation", "appraisal"}
    assert not [verb for verb in OF_A_DISPUTE if verb not in timeline._verbs]
