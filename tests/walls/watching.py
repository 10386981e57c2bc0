"""Whether a request changed a row: the tables that something was written to are compared, and put back."""

import re
from collections.abc import Callable
from typing import Any

from tests.rows import Rows, all_rows

#: who came in, who failed to, and photos (kept from a refused form on purpose)
APART = {"sessions", "failures", "files"}
WRITES = re.compile(r'\b(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)')


class Watch:
    """Sees what is written, from the rows there are when it is made."""

    def __init__(self, put_back: Callable[[set[str]], Any]) -> None:
        self.rows, self.put_back, self.written = _plain(all_rows()), put_back, set[str]()

    def note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        """See each statement on its way to the database."""
        self.written |= set(WRITES.findall(statement))

    def changed(self) -> set[str]:
        """Return the tables that differ from the beginning, and put back what was written."""
        written, self.written = self.written, set()
        if not written:
            return set()
        now = _plain(all_rows(written - APART))
        self.put_back(written)
        self.written = set()
        return {name for name in now if now[name] != self.rows[name]}


def _plain(rows: Rows) -> dict[str, list[str]]:
    return {name: sorted(map(repr, found)) for name, found in rows.items()}
