"""Query options and addresses of SensorThings are read or refused, never guessed."""

from datetime import UTC, datetime

import pytest

from inspect_app.core.errors import Problem
from inspect_app.readings.rules.quantities import QUANTITIES
from inspect_app.sensorthings.rules.addresses import parse_address
from inspect_app.sensorthings.rules.filters import Call, Literal, Path, parse_filter, pinned
from inspect_app.sensorthings.rules.options import parse
from inspect_app.sensorthings.rules.units import CF, UCUM


def test_or_binds_less_than_and_and_that_less_than_not() -> None:
    found = parse_filter("a eq 1 or not b eq 2 and c eq 3")
    assert isinstance(found, Call)
    assert (found.name, [each.name for each in found.arguments if isinstance(each, Call)]) == (
        "or",
        ["eq", "and"],
    )
    last = found.arguments[1]
    assert isinstance(last, Call)
    assert isinstance(last.arguments[0], Call)
    assert last.arguments[0].name == "not"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'O''Neil'", "O'Neil"), ("-4.5e1", -45.0), ("true", True), ("null", None),
        ("2026-05-01T08:00:00+08:00", datetime(2026, 5, 1, tzinfo=UTC)), ("2026-05-01T00:00:00Z", datetime(2026, 5, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_literal_is_what_it_says(text: str, value: object) -> None:
    assert parse_filter(f"a eq {text}") == Call("eq", (Path(("a",)), Literal(value)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["", "a eq", "a eq 'x", "(a eq 1", "a eq 1)", "a ~ 1", "drop(a)", "length(a,b)", "a eq 2026-13-01T00:00:00Z",
     "a eq 1e999", "(" * 30 + "a eq 1" + ")" * 30, "a eq 1" + " or a eq 1" * 300, "a eq 1 2"],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_filter(text)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "pairs",
    [
        [("$top", "-1")], [("$top", "x")], [("$count", "1")], [("$nonsense", "1")], [("$top", "1"), ("$top", "2")],
        [("$select", "a,,b")], [("$orderby", "a b c")], [("$expand", "A($top=1")], [("$expand", "A,A")],
        [("$expand", "A/B/C/D")], [("$expand", "A(top=1)")], [("$skip", "9" * 12)],
    ],
)  # fmt: skip
def test_an_option_that_is_wrong_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(Problem) as refused:
        parse(pairs)
    assert refused.value.status == 400


def test_links_are_followed_with_options_of_their_own() -> None:
    found = parse(
        [("$expand", "Datastreams($select=name;$expand=Observations($top=1;$filter=result gt 5)),Locations")]
    )
    (name, inside), (other, _) = found.expand
    assert (name, inside.select, other) == ("Datastreams", ("name",), "Locations")
    assert inside.expand[0][1].top == 1
    assert parse([("$expand", "Datastreams/Thing")]).expand[0][1].expand[0][0] == "Thing"


def test_a_filter_pins_a_value_only_where_nothing_else_can_hold() -> None:
    assert pinned(parse_filter("Datastream/id eq 7 and result gt 1"), "Datastream/id") == 7
    for free in ("Datastream/id eq 7 or result gt 1", "not Datastream/id eq 7", "Datastream/id gt 7"):
        assert pinned(parse_filter(free), "Datastream/id") is None


@pytest.mark.parametrize(
    "path", ["", "Things('a", "Things(-1)", "Things()", "a/b/c/d/e/f/g", "Things('a')//x", "x" * 600]
)
def test_an_address_that_names_nothing_is_not_found(path: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_address(path)
    assert refused.value.status in (400, 404)


def test_every_unit_measured_here_has_a_ucum_code() -> None:
    assert {each.unit for each in QUANTITIES.values()} <= set(UCUM)
    assert set(CF) <= set(QUANTITIES)
