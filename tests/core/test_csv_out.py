"""Tables for spreadsheets hold nothing that is reckoned, and figures stay figures."""

import csv
from io import StringIO

from inspect_app.core.csv_out import safe_cell, safe_csv

LIVE = [
    "=1+1",
    "+86",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "  =1",
    "＝1",
    '=HYPERLINK("http://x")',
    "\r=1",
    "=cmd|' /C calc'!A0",
]


def test_no_text_is_taken_for_a_formula() -> None:
    for each in LIVE:
        assert safe_cell(each).startswith("'"), each


def test_figures_words_and_nothing_stay_as_they_are() -> None:
    assert [safe_cell(each) for each in (-3, 0, 2.5, None, "屋顶漏水", "𠮷", "")] == [
        "-3", "0", "2.5", "", "屋顶漏水", "𠮷", "",
    ]  # fmt: skip


def test_what_was_written_is_read_again_line_by_line() -> None:
    rows = [["a,b", 'c"d', "e\nf"], ["=1", 5, None]]
    read = list(csv.reader(StringIO(safe_csv(["甲", "乙", "丙"], rows).decode("utf-8-sig"))))
    assert read == [["甲", "乙", "丙"], ["a,b", 'c"d', "e\nf"], ["'=1", "5", ""]]
