"""Rules of credit: points from days, grades, expiry, vetoes, the working."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.credit.rules import blacklist, catalogue, lateness, repair
from inspect_app.credit.rules.score import Item, expires_on, grade_of, replay
from inspect_app.credit.rules.whatif import Supposed, what_if

DUE = datetime(2026, 5, 1, tzinfo=UTC)
DAY = date(2026, 5, 11)


def item(tenths: int, on: date = DAY, code: str = "stop_work", key: str = "a") -> Item:
    return Item(key, code, tenths, on, expires_on(on))


@pytest.mark.parametrize(
    ("late", "points"),
    [
        ({"hours": 1}, -20), ({"hours": 23}, -20), ({"days": 1}, -25), ({"days": 3}, -35), ({"days": 6}, -50),
        ({"days": 40}, -50), ({"hours": -5}, -20),
    ],
)  # fmt: skip
def test_points_of_an_overdue_ticket_follow_the_whole_days_to_a_floor(
    late: dict[str, int], points: int
) -> None:
    days = catalogue.days_late(DUE, DUE + timedelta(**late))
    assert catalogue.points(catalogue.BEHAVIOURS["overdue_rectification"], days) == points


def test_the_explanation_carries_the_numbers() -> None:
    zh, en = catalogue.explained(catalogue.BEHAVIOURS["overdue_rectification"], 3, "QX-2026-000001")
    assert zh == "超期未整改（QX-2026-000001），超期 3 天：-2 -0.5 × 3 = -3.5 分，最低 -5"
    assert (
        en
        == "Not put right in time (QX-2026-000001), 3 days late: -2 -0.5 × 3 = -3.5 points, no worse than -5"
    )


@pytest.mark.parametrize(
    ("tenths", "letter"),
    [(1000, "A"), (900, "A"), (899, "B"), (750, "B"), (749, "C"), (600, "C"), (599, "D"), (0, "D")],
)
def test_a_score_has_the_grade_of_its_line(tenths: int, letter: str) -> None:
    assert grade_of(tenths).letter == letter


def test_an_entry_stops_counting_on_the_day_it_expires() -> None:
    one = item(-100)
    assert one.expires_on == date(2027, 5, 11)
    assert replay([one], date(2027, 5, 10)).tenths == 900
    assert replay([one], date(2027, 5, 11)).tenths == 1000
    assert replay([one], date(2026, 5, 10)).tenths == 1000


@given(st.lists(st.tuples(st.integers(-200, 30), st.integers(0, 1200)), max_size=30), st.integers(0, 1600))
def test_no_expired_entry_ever_reaches_a_score(rows: list[tuple[int, int]], ahead: int) -> None:
    begin = date(2025, 1, 1)
    on = begin + timedelta(days=ahead)
    items = [item(points, begin + timedelta(days=days), key=str(n)) for n, (points, days) in enumerate(rows)]
    score = replay(items, on)
    counting = [each for each in items if each.occurred_on <= on < each.expires_on]
    assert {line.item for line in score.lines} == set(counting)
    assert score.tenths == max(0, 1000 + sum(each.tenths for each in counting))
    assert replay(reversed(items), on) == score


def test_the_working_ends_at_the_score() -> None:
    score = replay([item(-20, key="b"), item(-35, date(2026, 4, 1)), item(20, key="c")], DAY)
    assert [line.after for line in score.lines] == [965, 945, 965]
    assert score.tenths == score.lines[-1].after


def test_a_major_hazard_holds_the_grade_for_six_months() -> None:
    major = item(-100, code="major_hazard")
    held = replay([major], date(2026, 11, 10))
    assert (held.tenths, held.grade.letter, held.vetoed_by) == (900, "C", major)
    free = replay([major], date(2026, 11, 11))
    assert (free.grade.letter, free.vetoed_by) == ("A", None)
    worse = replay([major, *(item(-100, key=str(n)) for n in range(4))], DAY)
    assert (worse.grade.letter, worse.vetoed_by) == ("D", None)


def test_every_behaviour_names_its_basis_and_automatic_ones_exist() -> None:
    assert all(each.basis for each in catalogue.BEHAVIOURS.values())
    assert set(catalogue.AUTOMATIC) | set(catalogue.BY_HAND) == set(catalogue.BEHAVIOURS)
    assert not set(catalogue.AUTOMATIC) & set(catalogue.BY_HAND)
    assert catalogue.in_force("nonsense", DAY) is None


@pytest.mark.parametrize(
    ("kind", "document_on", "months", "repair_from", "until"),
    [
        # C-1 and C-3 of the worked cases: a general one, and a ban of 18 months
        ("general", date(2026, 4, 10), 0, date(2026, 7, 10), date(2027, 4, 10)),
        ("general", date(2026, 4, 10), 18, date(2027, 10, 10), date(2027, 10, 10)),
        ("serious", date(2026, 4, 10), 0, date(2027, 4, 10), date(2029, 4, 10)),
    ],
)
def test_information_is_published_by_its_class_and_never_shorter_than_the_penalty(
    kind: str, document_on: date, months: int, repair_from: date, until: date
) -> None:
    assert repair.publication(kind, document_on, months) == repair.Publication(repair_from, until)
    assert repair.public_until(kind, document_on, months) == until


def test_minor_information_is_not_published_and_good_one_has_no_repair() -> None:
    assert repair.public_until("minor", DAY) is None
    assert "good" not in repair.LOST
    with pytest.raises(ValueError, match="class"):
        repair.publication("none", DAY)


def test_a_repair_is_decided_by_the_time_of_its_division() -> None:
    days = {region: repair.deciding(region).days for region in ("440305", "410105", "110114")}
    assert days == {"440305": 3, "410105": 1, "110114": 10}
    assert repair.decide_by("410105", date(2026, 5, 15)) == date(2026, 5, 18)


def test_an_edition_of_a_place_goes_before_that_of_the_country_and_each_holds_its_days() -> None:
    country = catalogue.Edition("c", date(2026, 1, 1), {})
    later = catalogue.Edition("d", date(2026, 7, 1), {})
    local = catalogue.Edition("l", date(2026, 3, 1), {}, region="41", until=date(2026, 12, 31))
    among = (country, later, local)
    found = [
        catalogue.edition(region, day, among)
        for region, day in (
            ("410105", date(2026, 2, 1)), ("410105", date(2026, 8, 1)), ("110114", date(2026, 8, 1)),
            ("410105", date(2027, 1, 1)), ("110114", date(2025, 1, 1)),
        )
    ]  # fmt: skip
    assert found == [country, local, later, later, None]
    assert catalogue.in_force("accident_larger", date(2026, 3, 31)) is None
    assert catalogue.in_force("accident_larger", date(2026, 4, 1)) is not None


def test_entries_of_one_kind_move_a_score_no_further_than_its_cap() -> None:
    many = [item(-10, code="complaint_upheld", key=f"{n:02}") for n in range(15)]
    score = replay(many, DAY)
    assert (score.tenths, score.lines[9].counted, score.lines[10].counted) == (900, -10, 0)
    praise = [item(20, code="residents_satisfied", key=f"{n:02}") for n in range(5)]
    assert replay(praise, DAY).tenths == 1060
    before = [Item(f"{n:02}", "complaint_upheld", -10, DAY, expires_on(DAY), "2026-1") for n in range(15)]
    assert replay(before, DAY).tenths == 850, "an entry of an edition without caps stays as it was"


def test_a_larger_accident_holds_the_grade_at_d_for_a_year() -> None:
    score = replay([item(-300, code="accident_larger")], date(2027, 5, 10))
    assert (score.grade.letter, score.tenths) == ("D", 700)


def test_what_if_takes_out_settles_and_adds_without_touching_what_stands() -> None:
    standing = [item(-60, key="a"), item(-50, code="overdue_rectification", key="b")]
    later = date(2026, 6, 1)
    answer = what_if(
        standing,
        later,
        without={"a"},
        settled={"b": -25},
        supposed=[Supposed("general_hazard", later, times=2)],
    )
    assert (answer.before.tenths, answer.after.tenths) == (890, 955)
    assert what_if(standing, date(2027, 6, 1)).after.tenths == 1000
    with pytest.raises(ValueError, match="catalogue"):
        what_if(standing, later, supposed=[Supposed("nonsense", later)])


def test_the_blacklist_lasts_a_year_and_begins_anew_with_a_new_case() -> None:
    begin = date(2026, 5, 11)
    assert blacklist.last_day(begin) == date(2027, 5, 11)
    assert blacklist.last_day(begin, [date(2026, 9, 1), date(2026, 4, 1)]) == date(2027, 9, 1)
    assert blacklist.last_day(begin, [date(2027, 6, 1)]) == date(2027, 5, 11)


def test_a_party_is_heard_for_its_working_days_and_no_shorter_where_they_are_not_published() -> None:
    assert blacklist.heard_until(date(2026, 5, 11)) == date(2026, 5, 18)
    assert blacklist.heard_until(date(2026, 9, 28)) == date(2026, 10, 10), "over the longest break"
    assert blacklist.heard_until(date(2033, 12, 30)) == date(2034, 1, 20)


@pytest.mark.parametrize(
    ("document_on", "entered_on", "since"),
    [
        (date(2026, 5, 11), date(2026, 5, 20), None), (date(2026, 5, 11), date(2026, 5, 21), date(2026, 5, 20)),
        # the days off of May do not count
        (date(2026, 4, 29), date(2026, 5, 13), date(2026, 5, 12)), (date(2033, 5, 11), date(2033, 9, 1), None),
    ],
)  # fmt: skip
def test_an_entry_is_late_after_seven_working_days_from_its_document(
    document_on: date, entered_on: date, since: date | None
) -> None:
    assert lateness.late_since(document_on, entered_on) == since


def test_accidents_put_on_the_blacklist_when_one_is_major_or_two_fall_in_a_year() -> None:
    first, second = blacklist.Accident(date(2026, 1, 10)), blacklist.Accident(date(2026, 12, 10))
    far, major = blacklist.Accident(date(2027, 2, 10)), blacklist.Accident(date(2026, 3, 1), major=True)
    assert not blacklist.accident_ground([first], DAY)
    assert blacklist.accident_ground([second, first], date(2026, 12, 31))
    assert not blacklist.accident_ground([first, far], date(2027, 12, 31))
    assert blacklist.accident_ground([major], DAY)
