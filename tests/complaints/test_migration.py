"""Complaints of before: their phone and place are sealed on the way up, and readable again on the way down."""

from sqlalchemy import select, text

from inspect_app.complaints.models import Complaint
from inspect_app.core import migrate
from inspect_app.core.db import db
from tests import cast as casting
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, replace
from tests.conftest import ON_POSTGRES
from tests.test_migrations import empty

BEFORE = "0027_notices"
__all__ = ["ON_POSTGRES", "empty"]
ROW = text("SELECT phone, spot, content FROM complaints")


def test_rows_are_sealed_on_the_way_up_and_plain_on_the_way_down(empty) -> None:
    migrate.upgrade()
    casting.settle(empty)
    made = filed(Cast(), replace(LEAK, spot="3 单元 502"))
    sealed = db.session.execute(ROW).one()
    assert "13812345678" not in sealed.phone
    key = made.id
    db.session.rollback()
    migrate.downgrade(BEFORE)
    plain = db.session.execute(ROW).one()
    assert tuple(plain)[:2] == ("13812345678", "3 单元 502")
    db.session.rollback()
    migrate.upgrade()
    again = db.session.execute(ROW).one()
    assert again.content != plain.content
    assert "单元" not in again.spot
    found = db.session.scalars(select(Complaint).where(Complaint.id == key)).one()
    assert (found.phone, found.spot, found.level, found.source) == ("13812345678", "3 单元 502", 0, "self")
