"""The faults of a checklist made of a form, said at the rows and columns of the form."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from inspect_app.checklists.rules.shape import Fault
from inspect_app.checklists.rules.xlsform.cells import OWN, Remark
from inspect_app.checklists.rules.xlsform.reading import Taken

_PATH: Final = re.compile(r"(sections\.\d+(?:\.items\.\d+)?)(?:\.(.+))?")
_COLUMNS: Final = {
    "zh": "label",
    "en": "label",
    "when": "relevant",
    "hint_zh": "hint",
    "hint_en": "hint",
    "repeat.over": f"{OWN}over",
}


def of_faults(taken: Taken, faults: Sequence[Fault]) -> Iterator[Remark]:
    """Yield the faults of a content at the cells they came from."""
    for each in faults:
        found = _PATH.fullmatch(each.path)
        if found is None:
            sheet, column = (
                ("survey", "type") if each.path.startswith("sections") else ("settings", _column(each.path))
            )
            yield Remark(sheet, 1 if sheet == "survey" else 2, column, each.zh, each.en)
            continue
        field = found[2] or "type"
        if field.startswith("choices"):
            yield Remark("choices", 1, "list_name", f"{found[1]}：{each.zh}", f"{found[1]}: {each.en}")
        else:
            yield Remark("survey", taken.places.get(found[1], 1), _column(field), each.zh, each.en)


def _column(field: str) -> str:
    return _COLUMNS.get(field, field if field == "type" else f"{OWN}{field}")
