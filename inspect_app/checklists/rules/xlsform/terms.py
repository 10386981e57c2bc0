"""What the cells of one row say: words in two languages, hints, choices, and the fields of our own columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from inspect_app.checklists.rules.kinds import EVERY_ITEM
from inspect_app.checklists.rules.kinds import OWN as BY_KIND
from inspect_app.checklists.rules.xlsform.cells import OWN, OWN_CHOICE, Read, Row, decoded
from inspect_app.checklists.rules.xlsform.foreign import key_of
from inspect_app.checklists.rules.xlsform.words import languages, own

Book = Mapping[str, Sequence[Read]]
_APART: Final = {"choices", "zh", "en", "hint_zh", "hint_en", "when", "kind", "key"}
_FIELDS: Final = {*EVERY_ITEM, *(name for names in BY_KIND.values() for name in names)} - _APART
_TOP: Final = ("signatures", "defect", "basis", "scoring")


class Terms:
    """The sheets choices and settings of a form, and how its rows are to be understood."""

    def __init__(self, book: Book) -> None:
        self.settings: Row = next((row for _number, row in book.get("settings", ())), {})
        #: made here, so that what is not there was not there either
        self.ours = f"{OWN}edition" in self.settings
        sheets = [book.get(name, ()) for name in ("survey", "choices")]
        self._languages = languages(_columns(row for rows in sheets for _number, row in rows))
        self.lists: dict[str, list[Read]] = {}
        for number, row in sheets[1]:
            listed = row.get("list_name") or row.get("list name")
            if listed and row.get("name") and not row.get(f"{OWN_CHOICE}added"):
                self.lists.setdefault(listed, []).append((number, row))

    def key(self, name: str) -> str:
        """Return what the checklist is called; `name` is that of the file."""
        named = self.settings.get(f"{OWN}key")
        return named or key_of(self.settings.get("form_id") or name, set(), "checklist")

    def top(self, name: str) -> dict[str, Any]:
        """Return the content without its sections."""
        title, kept = self.settings.get("form_title") or name, self.settings.get(f"{OWN}en")
        made: dict[str, Any] = {"zh": own(self.settings, "zh", title) or title}
        made["en"] = title if kept is None else decoded("en", kept)
        there = {each: self.settings.get(f"{OWN}{each}") for each in _TOP}
        made |= {each: decoded(each, cell) for each, cell in there.items() if cell is not None}
        return made if self.ours else {"signatures": ["inspector"], **made}

    def words(self, row: Row) -> dict[str, Any]:
        """Return the words of a row; its name where it has none."""
        zh, en = self._languages.pair(row, "label")
        name = row.get("name", "")
        return {"zh": own(row, "zh", zh) or name, "en": own(row, "en", en) or name}

    def has_words(self, row: Row) -> bool:
        """Say whether a row has words at all."""
        return any(self._languages.pair(row, "label")) or f"{OWN}zh" in row

    def hints(self, row: Row) -> dict[str, Any]:
        """Return the hints of a row."""
        pair = (self._languages.exact if self.ours else self._languages.pair)(row, "hint")
        said = zip(("hint_zh", "hint_en"), pair, strict=True)
        return {name: own(row, name, cell) for name, cell in said if cell or f"{OWN}{name}" in row}

    def fields(self, row: Row) -> dict[str, Any]:
        """Return the fields of an item that have columns of our own."""
        named = {column.removeprefix(OWN): cell for column, cell in row.items() if column.startswith(OWN)}
        return {name: decoded(name, cell) for name, cell in named.items() if name in _FIELDS}

    def choices(self, listed: str) -> list[dict[str, Any]]:
        """Return the choices of a list that was written out here."""
        rows = self.lists.get(listed, ())
        return [
            {"key": row["name"], "outcome": row.get(f"{OWN_CHOICE}outcome", ""), **self.said(row)}
            for _number, row in rows
        ]

    def said(self, row: Row) -> dict[str, str]:
        """Return the words of a choice."""
        zh, en = self._languages.pair(row, "label")
        kept = {name: row.get(f"{OWN_CHOICE}{name}") for name in ("zh", "en")}
        said = {
            name: text for name, cell in kept.items() if cell is not None and (text := decoded(name, cell))
        }
        return {"zh": zh, "en": en, **said}


def _columns(rows: Iterable[Row]) -> dict[str, None]:
    return dict.fromkeys(column for row in rows for column in row)
