"""An official paper as it is written, from top to bottom; `core/paper_maker.py` sets it on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inspect_app.core.calendar import CHINA


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of a paper says of it."""

    title: str
    number: str
    organisation: str
    url: str
    content_hash: str
    issued_at: datetime

    @property
    def issued(self) -> str:
        """Return the moment of issue as it is printed."""
        return self.issued_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature on a paper: who, for which party, in which part, when (None: still to sign), its picture."""

    name: str
    party: str
    role: str
    at: datetime | None = None
    image: bytes | None = None


class Paper:
    """A paper being written: what stands on it, in order, as plain values."""

    def __init__(
        self, title: str, number: str, organisation: str, url: str, content_hash: str, issued_at: datetime
    ) -> None:
        self.frame = Frame(title, number, organisation, url, content_hash, issued_at)
        #: name of a piece as the maker knows it, and what it takes
        self.parts: list[tuple[str, tuple[object, ...]]] = []

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._add("heading", text)

    def text(self, text: str, style: str = "body") -> None:
        """Write a paragraph; `style` is 'body' or 'note'. Blank lines part paragraphs."""
        self._add("text", text, style)

    def facts(self, rows: Sequence[tuple[str, object]]) -> None:
        """Write a table of label and value; short ones stand two abreast."""
        if rows:
            self._add("facts", [(label, shown(value)) for label, value in rows])

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[object]],
        widths: Sequence[float] | None = None,
        right: Sequence[int] = (),
    ) -> None:
        """Write a list whose head is repeated on each page; `widths` are shares, `right` columns of figures."""
        if head:
            self._add("table", head, [[shown(each) for each in row] for row in rows], widths, right)

    def checks(self, rows: Sequence[tuple[bool | None, str]]) -> None:
        """Write check marks: ticked, crossed or (None) still empty, each with its words."""
        self._add("checks", rows)

    def photos(self, pictures: Sequence[tuple[bytes, str]]) -> None:
        """Show photos (JPEG or PNG bytes without metadata) two abreast, each with its caption."""
        self._add("photos", pictures)

    def codes(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show QR codes side by side, at most three: the address each leads to, and what it is for."""
        self._add("codes", rows)

    def signatures(self, rows: Sequence[Signed], heading: str = "") -> None:
        """Write the signature block; it is not torn, and its heading stays with it."""
        self._add("signatures", rows, heading)

    def _add(self, piece: str, *what: object) -> None:
        self.parts.append((piece, what))


def shown(value: object) -> str:
    """Return a value as papers write it: local time, a dash for nothing, a ticked or empty box for yes or no."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "☑" if value else "☐"
    if isinstance(value, datetime):
        return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
