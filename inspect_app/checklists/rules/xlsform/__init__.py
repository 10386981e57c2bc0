"""A checklist as an XLSForm (xlsform.org), out and in."""

from inspect_app.checklists.rules.xlsform.cells import SURVEY, Remark, Row, Sheets
from inspect_app.checklists.rules.xlsform.faults import of_faults
from inspect_app.checklists.rules.xlsform.layout import Layout, layout
from inspect_app.checklists.rules.xlsform.reading import Taken, read
from inspect_app.checklists.rules.xlsform.writing import ELEMENTS, sheets

#: the columns of each sheet in their order; our own come after them
COLUMNS = {"survey": SURVEY}

__all__ = [
    "COLUMNS",
    "ELEMENTS",
    "Layout",
    "Remark",
    "Row",
    "Sheets",
    "Taken",
    "layout",
    "of_faults",
    "read",
    "sheets",
]
