"""Drawings of a site: put up by the office, seen by all who take part, withdrawn without losing what is pinned."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.projects import actions
from inspect_app.projects.models import Sheet
from inspect_app.projects.rules import MOST_SHEETS
from tests import make
from tests.cast import Cast
from tests.make import NOW

Caller = Callable[[str], FlaskClient]


@pytest.fixture
def address(app: Flask, cast: Cast) -> str:
    return f"/api/projects/{cast.project().id}/sheets"


def given(**more: Any) -> dict[str, Any]:
    return {"name": "屋面平面图", "sha256": make.received("white"), **more}


def test_a_drawing_is_listed_with_its_size_and_an_address_that_shows_it(caller: Caller, address: str) -> None:
    made = caller("owner").post(address, json=given())
    assert made.status_code == 201
    (row,) = caller("contractor_a").get(address).json
    assert (row["name"], row["width"], row["height"], row["element_id"]) == ("屋面平面图", 64, 48, None)
    assert caller("").get(row["image"]).status_code == 200


def test_only_the_office_puts_drawings_up_and_a_stranger_sees_none(caller: Caller, address: str) -> None:
    body = given()
    for name, status in (
        ("owner", 201), ("supervisor", 201), ("officer", 201), ("designer", 201), ("contractor_a", 403),
        ("inspector", 403), ("contractor_b", 404), ("stranger", 404), ("", 401),
    ):  # fmt: skip
        assert caller(name).post(address, json=body).status_code == status, name
    assert caller("stranger").get(address).status_code == 404


def test_bad_input_is_named_by_field(caller: Caller, cast: Cast, address: str) -> None:
    other = cast.project("p18").elements[0].id
    for body, field in (
        (given(name=" "), "name"), (given(sha256="x"), "sha256"), (given(sha256="0" * 64), "drawing"),
        (given(element_id=other), "element_id"), (given(more=1), "more"),
    ):  # fmt: skip
        reply = caller("owner").post(address, json=body)
        assert (reply.status_code, list(reply.json["errors"])) == (422, [field]), field


def test_a_withdrawn_drawing_is_offered_no_more_and_stays_on_the_page(
    caller: Caller, browser: Caller, cast: Cast, address: str
) -> None:
    key = caller("owner").post(address, json=given()).json["id"]
    take_down = f"/api/projects/sheets/{key}/withdraw"
    assert caller("contractor_a").post(take_down).status_code == 403
    assert caller("stranger").post(take_down).status_code == 404
    assert caller("owner").post(take_down).status_code == 200
    assert caller("owner").post(take_down).status_code == 409
    assert caller("owner").get(address).json == []
    assert "已撤下" in browser("owner").get(f"/projects/{cast.project().id}/sheets").text
    verbs = db.session.scalars(select(Entry.verb).where(Entry.thing_kind == "sheet").order_by(Entry.seq))
    assert list(verbs) == ["sheet.add", "sheet.withdraw"]


def test_the_page_takes_a_picture_and_keeps_what_was_typed_when_it_is_refused(
    browser: Caller, cast: Cast
) -> None:
    path = f"/projects/{cast.project().id}/sheets"
    owner = browser("owner")
    none = owner.post(path, data={"name": "一层平面图"})
    assert (none.status_code, "一层平面图" in none.text) == (422, True)
    broken = owner.post(path, data={"name": "一层", "drawing": (BytesIO(b"%PDF-1.7"), "a.pdf")})
    assert broken.status_code == 422
    roof = next(each for each in cast.project().elements if each.kind == "roof")

    def sent() -> dict[str, Any]:
        return {"name": "一层", "element_id": roof.id, "drawing": (BytesIO(make.photo("white")), "a.jpg")}

    assert owner.post(path, data=sent()).status_code == 302
    assert db.session.scalars(select(Sheet)).one().element_id == roof.id
    page = owner.get(path).text
    assert roof.path in page
    assert "撤下" in page
    assert 'name="drawing"' not in browser("contractor_a").get(path).text
    assert browser("contractor_a").post(path, data=sent()).status_code == 403
    assert browser("stranger").get(path).status_code == 404
    key = db.session.scalars(select(Sheet.id)).one()
    assert owner.post(f"/sheets/{key}/withdraw").status_code == 302
    assert db.session.scalars(select(Sheet)).one().withdrawn_at is not None


def test_one_project_has_so_many_drawings_and_no_more(app: Flask, cast: Cast) -> None:
    project, sha = cast.project(), make.received("white")
    with transaction():
        for n in range(MOST_SHEETS):
            actions.add_sheet(SYSTEM, project, name=f"图{n}", sha256=sha, at=NOW)
    with pytest.raises(Problem) as found, transaction():
        actions.add_sheet(SYSTEM, project, name="多一张", sha256=sha, at=NOW)
    assert list(found.value.errors) == ["drawing"]
