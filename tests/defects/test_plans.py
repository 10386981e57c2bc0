"""The list of a hundred thousand defects is read in the order of an index: nothing is sorted for a page of fifty."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite

from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from inspect_app.defects import queries
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import Filter
from inspect_app.oversight import jobs
from tests import make
from tests.cast import Cast


@pytest.fixture
def years(cast: Cast) -> Iterator[None]:
    """A thousand defects, counted by the database as the daily job lets it."""
    first = make.defect(cast.project())
    row = {each.name: getattr(first, each.key) for each in Defect.__table__.columns}
    due = (make.NOW + timedelta(hours=number) for number in range(1000))
    rows = [{**row, "id": uuid7(), "number": f"QX-{n}", "due_at": at} for n, at in enumerate(due)]
    with transaction():
        db.session.execute(insert(Defect), rows)
    with transaction():
        jobs.count_tables(make.NOW)
    yield
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with transaction():
            db.session.execute(text("DELETE FROM sqlite_stat1"))
        db.engine.dispose()


def plan(statement: Any) -> str:
    """Return how the database would do it, a sort being its last resort."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    dialect = sqlite.dialect() if on_sqlite else postgresql.dialect()
    words = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if not on_sqlite:
        for way in ("sort", "incremental_sort", "seqscan", "bitmapscan"):
            db.session.execute(text(f"SET LOCAL enable_{way} = off"))
    asked = db.session.execute(
        text(f"EXPLAIN {'QUERY PLAN' if on_sqlite else ''} {words}".replace(":", r"\:"))
    )
    return "\n".join(str(row[-1]) for row in asked)


#: where all are open both are as good, and figures of a moment decide between them
_OPEN_BY_DUE = "ix_defects_unfinished_due ix_defects_due"


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Filter(), _OPEN_BY_DUE),
        (Filter(overdue=True), _OPEN_BY_DUE),
        (Filter(state="all"), "ix_defects_due"),
        (Filter(state="closed"), "ix_defects_state_due"),
    ],
)
@pytest.mark.parametrize("who", ["admin", "officer"])
@pytest.mark.usefixtures("years")
def test_a_page_of_the_list_is_read_in_the_order_of_an_index(
    cast: Cast, wanted: Filter, index: str, who: str
) -> None:
    ordered = queries.listed(getattr(cast, who), wanted, make.NOW).with_only_columns(Defect.id).limit(50)
    # The keys of projects may be looked up in any way; what counts is that the rows come sorted.
    shown = plan(ordered)
    assert any(name in shown for name in index.split())
    assert "TEMP B-TREE FOR ORDER BY" not in shown
    assert "Sort Key" not in shown
