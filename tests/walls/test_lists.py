"""Every list as a file in a town that has rows of nearly everything: no row of it breaks the file."""

import csv
import io
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.core.test_lists_as_files import LISTS

#: lists the town has no row for
BARE = {
    "/cold-months", "/draw", "/draws", "/mapping-profiles", "/outbox", "/reactions", "/recusals", "/vote/results",
}  # fmt: skip


def test_every_list_with_rows_comes_as_a_file(browser: Callable[[str], FlaskClient]) -> None:
    bare = set()
    for address, who in LISTS.items():
        reply = browser(who).get(f"{address}{'&' if '?' in address else '?'}as=csv")
        assert (reply.status_code, reply.mimetype) == (200, "text/csv"), address
        rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
        if len(rows) == 1:
            bare.add(address)
        assert all(len(each) == len(rows[0]) for each in rows), address
    assert bare == BARE
