"""Nothing of a resident shows where it should not: pages, exports, logs and the journal are searched for it."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.complaints import actions
from inspect_app.complaints.api import resident_of
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.privacy import RETENTIONS
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry, react
from inspect_app.core.permits import SYSTEM
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving, replace
from tests.complaints.test_follow_and_desk import following
from tests.walls.ways import ways

Client = Callable[[str], FlaskClient]
PHONE, DOOR, NAME = "13977770001", "七七七单元八八八号", "欧阳㐂𠮷"
MARKED = replace(LEAK, phone=PHONE, spot=DOOR, words=f"我是{NAME}，顶楼漏水，电话{PHONE}")
SEARCHED = ("/complaints", "/projects", "/defects", "/credit", "/journal", "/alarms", "/warranty", "/stream")
READERS = ("street", "officer", "owner", "contractor_a", "property", "admin")


def case(cast: Cast) -> Complaint:
    complaint = filed(cast, replace(MARKED, element_id=cast.element().id, photos=[make.received()]))
    with transaction():
        actions.join(SYSTEM, complaint, once="j" * 32, key="k" * 32, phone=PHONE, at=make.NOW)
        actions.see_phone(cast.street, complaint, purpose="ask", at=make.NOW)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="upheld", answer="属实")
    while react():
        pass
    return complaint


def without_what_was_sent(text: str) -> str:
    """Leave out addresses of photos: a signed text may spell anything."""
    return re.sub(r"/f/[\w.-]+", "", text)


def test_no_page_or_export_shows_phone_or_door_unasked(
    app: Flask, cast: Cast, browser: Client, caller: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    complaint = case(cast)
    keys = {"id": complaint.id, "site": "p17", "kind": "gas"}
    public = 0
    for way in ways(app):
        if not way.is_safe or not way.rule.removeprefix("/api").startswith(SEARCHED):
            continue
        named = set(re.findall(r"<(?:string:)?(\w+)>", way.rule))
        if named - set(keys) or ("complaint" not in way.rule and named):
            continue
        path = re.sub(r"<(?:string:)?(\w+)>", lambda found: keys[found[1]], way.rule)
        for who in ("", *READERS):
            client = (caller if way.is_api else browser)(who)
            reply = client.get(path, query_string={"state": "all", "site": "p17"})
            text = without_what_was_sent(reply.data.decode(errors="replace"))
            assert DOOR not in text, (who, path)
            if who in ("", "contractor_a", "property"):
                assert PHONE not in text, (who, path)
                public += 1
            if not who:
                assert NAME not in text, path
    assert public > 60
    said = capfd.readouterr()
    assert not [each for each in (PHONE, DOOR, NAME) if each in said.out + said.err]


def test_the_journal_holds_neither_phone_nor_door_nor_words(cast: Cast) -> None:
    case(cast)
    told = json.dumps([each.data for each in db.session.scalars(select(Entry))], ensure_ascii=False)
    assert not [each for each in (PHONE, DOOR, NAME) if each in told]


def test_no_table_holds_phone_or_door_in_the_clear_but_in_the_residents_own_words(cast: Cast) -> None:
    case(cast)
    for table in db.metadata.sorted_tables:
        columns = [each for each in table.columns if type(each.type).__name__ != "Private"]
        rows = str([tuple(row) for row in db.session.execute(select(*columns))])
        assert DOOR not in rows, table.name
        if table.name != "complaints":
            assert PHONE not in rows, table.name


def test_the_resident_takes_a_copy_and_has_it_erased_once_the_case_is_over(
    cast: Cast, browser: Client
) -> None:
    complaint = case(cast)
    client = following(browser, complaint)
    copy = client.post("/complaints/follow/data").json
    assert (copy["phone"], copy["number"]) == (PHONE, complaint.number)
    assert [each["purpose"] for each in copy["looks"]] == ["ask"]
    assert client.post("/complaints/follow/erase").status_code == 409
    moving(cast.street, complaint, "close", reason="办结")
    assert client.post("/complaints/follow/erase").status_code == 302
    db.session.refresh(complaint)
    assert (complaint.phone, complaint.spot) == ("", "")
    assert PHONE not in complaint.words
    assert "顶楼漏水" in complaint.words
    assert browser("").post("/complaints/follow/data").location == "/complaints/follow"


def test_what_is_kept_long_enough_is_forgotten_once(cast: Cast) -> None:
    complaint, running = case(cast), filed(cast, MARKED, once="r" * 32)
    moving(cast.street, complaint, "close", reason="办结")
    days = RETENTIONS["contact"].days
    forgotten = []
    for day in (days - 1, days, days + 1):
        with transaction():
            forgotten.append(actions.forget(SYSTEM, at=make.NOW + timedelta(days=day)))
    assert forgotten == [1, 1, 0]
    for each in (complaint, running):
        db.session.refresh(each)
    assert (complaint.phone, running.phone) == ("", PHONE)
    with pytest.raises(Problem), transaction():
        actions.erase_own(resident_of(running), running, at=make.NOW)
