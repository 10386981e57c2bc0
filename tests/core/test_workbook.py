"""Workbooks from outside: read without reckoning, within bounds, and refused in words."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import Workbook

from inspect_app.core import place
from inspect_app.core.errors import Problem
from inspect_app.core.workbook import MOST_BYTES, REFUSED, read_workbook, xform
from inspect_app.core.workbook_reader import MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED, Refused, read
from inspect_app.core.workbook_writer import write_workbook


def book(fill: Callable[[Workbook], None], *sheets: str) -> bytes:
    """Return a workbook with some sheets."""
    made, out = Workbook(), BytesIO()
    made.remove(made.active)
    for name in sheets or ("survey",):
        made.create_sheet(name).append(["type", "Name", "label : English (en)"])
    fill(made)
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its parts changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return out.getvalue()


def test_cells_are_read_as_texts_with_their_rows_and_columns() -> None:
    def fill(made: Workbook) -> None:
        sheet = made["Survey "]
        sheet.append(["text", "a", " two\n words\t "])
        sheet.append([])
        sheet.append([True, 3.0, 0.25])

    assert read(book(fill, "Survey ", "other"))["sheets"] == {
        "survey": [[2, {"type": "text", "name": "a", "label::English (en)": "two words"}],
                   [4, {"type": "true", "name": "3", "label::English (en)": "0.25"}]]
    }  # fmt: skip


def test_a_formula_is_named_and_never_evaluated() -> None:
    def fill(made: Workbook) -> None:
        made["survey"].append(["text", "=1+1", '=HYPERLINK("http://example.org")'])

    told = read(book(fill))
    assert told["wrong"] == [
        ["survey", 2, "name", "formula"],
        ["survey", 2, "label::English (en)", "formula"],
    ]
    assert told["sheets"]["survey"] == [[2, {"type": "text"}]]


def test_a_column_that_is_there_twice_is_named() -> None:
    def fill(made: Workbook) -> None:
        made["survey"].cell(1, 4, "TYPE")

    assert read(book(fill))["wrong"] == [["survey", 1, "type", "twice"]]


@pytest.mark.parametrize("rule", REFUSED)
def test_what_is_no_workbook_or_too_much_is_refused_before_it_is_unfolded(app: Flask, rule: str) -> None:
    sound = book(lambda made: None)
    sheet = "xl/worksheets/sheet1.xml"
    data = {
        "no-workbook": b"PK\x03\x04 nothing",
        "unpacked": repacked(sound, sheet, lambda old: old + b" " * MOST_UNPACKED),
        "rows": book(lambda made: made["survey"].cell(MOST_ROWS + 1, 1, "x") and None),
        "columns": book(lambda made: made["survey"].cell(1, MOST_COLUMNS + 1, "x") and None),
        "survey": book(lambda made: None, "sheet1"),
    }[rule]
    with pytest.raises(Refused, match=rule) if rule != "no-workbook" else pytest.raises(Refused):
        read(data)
    with pytest.raises(Problem) as refused:
        read_workbook(data, "file")
    assert refused.value.errors == {"file": [REFUSED[rule]]}


def test_entities_and_other_files_in_a_workbook_open_nothing(app: Flask) -> None:
    sound = write_workbook({"survey": [{"type": "text", "name": "a"}]}, {})
    assert read(sound)["sheets"] == {"survey": [[2, {"type": "text", "name": "a"}]]}
    for name in (
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "[Content_Types].xml",
        "xl/sharedStrings.xml",
    ):
        sly = repacked(
            sound,
            name,
            lambda old: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + old[old.find(b"<", 2) :],
        )
        with pytest.raises(Problem):
            read_workbook(sly, "file")
    for cut in (b"", b"x", sound[: len(sound) // 2], sound[:-10]):
        with pytest.raises(Problem):
            read_workbook(cut, "file")
    with pytest.raises(Problem, match="too-large"):
        read_workbook(b"x" * (MOST_BYTES + 1), "file")


def test_an_xform_is_made_once_and_kept(app: Flask) -> None:
    sheets = {
        "survey": [{"type": "text", "name": "a", "label": "甲"}],
        "choices": [],
        "settings": [{"form_id": "f"}],
    }
    made = xform(sheets)
    kept = next(path for path in (place.home() / "xforms").glob("*.xml") if path.read_text("utf-8") == made)
    kept.write_text("kept", "utf-8")
    assert xform(sheets) == "kept"
    kept.unlink()
    with pytest.raises(Problem, match="conflict"):
        xform({**sheets, "survey": [{"type": "no such type", "name": "a"}]})


def test_a_text_too_long_for_a_cell_is_not_cut(app: Flask) -> None:
    with pytest.raises(Problem, match="conflict"):
        write_workbook({"survey": [{"type": "x" * 32_768}]}, {})


def test_a_workbook_that_is_not_read_in_time_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = write_workbook({"survey": [{"type": "text", "name": "a"}]}, {})
    assert read_workbook(sound, "file")
    monkeypatch.setattr("inspect_app.core.apart._SECONDS", 0.01)
    with pytest.raises(Problem):
        read_workbook(sound, "file")
