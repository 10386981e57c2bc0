"""The shape of the JGJ 59-2011 tables: items with their points, tables with their place in the summary."""

from dataclasses import dataclass
from datetime import date
from typing import Final

STANDARD: Final = "JGJ 59-2011"
SINCE: Final = date(2012, 7, 1)
#: what a status means: the points were read in a source; only the name was; neither
STATUSES: Final[dict[str, tuple[str, str]]] = {
    "V": ("分值已核对", "points read in a source"),
    "N": ("名称已核对，分值待核", "name read in a source, points not"),
    "M": ("名称与分值待核", "neither name nor points confirmed"),
}
GUARANTEE_FULL: Final = 60
GUARANTEE_LEAST: Final = 40
Row = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a table: its full points and how far they are confirmed (one of STATUSES)."""

    key: str
    zh: str
    en: str
    full: int
    guarantee: bool
    status: str

    @property
    def verified(self) -> bool:
        """Say whether the points were read in a source."""
        return self.status == "V"


@dataclass(frozen=True, slots=True)
class Table:
    """One of the tables B.1–B.19; `summary` is the row of the summary it counts in."""

    number: str
    summary: str
    zh: str
    en: str
    items: tuple[Item, ...]
    since: date = SINCE
    until: date | None = None

    @property
    def basis(self) -> str:
        """Return where the table stands."""
        return f"{STANDARD} 表{self.number}"

    @property
    def verified(self) -> bool:
        """Say whether all its points were read in a source."""
        return all(each.verified for each in self.items)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row of the summary: its full points (B)."""

    key: str
    zh: str
    en: str
    full: int
    verified: bool = True


def table(
    number: str, summary: str, words: tuple[str, str], guarantee: tuple[Row, ...], general: tuple[Row, ...]
) -> Table:
    """Return a table made of its rows (zh, en, full points, status), the guarantee items first."""
    rows = [(row, True) for row in guarantee] + [(row, False) for row in general]
    prefix = f"b{int(number.removeprefix('B.')):02}"
    items = tuple(
        Item(f"{prefix}-{place:02}", zh, en, full, guaranteed, status)
        for place, ((zh, en, full, status), guaranteed) in enumerate(rows, start=1)
    )
    return Table(number, summary, *words, items)
