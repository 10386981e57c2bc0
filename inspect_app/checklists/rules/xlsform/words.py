"""The words of a form in our two languages, whatever languages its columns are in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from inspect_app.checklists.rules.xlsform.cells import OWN, Row, decoded, shown

_ZH: Final = re.compile(r"\(zh|^zh\b|中文|汉语|chinese", re.IGNORECASE)
_EN: Final = re.compile(r"\(en|^en\b|英文|english", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Languages:
    """What stands behind `label::` in the columns of each of our languages, "" for the plain column; and of others."""

    zh: str | None
    en: str | None
    others: tuple[str, ...]

    def pair(self, row: Row, name: str) -> tuple[str, str]:
        """Return a text in Chinese and in English, each in the place of the other where it is missing."""
        plain = [row.get(name, ""), *(row.get(f"{name}::{each}", "") for each in self.others)]
        said = self.exact(row, name)
        rest = next((each for each in (*plain, *said) if each), "")
        return said[0] or rest, said[1] or rest

    def exact(self, row: Row, name: str) -> tuple[str, str]:
        """Return a text in each of our languages as its own column has it."""
        zh, en = (row.get(f"{name}::{each}", "") if each is not None else "" for each in (self.zh, self.en))
        return zh, en


def languages(columns: Iterable[str]) -> Languages:
    """Return the languages of a form by the columns of its labels."""
    named = [each.partition("::")[2].strip() for each in columns if each.startswith("label::")]
    zh = next((each for each in named if _ZH.search(each)), None)
    en = next((each for each in named if _EN.search(each)), None)
    return Languages(zh, en, tuple(each for each in named if each not in (zh, en)))


def own(row: Row, name: str, cell: str) -> Any:
    """Return a text as it was written out from here, where the cell still shows it so; else what the cell says."""
    kept = row.get(f"{OWN}{name}")
    if kept is None:
        return cell or None
    original = decoded(name, kept)
    return original if shown(original) == cell else cell
