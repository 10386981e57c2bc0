"""Lists as files: the columns a list declares, written as CSV or as a workbook that no spreadsheet reckons with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from operator import attrgetter
from typing import Any, Final

from xlsxwriter import Workbook

from inspect_app.core.clock import now
from inspect_app.core.csv_out import safe_csv
from inspect_app.core.times import CHINA
from inspect_app.core.workbook import XLSX
from inspect_app.core.workflow import Workflow

KINDS: Final[dict[str, str]] = {"csv": "text/csv", "xlsx": XLSX}
#: more rows than a person looks through, and than are gathered beside the work of others
MOST_ROWS: Final = 20_000
_MOST_CHARACTERS: Final = 32_000
_FORBIDDEN_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_FORMATS: Final = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its words, how its value is read off a row (a path of attributes or a function), whether it tells of people."""

    zh: str
    en: str
    of: str | Callable[[Any], object]
    personal: bool = False

    def read(self, row: Any) -> object:
        """Return the value of a row."""
        return attrgetter(self.of)(row) if isinstance(self.of, str) else self.of(row)


@dataclass(frozen=True, slots=True)
class Table:
    """What a list hands out: the name of its file, its words, its columns."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    @property
    def personal(self) -> bool:
        """Say whether a column tells of people."""
        return any(each.personal for each in self.columns)


def worded(path: str, words: Mapping[Any, Any]) -> Callable[[Any], object]:
    """Return how the value of an attribute is said: `words` gives (zh, en) or something with both."""
    read = attrgetter(path)

    def say(row: Any) -> object:
        value = read(row)
        return words.get(value, value)

    return say


def lived(workflow: Workflow) -> Callable[[Any], object]:
    """Return how the state of a row with this life is said."""
    return lambda row: workflow.state(row.state)


def yuan(path: str) -> Callable[[Any], object]:
    """Return how an attribute in fen is written in yuan."""
    read = attrgetter(path)

    def said(row: Any) -> object:
        fen = read(row)
        return None if fen is None else fen / 100

    return said


def as_csv(table: Table, rows: Iterable[Any], language: str) -> bytes:
    """Return a list as CSV; moments are China time."""
    heads = [str(_picked((each.zh, each.en), language)) for each in table.columns]
    return safe_csv(heads, ([_plain(each.read(row), language) for each in table.columns] for row in rows))


def _plain(value: object, language: str) -> object:
    value = _picked(value, language)
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _picked(("是", "yes") if value else ("否", "no"), language)
    return value


def as_workbook(table: Table, rows: Iterable[Any], language: str) -> bytes:
    """Return a list as a workbook: text stays text, figures and moments (China time) can be reckoned with."""
    out = BytesIO()
    with Workbook(out, {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": now().replace(tzinfo=None)})
        title = _picked((table.zh, table.en), language)
        sheet = book.add_worksheet(str(title).translate(_FORBIDDEN_IN_NAMES)[:31])
        bold = book.add_format({"bold": True})
        formats = {kind: book.add_format({"num_format": each}) for kind, each in _FORMATS.items()}
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, 18)
            sheet.write_string(0, place, str(_picked((column.zh, column.en), language)), bold)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(table.columns):
                _write(sheet, number, place, _picked(column.read(row), language), formats, language)
    return out.getvalue()


def _write(
    sheet: Any, row: int, column: int, value: object, formats: Mapping[Any, Any], language: str
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(CHINA).replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[date])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        # Always as text: what begins with = is no formula here.
        sheet.write_string(row, column, str(_plain(value, language))[:_MOST_CHARACTERS])


def _picked(value: object, language: str) -> object:
    """Return words in the language: of a pair, or of a thing that has both."""
    pair = (value.zh, value.en) if hasattr(value, "zh") and hasattr(value, "en") else value
    if isinstance(pair, tuple) and len(pair) == 2:
        return pair[1] if language == "en" else pair[0]
    return pair


WRITERS: Final[dict[str, Callable[[Table, Iterable[Any], str], bytes]]] = {"csv": as_csv, "xlsx": as_workbook}
