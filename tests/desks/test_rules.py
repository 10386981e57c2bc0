"""How a desk sorts: heaps, order, what is at stake, ages."""

from datetime import UTC, datetime, timedelta

from inspect_app.desks.rules import INBOX, Row, at_stake, heap_of, in_order

AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def row(url: str, due: datetime | None, **more: object) -> Row:
    plain = ("", "")
    return Row("defect", url, "", plain, None, "", "", plain, "neutral", plain, plain, due, **more)  # type: ignore[arg-type]


def test_what_is_due_first_comes_first_then_what_costs_most_and_what_has_no_deadline_last() -> None:
    rows = [
        row("e", None), row("d", AT, stake=-5), row("c", AT, stake=-50), row("b", AT - HOUR), row("a", AT),
    ]  # fmt: skip
    assert [each.url for each in in_order(rows)] == ["b", "c", "d", "a", "e"]


def test_a_row_lies_in_the_heaps_it_belongs_to() -> None:
    soon, far = AT + timedelta(days=3) - HOUR / 60, AT + timedelta(days=3)
    table = (
        (row("a", far, mine=True), {"mine"}),
        (row("b", soon, mine=True), {"mine", "due"}),
        (row("c", None, mine=True, late=True), {"mine", "due"}),
        (row("d", AT, mine=False, late=True), {"waiting"}),
        (row("e", None, mine=False, disputed=True), {"disputed", "waiting"}),
    )
    for one, heaps in table:
        assert {name for name in INBOX if heap_of(name, AT)(one)} == heaps, one.url


def test_what_is_at_stake_is_what_the_catalogue_says_today() -> None:
    assert at_stake("overdue_rectification", AT, due=AT + HOUR) == -20
    assert at_stake("overdue_rectification", AT, due=AT - timedelta(days=2)) == -30
    assert at_stake("overdue_rectification", AT, due=AT - timedelta(days=99)) == -50
    assert at_stake("complaint_upheld", AT) == -10
    assert at_stake("unknown", AT) is None
