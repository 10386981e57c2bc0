"""What is sealed at rest: nothing readable in the database, nothing without the key of the data folder."""

import pytest
from sqlalchemy import text

from inspect_app.core import private
from inspect_app.core.db import db
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, replace


def test_phone_and_place_are_not_readable_in_the_database(cast: Cast) -> None:
    made = filed(cast, replace(LEAK, spot="3 单元 502 𠮷"))
    row = db.session.execute(text("SELECT phone, spot, content FROM complaints")).one()
    assert "13812345678" not in str(row)
    assert "单元" not in row.spot
    assert row.phone.startswith(private.MARK)
    db.session.refresh(made)
    assert (made.phone, made.spot) == ("13812345678", "3 单元 502 𠮷")


def test_the_same_text_is_sealed_differently_each_time_and_nothing_stays_nothing(cast: Cast) -> None:
    assert cast
    assert private.hide("138") != private.hide("138")
    assert private.reveal(private.hide("138")) == "138"
    assert (private.hide(""), private.reveal("")) == ("", "")


def test_what_was_changed_or_sealed_by_another_key_is_refused(cast: Cast) -> None:
    assert cast
    sealed = private.hide("13812345678")
    for spoiled in (sealed[:-4] + "AAA=", private.MARK + "AAAA", sealed[:20]):
        with pytest.raises(private.BadKey):
            private.reveal(spoiled)


def test_a_spoiled_key_file_is_named_and_never_replaced(tmp_path) -> None:
    for spoiled in ("no key", "00" * 16):
        folder = tmp_path / str(len(spoiled))
        folder.mkdir()
        (folder / private.FILE).write_text(spoiled)
        with pytest.raises(private.BadKey, match="backup"):
            private.load_key(folder)
        assert (folder / private.FILE).read_text() == spoiled
    made = private.load_key(tmp_path)
    private.load_key.cache_clear()
    assert private.load_key(tmp_path) == made
    assert oct((tmp_path / private.FILE).stat().st_mode)[-3:] == "600"
