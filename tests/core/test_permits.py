"""Predicates that look at how far a role reaches."""

import pytest

from inspect_app.core.permits import Actor, Grant, may

VERBS = (
    "letter.list",
    "letter.read",
    "letter.replay",
    "letter.discard",
    "reaction.list",
    "reaction.run-again",
)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("grant", "allowed"),
    [
        (Grant("admin", "p"), True),
        (Grant("admin", "p", region="110114"), False),
        (Grant("admin", "p", project_id="x"), False),
        (Grant("authority", "p"), False),
    ],
)
def test_what_may_hold_anybodys_words_is_for_the_administrator_of_all(app, verb, grant, allowed):
    assert may(Actor("person", "1", "A", (grant,)), verb) is allowed
