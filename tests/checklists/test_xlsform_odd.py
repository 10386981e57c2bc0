"""Workbooks of any sense or none: read, and nothing falls over."""

import json

from hypothesis import given
from hypothesis import strategies as st

from inspect_app.checklists.rules import check_content
from inspect_app.checklists.rules.xlsform import Row, of_faults, read
from tests.checklists.test_xlsform import YES_NO, numbered


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["type", "name", "label", "relevant", "constraint", "inspect::kind", "inspect::key", "inspect::norm",
                             "inspect::choices", "inspect::when", "inspect::over", "inspect::of", "appearance"]),
            st.sampled_from(["begin_group", "end_group", "begin_repeat", "select_one yn", "select_one", "integer", "text", "judged",
                             "measured", "choice", "section", "null", "[1]", '{"a":', '"\\ud800"', "1e999", "${a} = 'x'", "a", ""])
            | st.text(max_size=9),
        ),
        max_size=9,
    ),
    st.dictionaries(st.sampled_from(["inspect::edition", "inspect::key", "inspect::signatures", "inspect::scoring", "form_title"]),
                    st.sampled_from(["[1]", '["inspector"]', "{}", "5", "NaN", "null", '"x'])),
)  # fmt: skip
def test_whatever_a_workbook_says_is_read_and_nothing_falls_over(rows: list[Row], top: Row) -> None:
    taken = read(numbered({"survey": rows, "choices": YES_NO, "settings": [top]}), "file")
    list(of_faults(taken, check_content(taken.content)))
    json.dumps(taken.content, ensure_ascii=False).encode()
