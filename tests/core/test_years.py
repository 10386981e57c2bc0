"""Years of public holidays added by an operator."""

import json
from datetime import date

import pytest

from inspect_app.core import holidays, years
from inspect_app.core.calendar import Unpublished, is_working_day

NEW = {
    "year": 2027,
    "notice": "国办发明电〔2026〕1号",
    "published": "2026-11-20",
    "source": "https://www.gov.cn/",
    # Not the real notice: the days of 2026, a year later, without make-up days.
    "breaks": [
        {"zh": each.zh, "en": each.en, "first": f"2027-{each.first:%m-%d}", "last": f"2027-{each.last:%m-%d}"}
        for each in holidays.YEARS[2026].breaks
    ],
}


@pytest.fixture
def table(monkeypatch):
    monkeypatch.setattr(holidays, "YEARS", dict(holidays.YEARS))
    monkeypatch.setattr(years, "YEARS", holidays.YEARS)
    return holidays.YEARS


def test_a_year_in_the_folder_is_counted_with(tmp_path, table):
    with pytest.raises(Unpublished):
        is_working_day(date(2027, 1, 1), years=table)
    (tmp_path / "2027.json").write_text(json.dumps(NEW), encoding="utf-8")
    assert years.load(tmp_path) == [2027]
    assert not is_working_day(date(2027, 1, 1), years=table)
    assert is_working_day(date(2027, 1, 4), years=table)


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({**NEW, "year": "soon"}), json.dumps({"year": 2027})])
def test_a_broken_year_stops_the_start_and_names_its_file(tmp_path, table, text):
    (tmp_path / "2027.json").write_text(text, encoding="utf-8")
    with pytest.raises(holidays.BadYear, match=r"2027\.json"):
        years.load(tmp_path)


def test_without_the_folder_nothing_is_added(tmp_path, table):
    assert years.load(tmp_path / "none") == []
