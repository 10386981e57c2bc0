"""Words looked for in a text: case is folded only where there is any to fold, and no letter is a pattern."""

import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine, select

from inspect_app.core.db import holds

ROWS = Table("rows", MetaData(), Column("text", String))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pipe", {"Pipe 3", "PIPE 立管"}),
        ("立管", {"PIPE 立管"}),
        ("管", {"PIPE 立管", "水管 100%"}),
        ("%", {"水管 100%"}),
        ("_", set()),
        ("3", {"Pipe 3"}),
    ],
)
def test_words_are_found_in_a_text_as_a_person_reads_it(words: str, found: set[str]) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        ROWS.metadata.create_all(connection)
        connection.execute(
            ROWS.insert(), [{"text": each} for each in ("Pipe 3", "PIPE 立管", "水管 100%", "walls")]
        )
        assert set(connection.scalars(select(ROWS.c.text).where(holds(ROWS.c.text, words)))) == found


def test_chinese_words_cost_no_folding_of_each_row() -> None:
    assert "lower" not in str(holds(ROWS.c.text, "立管 3"))
    assert "lower" in str(holds(ROWS.c.text, "立管 A"))
