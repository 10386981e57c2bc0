"""Checklists as XLSForms: out and in again without loss, forms made elsewhere as far as they can be."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from inspect_app.checklists.actions import LIBRARY
from inspect_app.checklists.rules import check_content, content_id
from inspect_app.checklists.rules.xlsform import COLUMNS, Row, Sheets, Taken, of_faults, read, sheets
from inspect_app.core.workbook_reader import read as read_book
from inspect_app.core.workbook_writer import write_workbook
from inspect_app.core.xform_maker import make
from tests.checklists import test_conditions, test_kinds
from tests.checklists.test_rules import CONTENT

LISTS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(LIBRARY.glob("*.json"))}
#: every kind of item, every field, conditions of every shape, rounds, names that no XML takes
WHOLE: dict[str, Any] = {
    "zh": "全项 ${x}", "en": "Everything", "signatures": ["inspector", "resident"], "defect": "hazard", "basis": "[内部] 1",
    "scoring": {"pack": "weighted", "weights": {"1-part": 2, "house": "workmanship"}},
    "sections": [
        {"key": "1-part", "zh": "第一部分", "en": "First part", "items": [
            {"key": "1", "zh": "判定", "en": "Judged", "kind": "judged", "severity": "serious", "clause": "甲 1", "photo": "always",
             "veto": True, "guarantee": False, "full": 10, "weight": 0.5, "hint_zh": "提示", "hint_en": ""},
            {"key": "a.b-c_d", "zh": "厚度", "en": "Thickness", "kind": "measured", "severity": "general", "clause": "null",
             "norm": 3, "plus": None, "minus": 0.25, "unit": "mm", "photo": "on_fail", "hint_zh": None},
            {"key": "many", "zh": "多点", "en": "Many points", "kind": "measured", "severity": "general", "clause": "乙",
             "norm": 0.1, "plus": 0.2, "minus": 0.3, "unit": "20", "points": 3, "least_rate": 0.6, "grade": "general"},
            {"key": "most", "zh": "更多点", "en": "Still more", "kind": "measured", "severity": "general", "clause": "乙",
             "norm": 5, "plus": 1, "minus": 1, "unit": "mm", "points": 40, "least_rate": 0.8},
            {"key": "pipe", "zh": "管材", "en": "Pipe", "kind": "choice", "severity": "major", "clause": "丙", "photo": "on_fail",
             "choices": [{"key": "pe", "zh": "聚乙烯", "en": "PE", "outcome": "pass"},
                         {"key": "lead", "zh": " 铅", "en": "Lead", "outcome": "fail"}],
             "when": "${1} != 'fail' and (${a.b-c_d} >= 0.5 or not( selected(${many}, 'fail') ))"},
        ]},
        {"key": "house", "zh": "入户", "en": "Homes", "repeat": {"over": "household"}, "when": "${pipe} = \"pe\"", "items": [
            {"key": "rows", "zh": "计数", "en": "Counted", "kind": "counted", "severity": "general", "clause": "丁", "plan": "gb50300",
             "grade": "general", "unit": "处"},
            {"key": "hold", "zh": "试压", "en": "Pressure", "kind": "timed", "severity": "serious", "clause": "戊", "quantity": "pressure",
             "unit": "MPa", "seconds": 600, "start_least": 0.6, "drop_most": 0.02, "photo": "on_fail", "when": "${rows} = 'pass'"},
            {"key": "seen", "zh": "全景", "en": "View", "kind": "photo", "severity": "general"},
            {"key": "sign", "zh": "住户签名", "en": "Resident", "kind": "signature", "severity": "general", "when": "${seen} = 'pass'"},
            {"key": "else", "zh": "其他", "en": "Else", "kind": "text", "severity": "general", "hint_zh": "写明", "hint_en": "say"},
        ]},
    ],
}  # fmt: skip
FULL = [CONTENT, WHOLE, test_conditions.CONTENT, test_kinds.content(test_kinds.COUNTED, test_kinds.BY_PLAN, test_kinds.HOLD)]  # fmt: skip


def numbered(made: Sheets) -> dict[str, list[tuple[int, Row]]]:
    """Return sheets as they are read: each row with its number."""
    return {name: list(enumerate((dict(row) for row in rows), start=2)) for name, rows in made.items()}


def through_a_workbook(made: Sheets) -> dict[str, list[tuple[int, Row]]]:
    """Return sheets as they come back from an .xlsx file."""
    told = read_book(write_workbook(made, COLUMNS))
    assert told["wrong"] == []
    return {name: [(number, row) for number, row in rows] for name, rows in told["sheets"].items()}


@pytest.mark.parametrize(
    "content", [*LISTS.values(), *FULL], ids=[*LISTS, "small", "whole", "conditions", "kinds"]
)
def test_a_checklist_goes_out_and_comes_in_with_the_same_hash(content: dict[str, Any]) -> None:
    assert check_content(content) == []
    taken = read(through_a_workbook(sheets(content, "a-key")), "file")
    assert taken.remarks == []
    assert taken.key == "a-key"
    assert content_id(taken.content) == content_id(content)


NO_XML = re.compile("[\x00-\x1f\ufffe\uffff]")
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\uffff${}"[ '), min_size=1, max_size=40
).filter(str.strip)
NUMBERS = st.integers(0, 10**9) | st.floats(0, 10**9, allow_subnormal=False)


@given(st.data())
@settings(max_examples=150)
def test_whatever_a_sound_checklist_says_survives(data: Any) -> None:
    content = json.loads(json.dumps(WHOLE))
    for thing in (
        content,
        *content["sections"],
        *(item for each in content["sections"] for item in each["items"]),
    ):
        for name in ("zh", "en", "clause", "hint_zh", "hint_en", "basis", "unit"):
            if name in thing and thing[name] and data.draw(st.booleans()):
                thing[name] = data.draw(TEXTS)[: 20 if name == "unit" else 40]
        for name in ("norm", "plus", "minus", "full", "weight"):
            if name in thing and thing[name] and data.draw(st.booleans()):
                thing[name] = data.draw(NUMBERS)
    if check_content(content) == []:
        made = sheets(content, "a-key")
        assert not [
            cell for rows in made.values() for row in rows for cell in row.values() if NO_XML.search(cell)
        ]
        taken = read(numbered(made), "file")
        assert taken.remarks == []
        assert content_id(taken.content) == content_id(content)


@pytest.mark.slow
def test_pyxform_accepts_the_workbook_of_every_checklist() -> None:
    for name, content in (*LISTS.items(), *((str(n), each) for n, each in enumerate(FULL))):
        made = convert(write_workbook(sheets(content, name), COLUMNS))
        assert f'id="{name}" version="{content_id(content)}"' in made.xform
        assert [each for each in made.warnings if "max-pixels" not in each] == [], name
        assert "instance" in make(dict(sheets(content, name, on_site=True)))


def test_what_an_author_changes_in_the_workbook_is_what_comes_in() -> None:
    book = numbered(sheets(WHOLE, "a-key"))
    for _number, row in book["survey"]:
        if row.get("inspect::key") == "1":
            row["label::中文 (zh)"], row["inspect::severity"] = "新的题目", "major"
        if row.get("inspect::key") == "hold":
            row["relevant"] = "${rows_found} != 'fail'"
    added = {
        "type": "select_one outcome",
        "name": "New_One",
        "label::中文 (zh)": "新增",
        "label::English (en)": "Added",
        "inspect::clause": "己",
    }
    book["survey"].insert(4, (99, added))
    taken = read(book, "file")
    items = {each["key"]: each for section in taken.content["sections"] for each in section["items"]}
    assert (items["1"]["zh"], items["1"]["en"], items["1"]["severity"]) == ("新的题目", "Judged", "major")
    assert items["hold"]["when"] == "${rows} != 'fail'"
    assert items["new_one"] == {
        "kind": "judged", "severity": "general", "key": "new_one", "zh": "新增", "en": "Added", "clause": "己",
    }  # fmt: skip
    assert check_content(taken.content) == []


def form(*rows: Row, choices: Iterable[Row] = (), **settings_: str) -> Taken:
    """Return what a form made elsewhere becomes."""
    return read(
        numbered({"survey": rows, "choices": list(choices), "settings": [settings_] if settings_ else []}),
        "Form 7",
    )


YES_NO = [
    {"list_name": "yn", "name": "Yes", "label": "Yes"},
    {"list_name": "yn", "name": "no", "label": "No"},
]


def test_a_form_of_others_becomes_a_draft_as_far_as_it_can() -> None:
    taken = form(
        {"type": "start", "name": "start"},
        {"type": "begin group", "name": "Roof Top", "label": "Roof"},
        {"type": "select_one yn", "name": "Clean", "label": "Clean?", "hint": "Look"},
        {"type": "decimal", "name": "width", "label": "Width", "constraint": ". >= 1.5 and . <= 4", "inspect::unit": "m"},
        {"type": "select_one mat", "name": "mat", "label": "Material", "relevant": "${Clean} = 'Yes' and ${width} > 2"},
        {"type": "begin_group", "name": "inner", "label": "Inner", "relevant": "selected(${mat}, 'PE pipe')"},
        {"type": "image", "name": "pic", "label": "Photo"},
        {"type": "end_group"},
        {"type": "image", "name": "sig", "label": "Sign", "appearance": "signature"},
        {"type": "end group"},
        {"type": "text", "name": "备注", "label": "Remarks"},
        choices=[*YES_NO, {"list_name": "mat", "name": "PE pipe", "label": "PE"}, {"list_name": "mat", "name": "bad", "label": "Lead"}],
        form_title="Roof check", form_id="Roof Check_1",
    )  # fmt: skip
    assert taken.remarks == []
    assert (taken.key, taken.content["zh"], taken.content["signatures"]) == (
        "roof-check_1",
        "Roof check",
        ["inspector"],
    )
    roof, rest = taken.content["sections"]
    clean, width, mat, pic, sig = roof["items"]
    assert (roof["key"], clean["kind"], clean["hint_zh"], width["norm"], width["plus"]) == (
        "roof-top",
        "judged",
        "Look",
        1.5,
        2.5,
    )
    assert mat["choices"] == [
        {"key": "pe-pipe", "outcome": "pass", "zh": "PE", "en": "PE"}, {"key": "bad", "outcome": "fail", "zh": "Lead", "en": "Lead"},
    ]  # fmt: skip
    assert (mat["when"], pic["when"]) == ("${clean} = 'pass' and ${width} > 2", "${mat} = 'pe-pipe'")
    assert (pic["kind"], sig["kind"], "when" in sig, rest["items"][0]["key"]) == (
        "photo",
        "signature",
        False,
        "item-6",
    )
    left = [(each.row, each.column) for each in of_faults(taken, check_content(taken.content))]
    assert left == [(4, "inspect::clause"), (5, "inspect::clause"), (6, "inspect::clause")]


def test_each_row_that_cannot_be_taken_over_is_named_with_its_column_and_why() -> None:
    taken = form(
        {"type": "note", "name": "n", "label": "Hello"},
        {"type": "select_multiple yn", "name": "m", "label": "Many"},
        {"type": "geopoint", "name": "g", "label": "Where"},
        {"type": "calculate", "name": "c", "calculation": "1+1"},
        {"type": "integer", "name": "i", "label": "How many"},
        {"type": "text", "name": "t", "label": "Text", "relevant": "pulldata('a','b','c','d') = 'x'"},
        {"type": "text", "name": "u", "label": "Text", "relevant": "${nobody} = 'x'"},
        {"type": "select_one gone", "name": "s", "label": "Gone"},
        {"type": "begin_repeat", "name": "r", "label": "Homes"},
        {"type": "select_one yn", "name": "y", "label": "Fine?"},
        {"name": "z", "label": "No type"},
        choices=YES_NO,
    )  # fmt: skip
    assert [(each.sheet, each.row, each.column) for each in taken.remarks] == [
        ("survey", 2, "type"), ("survey", 3, "type"), ("survey", 4, "type"), ("survey", 5, "type"), ("survey", 6, "type"),
        ("survey", 9, "type"), ("survey", 10, "inspect::over"), ("survey", 12, "type"), ("survey", 10, "type"),
        ("survey", 7, "relevant"), ("survey", 8, "relevant"),
    ]  # fmt: skip
    assert all(each.zh and each.en for each in taken.remarks)
    assert [[each["key"] for each in section["items"]] for section in taken.content["sections"]] == [
        ["i", "t", "u"],
        ["y"],
    ]


def test_words_are_found_in_whatever_columns_a_form_has_them() -> None:
    row = {"type": "text", "name": "a", "label::Français (fr)": "Toit", "label::English (en)": "Roof"}
    assert [form(row).content["sections"][0]["items"][0][name] for name in ("zh", "en")] == ["Toit", "Roof"]
    row = {"type": "text", "name": "a", "label::Chinese (zh)": "屋面", "hint::Chinese (zh)": "看"}
    assert [form(row).content["sections"][0]["items"][0][name] for name in ("en", "hint_en")] == [
        "屋面",
        "看",
    ]
