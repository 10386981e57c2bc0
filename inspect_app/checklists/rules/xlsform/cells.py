"""What stands in the cells of an XLSForm: columns, words in two languages, and values that lose nothing in a cell."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from inspect_app.checklists.rules.authoring import FLAGS, NUMBERS

Row = dict[str, str]
#: a row as it was read: its number in the sheet, counted from 1, and its cells by column
Read = tuple[int, Row]
Sheets = Mapping[str, Sequence[Row]]
Words = tuple[str, str]

LANGUAGES: Final = ("中文 (zh)", "English (en)")
#: our own columns of survey and settings; a choice's cannot be nested, so theirs have an underscore
OWN: Final = "inspect::"
OWN_CHOICE: Final = "inspect_"
SURVEY: Final = (
    "type", "name", *(f"label::{each}" for each in LANGUAGES), *(f"hint::{each}" for each in LANGUAGES),
    *(f"guidance_hint::{each}" for each in LANGUAGES), "required", "relevant", "appearance", "constraint",
    *(f"constraint_message::{each}" for each in LANGUAGES), "calculation", "choice_filter", "repeat_count",
)  # fmt: skip
_PLAIN: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_SPECIAL: Final = ("", "null", "true", "false")
#: characters a checklist may hold and no XML
_NO_XML: Final = re.compile("[\ufffe\uffff]")
#: a control character as JSON spells it
_UNSEEN: Final = re.compile(rb"\\(u00|[bfnrt])")
#: the fields that are more than a text
_KINDS: Final = {"signatures": list, "scoring": dict | None}


@dataclass(frozen=True, slots=True)
class Remark:
    """A cell that could not be taken over as it stands: where, and which rule, in two languages."""

    sheet: str
    row: int
    column: str
    zh: str
    en: str


def both(name: str, words: Words) -> Row:
    """Return the cells of a text in both languages; an empty one has no cell."""
    return {f"{name}::{language}": each for language, each in zip(LANGUAGES, words, strict=True) if each}


def shown(text: object) -> str:
    """Return a text as it can stand in a label: a reference of XLSForm in it would be replaced by an answer."""
    return _NO_XML.sub("", text).strip().replace("${", "$ {") if isinstance(text, str) else ""


def encoded(value: object) -> str:
    """Return a value as one cell: a plain text as it stands, anything else as JSON.

    pyxform looks for references in every cell there is, so none may look like one.
    """
    if isinstance(value, str) and not _needs_json(value):
        return value
    whole = json.dumps(value, ensure_ascii=False)
    whole = json.dumps(value) if _NO_XML.search(whole) else whole
    return whole.replace("${", "\\u0024{")


def _needs_json(text: str) -> bool:
    odd = text in _SPECIAL or text[0] in '"[{' or text != text.strip()
    return odd or "${" in text or bool(_NO_XML.search(text))


def decoded(field: str, cell: str) -> Any:
    """Return the value of a cell; what is no number in a field of numbers stays text, and the check says so."""
    text = cell.strip()
    if field in NUMBERS and _PLAIN.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if field in FLAGS and text.lower() in ("true", "false", "yes", "no", "1", "0"):
        return text.lower() in ("true", "yes", "1")
    if text not in _SPECIAL and text[:1] not in ('"', "[", "{"):
        return text
    value = _json(text)
    return value if isinstance(value, _KINDS.get(field, str | None)) else text


def _json(text: str) -> Any:
    """Return the value of a JSON text; the text itself where it is none, or holds what nothing could show."""
    try:
        value = json.loads(text or '""', parse_constant=_none)
        whole = json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return text
    listed = value if isinstance(value, list) else []
    sound = all(isinstance(each, str) for each in listed) and not _UNSEEN.search(whole)
    return value if sound else text


def _none(name: str) -> Any:
    raise ValueError(name)
