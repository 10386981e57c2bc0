"""Every list as a file: the same rows as its page, no formula in it, and an entry where it tells of people."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from inspect_app.core import lists
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.core.tables_out import Column, Table, as_csv, as_workbook
from inspect_app.defects.actions import raise_defect
from tests.cast import Cast

NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
#: every page with a list, asked by somebody who sees it
LISTS = {
    "/defects?state=all": "officer", "/complaints?state=all": "officer", "/claims?state=all": "officer",
    "/retentions": "officer", "/warranty-calendar": "officer", "/notices?state=all": "officer", "/holds?state=all": "officer",
    "/materials": "officer", "/gates": "officer", "/works": "officer", "/trials": "officer", "/households": "officer",
    "/assets": "officer", "/packages": "officer", "/votes": "officer", "/roll": "officer", "/vote/results": "",
    "/projects": "officer", "/certificates": "officer", "/credit": "officer", "/visits": "officer", "/plans": "officer",
    "/draws": "officer", "/draw": "", "/photo-repeats": "officer", "/recusals": "inspector", "/inspectors": "officer",
    "/alarms": "officer", "/checklists": "officer", "/journal": "officer", "/people": "admin", "/parties": "admin",
    "/disputes?state=all": "officer", "/outbox": "admin", "/redactions?state=all": "officer",
    "/dead-letters": "admin", "/reactions": "admin", "/dossiers": "officer", "/utility-works": "officer",
    "/audit-findings": "officer", "/mapping-profiles": "admin",
    "/devices": "officer", "/cold-months": "officer",
}  # fmt: skip
PERSONAL = {
    "/disputes?state=all",
    "/complaints?state=all",
    "/claims?state=all",
    "/visits",
    "/plans",
    "/recusals",
    "/inspectors",
    "/journal",
    "/outbox",
    "/people",
    "/roll",
}
Browser = Callable[[str], FlaskClient]


def _rows(reply: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))  # type: ignore[attr-defined]


def test_every_list_comes_as_csv_and_as_a_workbook_and_says_so_where_it_tells_of_people(
    browser: Browser, cast: Cast
) -> None:
    with transaction():
        raise_defect(SYSTEM, project=cast.project(), title="=1+1", at=NOW)
    for address, who in LISTS.items():
        client, glue = browser(who), "&" if "?" in address else "?"
        before = len(_exports())
        table = client.get(f"{address}{glue}as=csv&lang=en")
        book = client.get(f"{address}{glue}as=xlsx&lang=en")
        assert (table.status_code, table.mimetype) == (200, "text/csv"), address
        assert "attachment" in table.headers["Content-Disposition"]
        cells = load_workbook(BytesIO(book.data)).active
        assert cells is not None
        heads = _rows(table)[0]
        assert [each.value for each in cells[1]] == heads, address
        assert all(each.isascii() for each in heads), address
        assert cells.max_row == len(_rows(table)), address
        assert all(each.data_type != "f" for row in cells.iter_rows() for each in row), address
        assert len(_exports()) - before == (2 if address in PERSONAL else 0), address
    assert len(_exports()) == 2 * len(PERSONAL)


def _exports() -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.verb == "list.export").order_by(Entry.seq)))


def test_a_file_holds_all_rows_of_the_same_filter_and_only_what_its_reader_may_see(
    browser: Browser, cast: Cast
) -> None:
    with transaction():
        for n in range(53):
            at = NOW + timedelta(minutes=n)
            raise_defect(
                SYSTEM, project=cast.project("p17"), title=f"第 {n:02d} 条", severity="serious", at=at
            )
        raise_defect(SYSTEM, project=cast.project("p17"), title="=HYPERLINK(1)", severity="general", at=NOW)
        raise_defect(SYSTEM, project=cast.project("p18"), title="别家的", at=NOW)
    serious = _rows(browser("contractor_a").get("/defects?severity=serious&as=csv"))[1:]
    assert [each[1] for each in serious] == [f"第 {n:02d} 条" for n in range(53)]
    mine = _rows(browser("contractor_a").get("/defects?as=csv"))
    assert "'=HYPERLINK(1)" in [each[1] for each in mine]
    assert "别家的" not in [each[1] for each in mine]
    assert len(_rows(browser("stranger").get("/defects?as=csv"))) == 1
    assert browser("").get("/defects?as=csv").status_code == 302
    # An unknown way to hand it out is the page.
    assert browser("officer").get("/defects?as=pdf").mimetype == "text/html"
    assert "as=xlsx" in browser("officer").get("/defects").text


def test_what_somebody_typed_to_search_for_is_not_written_down(browser: Browser, cast: Cast) -> None:
    for typed in ("13812345678", "zhangsan", "张三"):
        browser("officer").get(f"/complaints?state=all&words={typed}&as=csv")
        said = _exports()[-1]
        assert said.data == {"rows": 0, "file": "csv", "filters": "state=all words=…"}
    assert (said.thing_kind, said.thing_id) == ("list", "complaints")


def test_more_rows_than_a_file_may_hold_are_refused_not_cut(
    browser: Browser, cast: Cast, monkeypatch: object
) -> None:
    with transaction():
        for n in range(3):
            raise_defect(SYSTEM, project=cast.project(), title=f"{n}", at=NOW)
    was, lists.MOST_ROWS = lists.MOST_ROWS, 2
    try:
        refused = browser("officer").get("/defects?as=xlsx")
    finally:
        lists.MOST_ROWS = was
    assert refused.status_code == 409
    assert "2" in refused.text


def test_a_cell_says_its_value_in_the_language_and_in_china_time() -> None:
    table = Table("t", "表", "[T]: a/b", (
        Column("一", "One", "at"), Column("二", "Two", "words"), Column("三", "Three", "yes"), Column("四", "Four", "text"),
        Column("五", "Five", "long"), Column("六", "Six", "number"),
    ))  # fmt: skip

    class Row:
        at, words, yes, text, long, number = (
            NOW,
            ("好", "good"),
            True,
            "＝cmd|' /C calc'!A0",
            "字" * 40_000,
            -3,
        )

    assert _rows_of(as_csv(table, [Row()], "en"))[1][:4] == [
        "2026-05-11 10:00",
        "good",
        "yes",
        "'＝cmd|' /C calc'!A0",
    ]
    assert _rows_of(as_csv(table, [Row()], "zh"))[1][5] == "-3"
    cells = load_workbook(BytesIO(as_workbook(table, [Row()], "zh"))).active
    assert cells is not None
    found = [each.value for each in cells[2]]
    assert found[:4] == [datetime(2026, 5, 11, 10, 0), "好", "是", "＝cmd|' /C calc'!A0"]  # noqa: DTZ001 -- as a sheet has it
    assert (len(str(found[4])), found[5]) == (32_000, -3)


def _rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
