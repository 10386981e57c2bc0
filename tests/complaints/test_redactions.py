"""A resident's photo: seen by nobody until a person has decided, then as a copy with parts painted over."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import product

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select

from inspect_app import HERE
from inspect_app.complaints import actions, jobs, queries
from inspect_app.complaints.api import resident_of
from inspect_app.complaints.models import Complaint, Redaction
from inspect_app.complaints.queries.photos import Shown
from inspect_app.complaints.rules.redaction import MOST_BOXES, REDACTION, UNDECIDED, parse, written
from inspect_app.core import erasing, files, journal
from inspect_app.core.apart import apart
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments, read_copy
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM, may
from inspect_app.core.sounds import store_sound
from inspect_app.defects.models import Defect
from inspect_app.identity.jobs import clear_away
from tests import make, shots
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving
from tests.complaints.test_follow_and_desk import following

Browser = Callable[[str], FlaskClient]


def pictured(cast: Cast) -> tuple[Complaint, Redaction]:
    complaint = filed(cast, replace(LEAK, photos=[make.received("white")]))
    return complaint, queries.photos_of(complaint.id)[0]


def decide(cast: Cast, row: Redaction, name: str, **values: str) -> None:
    with transaction():
        actions.decide_photo(cast.street, row, name, values, at=make.NOW)


def test_boxes_are_read_as_written_and_refused_outside_the_picture() -> None:
    assert parse("") == ()
    assert parse(" 0,0,10000,10000 ; 1，2，3，4；") == ((0, 0, 10000, 10000), (1, 2, 3, 4))
    assert parse(written([[5, 6, 7, 8], [1, 2, 3, 4]])) == ((5, 6, 7, 8), (1, 2, 3, 4))
    outside = (
        "1,2,3", "a,b,c,d", "0,0,0,5", "9999,0,2,5", "0,9999,5,2", "-1,0,5,5", "1.5,0,5,5", "①,0,5,5",
        "1" * 5000 + ",0,5,5", ";".join(["0,0,5,5"] * (MOST_BOXES + 1)),
    )  # fmt: skip
    for text in outside:
        with pytest.raises(Problem) as refused:
            parse(text)
        assert list(refused.value.errors) == ["boxes"], text


def test_every_state_move_and_role_of_a_photo(cast: Cast) -> None:
    _complaint, row = pictured(cast)
    people = {"street": cast.street, "officer": cast.officer, "owner": cast.owner, "contractor": cast.contractor_a,
              "community": cast.community, "inspector": cast.inspector, "the platform": SYSTEM}  # fmt: skip
    deciding, system = {"street", "officer"}, {"propose", "withhold"}
    for state, move, (name, actor) in product(REDACTION.states, REDACTION.moves, people.items()):
        starts = move in list(REDACTION.open_moves(state.name))
        assert starts == (state.name in move.sources)
        wanted = move.name in system if actor is SYSTEM else name in deciding and move.name != "propose"
        assert may(actor, f"redaction.{move.name}", row) is wanted, (state.name, move.name, name)
    assert {each.name for each in REDACTION.states if each.name not in UNDECIDED} == {"shown", "withheld"}


def test_nothing_undecided_is_seen_by_anybody_and_then_the_copy_by_all(cast: Cast, browser: Browser) -> None:
    complaint, row = pictured(cast)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="upheld", answer="属实")
    react()
    ticket = db.session.scalars(select(Defect)).one()
    pages = [
        (browser("contractor_a"), f"/complaints/{complaint.id}"), (browser("street"), f"/complaints/{complaint.id}"),
        (browser("contractor_a"), f"/defects/{ticket.id}"), (following(browser, complaint), "/complaints/follow/case"),
    ]  # fmt: skip
    for client, path in pages:
        assert "/f/" not in client.get(path).text, path
    assert browser("street").get(f"/api/complaints/{complaint.id}").json["photos"] == []
    decide(cast, row, "redact", boxes="0,0,5000,10000")
    react()
    react()
    copy = row.copy_sha256
    assert copy not in (None, row.sha256)
    picture = Image.open(BytesIO(read_copy(str(copy), "public")))
    left, right = (picture.getpixel((part * picture.width // 4, picture.height // 2)) for part in (1, 3))
    assert max(left) < 100
    assert min(right) > 200
    assert picture.getexif() == {}
    for client, path in pages:
        assert "/f/" in client.get(path).text, path
    assert [each.sha256 for each in attachments("defect", ticket.id)] == [copy]
    told = browser("street").get(f"/api/complaints/{complaint.id}").json["photos"]
    assert [each["sha256"] for each in told] == [copy]
    decide(cast, row, "again", reason="门牌号没遮住")
    for client, path in pages:
        assert "/f/" not in client.get(path).text, path
    assert row.sha256 not in json.dumps([each.data for each in journal.timeline("redaction", row.id)])


def test_a_look_at_the_original_names_its_purpose_and_ends_with_the_data(
    cast: Cast, browser: Browser
) -> None:
    complaint, row = pictured(cast)
    where = f"/complaints/{complaint.id}/photos"
    for nobody in ("contractor_a", "community"):
        assert browser(nobody).post(where, data={"purpose": "ask"}).status_code == 403
    street = browser("street")
    assert street.post(where, data={}).status_code == 422
    assert street.post(where, data={"purpose": "check"}).text.count("/f/") == 2
    looks = [
        each for each in journal.timeline("complaint", complaint.id) if each.verb == "complaint.see-photos"
    ]
    assert [each.data["purpose"] for each in looks] == ["check"]
    moving(SYSTEM, complaint, "withdraw")
    with transaction():
        actions.erase_own(SYSTEM, complaint, at=make.NOW)
    assert row.state == "withheld"
    assert street.post(where, data={"purpose": "check"}).status_code == 409
    assert browser("street").get(f"/redactions/{row.id}").text.count("/f/") == 0
    again = street.post(f"/redactions/{row.id}/moves/again", data={"reason": "再看"})
    assert again.status_code == 409


def test_a_person_finds_decides_and_goes_on_from_the_list(cast: Cast, browser: Browser) -> None:
    _complaint, row = pictured(cast)
    street = browser("street")
    assert "待确认的照片" in street.get("/complaints").text
    assert f"/redactions/{row.id}" in street.get("/redactions").text
    assert "/f/" in street.get(f"/redactions/{row.id}").text
    refused = street.post(f"/redactions/{row.id}/moves/redact", data={"boxes": "1,2"})
    assert refused.status_code == 422
    assert "1,2</textarea>" in refused.text
    assert street.post(f"/redactions/{row.id}/moves/redact", data={"boxes": ""}).status_code == 302
    assert "遮挡后的照片" in street.get(f"/redactions/{row.id}").text
    assert f"/redactions/{row.id}" not in street.get("/redactions").text
    for stranger in ("contractor_a", "owner"):
        assert browser(stranger).get("/redactions").status_code == 403
        assert browser(stranger).get(f"/redactions/{row.id}").status_code == 404


def test_a_program_finds_a_house_number_and_proposes_it_once(cast: Cast) -> None:
    picture = Image.new("RGB", (800, 600), (190, 180, 160))
    face = ImageFont.truetype(str(HERE / "fonts" / "NotoSansSC-Regular.ttf"), 48)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((300, 200, 520, 300), fill=(30, 60, 160))
    pen.text((340, 215), "502", font=face, fill="white")
    data = BytesIO()
    picture.save(data, "JPEG")
    assert json.loads(apart("sight_finder", b"no picture")) == []
    (found,) = json.loads(apart("sight_finder", data.getvalue()))
    left, top, width, height = found["box"]
    assert found["kind"] == "number"
    assert (left + width / 2, top + height / 2) == pytest.approx((4800, 4150), abs=500)
    complaint, row = pictured(cast)
    for _turn in range(2):
        with transaction():
            actions.propose_covers(SYSTEM, at=make.NOW)
    assert (row.state, row.proposed) == ("proposed", [])
    assert [each.verb for each in journal.timeline("redaction", row.id)] == ["redaction.propose"]
    assert queries.shown(complaint.id) == Shown([], 1, 0)


def test_originals_and_voice_go_with_a_residents_data_unless_something_else_names_them(cast: Cast) -> None:
    with transaction():
        voice = store_sound(shots.sound())
    photos = [make.received(each) for each in ("white", "black", "green")]
    told = replace(LEAK, photos=photos, voice=voice, seconds=3)
    first, second = (
        filed(cast, told),
        filed(cast, replace(told, voice=None, photos=photos[2:]), once="b" * 32),
    )
    defect = make.defect(cast.project(), photos=[photos[1]])
    rows = queries.photos_of(first.id)
    with transaction():
        copy = actions.decide_photo(cast.street, rows[0], "redact", {"boxes": ""}, at=make.NOW).copy_sha256
    moving(resident_of(first), first, "withdraw")
    with transaction():
        actions.erase_own(resident_of(first), first, at=now())
    with transaction():
        assert erasing.clear_marked() == 2
    assert list(files.damaged()) == [], "what was taken away is not missed"
    assert files.read_copy(str(copy), "public"), "the copy somebody decided to show stays"
    for kept in photos[1:]:
        assert files.read_original(kept), "a ticket or another case names it"
    for gone in (photos[0], voice):
        with pytest.raises(Problem):
            files.read_original(gone)
    assert attachments("defect", defect.id)
    with pytest.raises(Problem) as missing, transaction():
        files.attach("defect", defect.id, [photos[0]], "found", "x", make.NOW)
    assert "photos" in missing.value.field_words("zh")
    moving(resident_of(second), second, "withdraw")
    with transaction():
        actions.erase_own(resident_of(second), second, at=now())
    with transaction():
        files.store_photo(make.photo("white"))
        jobs.forget(now())
        clear_away(now())
    with pytest.raises(Problem):
        files.read_original(photos[2])
    assert files.read_original(photos[0]), "sent in again it is there again"
