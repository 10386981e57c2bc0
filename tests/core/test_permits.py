"""Predicates that look at how far a role reaches."""

import pytest

from inspect_app.core.permits import TABLE, Actor, Grant, may
from inspect_app.core.timeline import refused_words

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


def test_a_refusal_says_what_may_not_be_done_in_words(cast, browser, caller):
    said = [word for verb in TABLE for word in refused_words(verb)]
    assert not [each for each in said if "." in each]
    page = browser("contractor_b").get("/draws")
    assert page.status_code == 403
    assert "您没有“查看这项内容”的权限" in page.get_data(as_text=True)
    reply = caller("contractor_b").get("/api/draws/", headers={"Accept-Language": "en"})
    assert (reply.status_code, reply.json["title"]) == (403, "You may not do this: looking at this.")
