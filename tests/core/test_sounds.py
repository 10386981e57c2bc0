"""A spoken note is kept under its SHA-256, is sound and nothing else, and is played from a signed address."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import signed_url
from inspect_app.core.sounds import MOST_BYTES, Sound, note_down, spoken, store_sound
from tests import make

Caller = Callable[[str], FlaskClient]
WEBM = make.sound()
OGG = b"OggS\x00\x02" + b"\0" * 20 + b"OpusHead" + b"\1" * 40
MP4 = b"\0\0\0\x1cftypisom" + b"\0" * 20 + b"hdlr....soun" + b"\2" * 40


def stored(data: bytes) -> str:
    with transaction():
        return store_sound(data)


def test_the_same_bytes_are_one_sound_under_their_hash(app: Flask) -> None:
    assert stored(WEBM) == stored(WEBM) == sha256(WEBM).hexdigest()
    assert db.session.scalar(select(func.count()).select_from(Sound)) == 1
    kinds = {db.session.get_one(Sound, stored(each)).media for each in (WEBM, OGG, MP4)}
    assert kinds == {"audio/webm", "audio/ogg", "audio/mp4"}


def test_what_is_no_sound_or_more_than_sound_is_refused_by_its_field(app: Flask) -> None:
    film = WEBM + b"V_VP9"
    for data in (b"", b"x" * 40, make.photo(), film, WEBM[:4] + b"A_VORBIS", MP4 + b"vide", b"<html>A_OPUS"):
        with pytest.raises(Problem) as found:
            stored(data)
        assert list(found.value.errors) == ["file"]
    with pytest.raises(Problem) as large:
        stored(WEBM + b"\0" * MOST_BYTES)
    assert "1 MB" in large.value.field_words("zh")["file"][0]


def test_whoever_has_an_account_hands_a_sound_in_and_a_stranger_does_not(caller: Caller) -> None:
    assert caller("").post("/api/sounds", data=WEBM).status_code == 401
    made = caller("inspector").post("/api/sounds", data=WEBM, content_type="audio/webm")
    assert (made.status_code, made.json["media"], made.json["size"]) == (201, "audio/webm", len(WEBM))
    form = caller("inspector").post("/api/sounds", data={"file": (BytesIO(WEBM), "a.webm")})
    assert form.json["sha256"] == made.json["sha256"]
    wrong = caller("inspector").post("/api/sounds", data=b"nothing", content_type="audio/webm")
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["file"])


def test_a_sound_is_played_from_its_signed_address_in_parts_and_never_as_a_page(caller: Caller) -> None:
    name = stored(WEBM)
    whole = caller("").get(signed_url(name, "sound"))
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "audio/webm", WEBM)
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    part = caller("").get(signed_url(name, "sound"), headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, WEBM[:4])
    assert caller("").get(signed_url("0" * 64, "sound")).status_code == 404


def test_the_last_note_of_a_thing_counts(app: Flask) -> None:
    first, second = stored(WEBM), stored(OGG)
    with transaction():
        note_down("answer", "a", first, 5)
        note_down("answer", "a", second, 7)
    assert [(each.sha256, each.seconds) for each in spoken("answer", ["a"]).values()] == [(second, 7)]
    assert spoken("defect", ["a"]) == {}
    assert spoken("answer", []) == {}
