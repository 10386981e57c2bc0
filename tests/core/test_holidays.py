"""The published years are as their notices say, and a new one is read only if it can be one."""

from datetime import date, timedelta

import pytest

from inspect_app.core.calendar import Unpublished, is_working_day
from inspect_app.core.holidays import YEARS, BadYear, read_year


@pytest.mark.parametrize(
    ("year", "off_count", "worked_count", "working_days"),
    [(2024, 28, 8, 251), (2025, 28, 5, 248), (2026, 33, 6, 248)],
)
def test_a_published_year_has_as_many_days_as_its_notice_says(
    year: int, off_count: int, worked_count: int, working_days: int
) -> None:
    one = YEARS[year]
    assert (len(one.off), len(one.worked)) == (off_count, worked_count)
    assert all(day.weekday() >= 5 for day in one.worked)
    assert not one.off & one.worked
    assert {day.year for day in one.off | one.worked} == {year}
    assert one.published.year == year - 1
    assert str(year - 1) in one.notice
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    known = YEARS | {2027: YEARS[2026]}  # a following year, so that December counts
    assert sum(is_working_day(d, years=known) for d in days if d.year == year) == working_days


def written(**changed: object) -> dict[str, object]:
    # The arrangement of 2026 put down once more, as an administrator would.
    breaks = [
        {
            "zh": each.zh,
            "en": each.en,
            "first": each.first.isoformat(),
            "last": each.last.isoformat(),
            "worked": [day.isoformat() for day in each.worked],
        }
        for each in YEARS[2026].breaks
    ]
    notice = {
        "year": 2026,
        "notice": YEARS[2026].notice,
        "published": "2025-11-04",
        "source": "https://gov.cn",
    }
    return {**notice, "breaks": breaks, **changed}


def test_a_newly_published_year_is_read_and_counts_at_once() -> None:
    found = read_year(written())
    assert (found.off, found.worked) == (YEARS[2026].off, YEARS[2026].worked)
    assert not found.verified
    shorter = {2024: YEARS[2024], 2025: YEARS[2025]}
    with pytest.raises(Unpublished):
        is_working_day(date(2026, 2, 14), years=shorter)
    assert is_working_day(date(2026, 2, 14), years=shorter | {found.year: found})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"breaks": []}, "seven"),
        ({"breaks": None}, "not a year"),
        ({"published": "soon"}, "not a year"),
        ({"year": 2031}, "is not in 2031"),
        ({"breaks": [{"zh": "x", "en": "x", "first": "2026-01-03", "last": "2026-01-01"}]}, "no holiday"),
        (
            {
                "breaks": [
                    {
                        "zh": "x",
                        "en": "x",
                        "first": "2026-01-01",
                        "last": "2026-01-02",
                        "worked": ["2026-01-05"],
                    }
                ]
            },
            "worked anyway",
        ),
        (
            {
                "breaks": [
                    {
                        "zh": "x",
                        "en": "x",
                        "first": "2026-01-01",
                        "last": "2026-01-04",
                        "worked": ["2026-01-04"],
                    }
                ]
            },
            "both off and worked",
        ),
    ],
)
def test_what_is_no_notice_is_refused_with_its_fault(changed: dict[str, object], said: str) -> None:
    with pytest.raises(BadYear, match=said):
        read_year(written(**changed))
