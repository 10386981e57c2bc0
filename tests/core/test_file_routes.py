"""Photos come in by one call and go out by signed addresses only."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from PIL import Image

from inspect_app.core import files
from inspect_app.core.clock import now
from tests.core import pictures
from tests.core.shelf import on_disk, rows, store


def test_a_signed_address_shows_the_copy_and_nothing_of_the_camera(
    home: Path, browser: Callable[[str], FlaskClient]
) -> None:
    name = store(pictures.photo(1, exif=pictures.camera_data(6)))
    for variant in files.VARIANTS:
        reply = browser("").get(files.signed_url(name, variant))
        assert reply.status_code == 200
        assert reply.mimetype == "image/jpeg"
        assert Image.open(BytesIO(reply.data)).size == (80, 120)
        assert b"SERIAL" not in reply.data
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in reply.headers["Content-Security-Policy"]
        assert reply.headers["Content-Disposition"] == f'inline; filename="photo-{name[:8]}.jpg"'
        assert reply.headers["Cache-Control"].startswith("private, max-age=")
        asked_again = {"If-None-Match": reply.headers["ETag"]}
        assert browser("").get(files.signed_url(name, variant), headers=asked_again).status_code == 304


def test_a_wrong_or_old_address_shows_nothing(
    app: Flask, home: Path, browser: Callable[[str], FlaskClient]
) -> None:
    name = store(pictures.photo(1))
    good = files.signed_url(name, "thumb")
    signer = URLSafeSerializer(str(app.secret_key), salt="file")
    stale = signer.dumps([name, "thumb", int(now().timestamp()) - 1])
    foreign = URLSafeSerializer("another key", salt="file").dumps([name, "thumb", 9_999_999_999])
    other_use = URLSafeSerializer(str(app.secret_key), salt="log-in").dumps([name, "thumb", 9_999_999_999])
    # Not the very last letter: some of its bits are padding and say nothing.
    flipped = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    for address in (
        f"/f/{stale}",
        f"/f/{foreign}",
        f"/f/{other_use}",
        flipped,
        f"/f/{name}",
        "/f/..%2f..%2fetc",
    ):
        assert browser("").get(address).status_code == 404, address
    assert browser("").get(good).status_code == 200


def test_an_address_stays_the_same_for_a_while_and_lasts_at_least_as_long_as_asked(home: Path) -> None:
    name = store(pictures.photo(1))
    tokens = {files.signed_url(name, "thumb", 86_400).removeprefix("/f/") for _ in range(3)}
    assert len(tokens) == 1
    left = files.open_signed(tokens.pop()).until - now().timestamp()
    assert 86_400 <= left + 1 <= 2 * 86_400 + 1


def test_the_original_is_no_copy_to_be_shown(home: Path) -> None:
    for variant in ("original", "", "../x"):
        with pytest.raises(ValueError, match="no such copy"):
            files.signed_url("0" * 64, variant)


def test_a_missing_copy_is_made_anew_and_the_same(home: Path, browser: Callable[[str], FlaskClient]) -> None:
    name = store(pictures.photo(1))
    path = home / name[:2] / name[2:4] / f"{name}.public.jpg"
    before = path.read_bytes()
    path.unlink()
    assert browser("").get(files.signed_url(name, "public")).data == before
    assert path.read_bytes() == before


def test_whoever_is_logged_in_sends_a_photo_as_a_form_or_as_it_is(
    home: Path, caller: Callable[[str], FlaskClient]
) -> None:
    data = pictures.photo(1)
    expected = {"sha256": sha256(data).hexdigest(), "width": 120, "height": 80, "media": "image/jpeg"}
    as_form = caller("contractor_a").post("/api/files", data={"file": (BytesIO(data), "../../x.php")})
    as_body = caller("supervisor").post("/api/files", data=data, content_type="image/jpeg")
    assert (as_form.status_code, as_form.json) == (201, expected)
    assert (as_body.status_code, as_body.json) == (201, expected)
    assert rows() == 1


def test_nobody_without_an_account_sends_a_photo(home: Path, caller: Callable[[str], FlaskClient]) -> None:
    assert caller("").post("/api/files", data=pictures.photo(1), content_type="image/jpeg").status_code == 401
    assert rows() == 0


def test_a_refused_photo_is_told_by_its_field(home: Path, caller: Callable[[str], FlaskClient]) -> None:
    sent = (
        {"data": b"<svg/>", "content_type": "image/svg+xml"},
        {"data": b"", "content_type": "image/jpeg"},
        {"data": {"other": "x"}, "content_type": "multipart/form-data"},
        {"data": b"x" * 26 * 1024 * 1024, "content_type": "image/jpeg"},
    )
    for each in sent:
        reply = caller("supervisor").post("/api/files", **each)  # type: ignore[arg-type]
        assert reply.status_code == 422
        assert reply.json
        assert list(reply.json["errors"]) == ["file"]
    assert rows() == 0
    assert on_disk(home) == []


def test_a_repeated_request_gets_its_first_reply(home: Path, caller: Callable[[str], FlaskClient]) -> None:
    key = {"Idempotency-Key": "tablet-7-photo-1"}
    once, twice = (
        caller("supervisor").post("/api/files", data={"file": (BytesIO(data), "a.jpg")}, headers=key)
        for data in (pictures.photo(1), pictures.photo(2))
    )
    assert once.status_code == 201
    assert twice.status_code == 409
