"""A photo used at another site before is a question for a person, who sees no more than they may."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import store_photo
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions
from inspect_app.inspections.models import PhotoPrint, PhotoRepeat, PhotoUse
from inspect_app.inspections.rules.photo_reuse import AT_ONCE
from inspect_app.projects.actions import add_project, set_party
from tests import make
from tests.cast import Cast
from tests.make import NOW, later

Caller = Callable[[str], FlaskClient]


def kept(data: bytes) -> str:
    with transaction():
        return store_photo(data)


def found_at(cast: Cast, site: str, data: bytes, hours: float = 0) -> Any:
    """Return a defect of a site with this photo."""
    return make.defect(cast.project(site), photos=[kept(data)], at=later(hours=hours))


def compare(most: int = AT_ONCE, hours: float = 9) -> int:
    with transaction():
        return actions.compare_photos(SYSTEM, at=later(hours=hours), most=most)


def questions() -> list[PhotoRepeat]:
    return list(db.session.scalars(select(PhotoRepeat).order_by(PhotoRepeat.found_at, PhotoRepeat.id)))


@pytest.fixture
def question(app: Flask, cast: Cast) -> PhotoRepeat:
    """A photo of p17 that p18 used before."""
    found_at(cast, "p18", make.jpeg(make.scene(1)))
    found_at(cast, "p17", make.jpeg(make.scene(1), 40), hours=5)
    compare()
    (one,) = questions()
    return one


def test_a_copy_at_another_site_is_asked_about_once_and_names_the_earlier_use(
    cast: Cast, question: PhotoRepeat
) -> None:
    assert (question.project.site, question.earlier.site) == ("p17", "p18")
    assert question.used_at > question.earlier_at
    assert question.distance <= 7
    assert compare() == 0
    entries = list(db.session.scalars(select(Entry).where(Entry.verb == "photo-repeat.find")))
    assert [each.thing_id for each in entries] == [question.id]


def test_turned_trimmed_and_identical_copies_are_found_and_other_pictures_are_not(
    app: Flask, cast: Cast
) -> None:
    scenes = [make.scene(n) for n in range(4)]
    for scene in scenes:
        found_at(cast, "p18", make.jpeg(scene))
    width, height = scenes[1].size
    trimmed = scenes[1].crop((width // 20, height // 20, width * 19 // 20, height * 19 // 20))
    copies = [
        make.jpeg(scenes[0].transpose(Image.Transpose.ROTATE_90)),
        make.jpeg(trimmed),
        make.jpeg(scenes[2]),
        make.jpeg(make.scene(77)),
    ]
    for data in copies:
        found_at(cast, "p17", data, hours=1)
    compare()
    assert [each.turned for each in sorted(questions(), key=lambda one: one.turned)] == [False, False, True]
    assert {each.sha256 for each in questions()} == {kept(data) for data in copies[:3]}


def test_a_photo_of_an_inspection_is_compared_with_those_of_defects(
    app: Flask, cast: Cast, browser: Caller
) -> None:
    found_at(cast, "p18", make.jpeg(make.scene(3)))
    visit = make.visit(cast.project("p17"))
    sha = kept(make.jpeg(make.scene(3), 50))
    body = make.filled(visit, {"item": "base", "outcome": "pass", "photos": [sha]})
    with transaction():
        actions.submit(cast.inspector, body, at=later(hours=1))
    compare()
    (one,) = questions()
    assert (one.thing_kind, one.thing_id, one.earlier_kind) == ("submission", body["id"], "defect")
    assert f"/photo-repeats/{one.id}" in browser("supervisor").get(f"/submissions/{body['id']}").text
    assert "photo-repeats" not in browser("contractor_a").get(f"/submissions/{body['id']}").text


def test_the_same_photo_twice_at_one_site_and_blank_photos_are_not_asked_about(
    app: Flask, cast: Cast
) -> None:
    found_at(cast, "p17", make.jpeg(make.scene(5)))
    found_at(cast, "p17", make.jpeg(make.scene(5), 60))
    found_at(cast, "p17", make.photo("red"))
    found_at(cast, "p18", make.photo("red"))
    compare()
    assert questions() == []


def test_photos_from_before_an_upgrade_are_looked_at_little_by_little(app: Flask, cast: Cast) -> None:
    for n in range(5):
        found_at(cast, ("p17", "p18")[n % 2], make.jpeg(make.scene(10 + n // 2), 80 - n))
    assert [compare(most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert db.session.scalar(select(func.count()).select_from(PhotoUse)) == 5
    assert len(questions()) == 2


def test_looking_up_asks_the_database_a_bounded_number_of_questions(
    app: Flask, cast: Cast, queries: list[str]
) -> None:
    for n in range(12):
        found_at(cast, "p18", make.jpeg(make.scene(20 + n)))
    compare()
    for n in range(3):
        found_at(cast, "p17", make.jpeg(make.scene(40 + n)))
    queries.clear()
    assert compare() == 3
    asked = [each for each in queries if each.lstrip().startswith("SELECT") and "photo_prints" in each]
    assert len(asked) == 3
    assert len(queries) < 20
    assert db.session.scalar(select(func.count()).select_from(PhotoPrint)) == 45


def test_a_lost_original_stops_nobody_else(app: Flask, cast: Cast) -> None:
    lost = kept(make.jpeg(make.scene(60)))
    make.defect(cast.project("p17"), photos=[lost])
    for path in Path(app.config["DATA_DIR"], "files").rglob(f"{lost}*"):
        path.unlink()
    found_at(cast, "p18", make.jpeg(make.scene(61)))
    assert compare() == 2
    assert questions() == []


def test_both_photos_are_shown_only_to_whoever_answers_for_both_sites(
    caller: Caller, browser: Caller, cast: Cast, question: PhotoRepeat
) -> None:
    address = f"/photo-repeats/{question.id}"
    for name, status in (
        ("officer", 200), ("supervisor", 200), ("admin", 200), ("inspector", 404), ("contractor_a", 404),
        ("contractor_b", 404), ("stranger", 404), ("owner", 404), ("", 401),
    ):  # fmt: skip
        assert caller(name).get(f"/api{address}").status_code == status, name
    told = caller("officer").get(f"/api{address}").json
    assert told["earlier"]["project"] == question.earlier.name
    page = browser("officer").get(address).text
    assert page.count("/f/") >= 4
    assert caller("inspector").get("/api/photo-repeats/").status_code == 403


def test_whoever_answers_for_one_site_hears_only_that_it_was_used_elsewhere(
    app: Flask, caller: Caller, browser: Caller, cast: Cast
) -> None:
    with transaction():
        far = add_project(
            SYSTEM,
            site="p77",
            name="远方小区改造",
            region="310101",
            community="远方",
            address="远方路",
            at=NOW,
        )
        builder = cast.project().party("contractor")
        set_party(SYSTEM, far, party=builder, role="contractor", at=NOW)
    make.defect(far, photos=[kept(make.jpeg(make.scene(8)))])
    found_at(cast, "p17", make.jpeg(make.scene(8), 45), hours=3)
    compare()
    (one,) = questions()
    told = caller("officer").get(f"/api/photo-repeats/{one.id}").json
    assert told["earlier"] is None
    page = browser("officer").get(f"/photo-repeats/{one.id}").text
    assert "远方" not in page
    assert one.earlier_sha256[:12] not in page
    assert "以前在其他项目用过" in page
    assert "远方" not in browser("officer").get("/photo-repeats").text
    for who, before in (("officer", "其他项目"), ("admin", "远方小区改造")):
        assert before in browser(who).get("/photo-repeats?as=csv").data.decode("utf-8-sig"), who
    assert "远方小区改造" in browser("admin").get(f"/photo-repeats/{one.id}").text


def test_the_authority_decides_once_and_the_supervisor_does_not(
    caller: Caller, browser: Caller, question: PhotoRepeat
) -> None:
    address, found = f"/api/photo-repeats/{question.id}/decide", {"finding": "reused", "reason": "同一面墙"}
    assert caller("supervisor").post(address, json=found).status_code == 403
    assert caller("stranger").post(address, json=found).status_code == 404
    wrong = caller("officer").post(address, json={"finding": "maybe", "reason": ""})
    assert (wrong.status_code, set(wrong.json["errors"])) == (422, {"finding", "reason"})
    done = caller("officer").post(address, json=found)
    assert (done.status_code, done.json["finding"], done.json["decided_by"]) == (200, "reused", "officer")
    assert caller("officer").post(address, json=found).status_code == 409
    assert caller("officer").get("/api/photo-repeats/?state=open").json["rows"] == []
    (entry,) = db.session.scalars(select(Entry).where(Entry.verb == "photo-repeat.decide"))
    assert entry.data == {"finding": "reused", "reason": "同一面墙"}
    page = browser("supervisor").get(f"/photo-repeats/{question.id}").text
    assert "确属重复使用" in page
    assert "同一面墙" in page


def test_a_decision_on_the_page_keeps_what_was_typed_when_it_is_refused(
    browser: Caller, question: PhotoRepeat
) -> None:
    officer = browser("officer")
    refused = officer.post(f"/photo-repeats/{question.id}", data={"finding": "", "reason": "看过两处现场"})
    assert refused.status_code == 422
    assert "看过两处现场" in refused.text
    assert browser("supervisor").post(f"/photo-repeats/{question.id}", data={}).status_code == 403
    done = officer.post(f"/photo-repeats/{question.id}", data={"finding": "rightful", "reason": "相邻工地"})
    assert done.status_code == 302
    assert questions()[0].finding == "rightful"


def test_a_finding_that_is_none_is_refused_by_the_act_itself(cast: Cast, question: PhotoRepeat) -> None:
    with pytest.raises(Problem), transaction():
        actions.decide_repeat(cast.officer, question, finding="maybe", reason="", at=NOW)
