"""Two people writing the same thing: what counts as a change, and when a choice is still to be made."""

from datetime import date

from inspect_app.core.both import Lost, as_typed, compare, marks, undecided


def test_only_what_another_changed_and_one_did_not_change_alike_is_shown() -> None:
    opened = {
        "a": "一",
        "b": "二",
        "c": "三",
        "d": date(2026, 5, 1),
        "e": ["x", "y"],
        "f": True,
        "g": 3.0,
        "h": None,
    }
    seen = marks(opened)
    typed = {
        "a": "一",
        "b": "二二",
        "c": "三三",
        "d": "2026-05-01",
        "e": ["y", "x"],
        "f": True,
        "g": "3",
        "h": "",
    }
    assert compare(seen, typed, opened) == {}
    stored = {**opened, "a": "一改", "b": "二", "c": "三改", "d": date(2026, 5, 2)}
    assert compare(seen, typed, stored) == {
        "a": Lost("一改", "一", clash=False),
        "c": Lost("三改", "三三", clash=True),
        "d": Lost(date(2026, 5, 2), "2026-05-01", clash=False),
    }
    # Both wrote the same: nothing is lost.
    assert compare(seen, {**typed, "a": "一改", "c": "三改", "d": "2026-05-02"}, stored) == {}


def test_a_form_that_does_not_say_what_it_was_opened_with_is_compared_with_nothing() -> None:
    for said in ("", "[]", "{", "1", "null", "[" * 5000):
        assert compare(said, {"a": "x"}, {"a": "y"}) == {}, said


def test_a_choice_holds_only_between_the_two_versions_it_was_made_between() -> None:
    lost = {"a": Lost("二", "一", clash=True)}
    known = marks({"a": "二"})
    assert undecided(lost, known, {})
    assert undecided(lost, known, {"keep-a": "other"})
    assert undecided(lost, marks({"a": "三"}), {"keep-a": "mine"})
    assert undecided(lost, "", {"keep-a": "theirs"})
    assert not undecided(lost, known, {"keep-a": "mine"})
    assert as_typed(date(2026, 5, 1)) == "2026-05-01"
