"""What is asked follows from what was answered, and the static check refuses exactly what never can be."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_app.checklists.rules import asked, check_content, items, parse
from inspect_app.checklists.rules.conditions import Compare, Condition, compares
from tests.checklists.test_conditions import CONTENT, with_when


def answer(item: str, outcome: str | None = None, element: str | None = None, **rest: Any) -> dict[str, Any]:
    return {"item": item, "outcome": outcome, "element": element, **rest}


METAL, PLASTIC = answer("pipe", text="metal"), answer("pipe", text="plastic")
ENOUGH, LOW = answer("pressure", values=[0.7]), answer("pressure", values=[0.3])


@pytest.mark.parametrize(
    ("answers", "missing", "rounds"),
    [
        ([METAL, LOW], [], True),
        ([PLASTIC, LOW], [("tight", None)], True),
        ([PLASTIC, LOW, answer("tight", "pass")], [], True),
        ([METAL, ENOUGH], [], False),
        ([METAL, ENOUGH, answer("leak", "pass", "h1")], [], True),
        (
            [METAL, ENOUGH, answer("leak", "pass", "h1"), answer("trace", "fail", "h2")],
            [("leak", "h2")],
            True,
        ),
        ([PLASTIC, LOW, answer("tight", "pass"), answer("leak", "fail", "h1")], [], True),
    ],
)
def test_each_chosen_element_is_a_round_and_what_is_not_asked_is_not_missing(
    answers: list[dict[str, Any]], missing: list[Any], rounds: bool
) -> None:
    found = asked(CONTENT, answers)
    assert found.missing == missing
    assert bool(found.no_round) is not rounds


def test_an_answer_to_what_is_not_asked_does_not_count() -> None:
    found = asked(CONTENT, [METAL, LOW, answer("tight", "fail"), answer("leak", "fail", "h1")])
    assert not found.counts(answer("tight"))
    assert not found.counts(answer("leak", element="h1"))
    assert found.counts(METAL)


def test_an_item_answered_at_two_elements_counts_each_at_its_own_and_elsewhere_by_the_worst() -> None:
    content = with_when("${tight} = 'fail'")
    both = [PLASTIC, LOW, answer("tight", "pass", "b1"), answer("tight", "fail", "b2")]
    why = [answer("why", element=place, text="x") for place in ("b1", "b2", None)]
    found = asked(content, [*both, *why])
    assert [found.counts(each) for each in why] == [False, True, True]


def _conditions(keys: list[dict[str, Any]]) -> st.SearchStrategy[str]:
    leaves = [
        f"${{{each['key']}}} {sign} '{word}'"
        for each in keys
        for sign in ("=", "!=")
        for word in ("pass", "fail")
    ]
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda each: f"({' '.join(each)})")
        | inner.map(lambda each: f"not({each})"),
        max_leaves=4,
    )  # fmt: skip


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """Sound contents of judged items whose conditions name earlier ones."""
    made: list[dict[str, Any]] = []
    for n in range(draw(st.integers(1, 6))):
        item = {
            "key": f"i{n}",
            "zh": "项",
            "en": "Item",
            "kind": "judged",
            "clause": "c",
            "severity": "general",
            "veto": True,
        }
        if made and draw(st.booleans()):
            item["when"] = draw(_conditions(made))
        made.append(item)
    return {"zh": "表", "en": "List", "sections": [{"key": "s", "zh": "节", "en": "S", "items": made}]}  # fmt: skip


def _truth(condition: Condition, said: dict[str, str]) -> bool:
    """The meaning once more, by another way: as Python's own words."""
    if isinstance(condition, Compare):
        same = said.get(condition.key, "") == condition.against
        return same if condition.sign == "=" else not same
    parts = [_truth(each, said) for each in getattr(condition, "parts", [])]
    kind = type(condition).__name__
    return not _truth(condition.part, said) if kind == "Not" else all(parts) if kind == "Both" else any(parts)  # type: ignore[union-attr]


@settings(deadline=None)
@given(contents(), st.lists(st.sampled_from(("pass", "fail", "na")), min_size=6, max_size=6))
def test_on_sound_content_asking_never_raises_and_agrees_with_a_plain_reading(
    content: dict[str, Any], said: list[str]
) -> None:
    if check_content(content):
        return
    answers = [answer(f"i{n}", said[n]) for n in range(6) if n < len(list(items(content)))]
    found = asked(content, answers)
    standing: dict[str, str] = {}
    for item, given_answer in zip(items(content), answers, strict=True):
        if "when" not in item or _truth(parse(item["when"]), standing):
            standing[item["key"]] = given_answer["outcome"]
        assert found.counts(given_answer) is (item["key"] in standing)
    assert found.missing == []


@settings(deadline=None)
@given(contents())
def test_the_static_check_refuses_exactly_what_no_way_to_answer_reaches(content: dict[str, Any]) -> None:
    known = list(items(content))
    reached: set[str] = set()
    todo: list[tuple[int, dict[str, str]]] = [(0, {})]
    while todo:
        n, standing = todo.pop()
        if n == len(known):
            continue
        item = known[n]
        if "when" in item and not _truth(parse(item["when"]), standing):
            todo.append((n + 1, standing))
            continue
        reached.add(item["key"])
        todo += [(n + 1, {**standing, item["key"]: word}) for word in ("pass", "fail", "na")]
    refused = {int(each.path.split(".")[3]) for each in check_content(content)}
    assert refused == {n for n, item in enumerate(known) if item["key"] not in reached}
    assert all(list(compares(parse(item["when"]))) for item in known if "when" in item)
