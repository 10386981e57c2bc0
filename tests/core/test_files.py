"""Photos are kept byte for byte, once, whole or not at all, and shown only by a signed address."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from PIL import Image
from sqlalchemy import func, select

from inspect_app.core import disk, files
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import Attachment, StoredFile
from tests.core import pictures

AT = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A data folder of this test's own."""
    before = app.config["DATA_DIR"]
    app.config["DATA_DIR"] = str(tmp_path)
    yield tmp_path / "files"
    app.config["DATA_DIR"] = before


def store(data: bytes) -> str:
    with transaction():
        return files.store_photo(data)


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def on_disk(home: Path) -> list[str]:
    return sorted(each.name for each in home.rglob("*") if each.is_file())


def test_a_photo_is_kept_byte_for_byte_under_its_name(home: Path) -> None:
    data = pictures.photo(1, exif=pictures.camera_data(6, at="2026:05:01 08:30:00", zone="+08:00"))
    name = store(data)
    assert name == sha256(data).hexdigest()
    kept = home / name[:2] / name[2:4] / name
    assert kept.read_bytes() == data == files.read_original(name)
    row = db.session.get_one(StoredFile, name)
    assert (row.size, row.media, row.width, row.height) == (len(data), "image/jpeg", 80, 120)
    assert (row.taken_at, row.taken_zone) == (datetime(2026, 5, 1, 0, 30, tzinfo=UTC), "photo")
    assert (row.lat, row.lon) == pytest.approx((31.2375, 121.475))
    assert on_disk(home) == [name, f"{name}.public.jpg", f"{name}.thumb.jpg"]
    assert not kept.stat().st_mode & stat.S_IWOTH


def test_the_same_photo_twice_is_one_file_and_one_row(home: Path) -> None:
    name = store(pictures.photo(1))
    written = (home / name[:2] / name[2:4] / name).stat()
    other = store(pictures.photo(2))
    assert store(pictures.photo(1)) == name != other
    again = (home / name[:2] / name[2:4] / name).stat()
    assert (again.st_mtime_ns, again.st_ino) == (written.st_mtime_ns, written.st_ino)
    assert rows() == 2
    assert len(on_disk(home)) == 6


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", pictures.photo()[:-400], pictures.png_of_size(9000, 9000)], ids=range(4)
)
def test_of_a_refused_photo_nothing_is_stored(home: Path, data: bytes) -> None:
    with pytest.raises(Problem) as refused:
        store(data)
    assert refused.value.status == 422
    assert "photo" in refused.value.errors
    assert rows() == 0
    assert on_disk(home) == []


def test_a_full_disk_is_said_and_leaves_no_row_and_no_half_file(home: Path) -> None:
    # The limit falls on the original: its small copies are written whole before it.
    whole = pictures.encoded(Image.effect_noise((700, 700), 90).convert("RGB"), "PNG")
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from inspect_app.core import disk\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "home = Path(sys.argv[1])\n"
        "try:\n"
        "    disk.write_whole(home / 'ab' / 'whole', b'x' * 200_000, home / 'tmp')\n"
        "except OSError as full:\n"
        "    print(type(full).__name__)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(home)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "OSError\n"
    assert on_disk(home) == []
    (home.parent / "blocked").write_text("a file where a folder must be")
    original = files._home
    try:
        files._home = lambda: home.parent / "blocked"  # type: ignore[assignment]
        with pytest.raises(Problem) as refused:
            store(whole)
    finally:
        files._home = original
    assert refused.value.slug == "busy"
    assert rows() == 0


CHILD = """
import os, signal, sys
from pathlib import Path
from flask import Flask
from inspect_app.core import db, files
from inspect_app.core.db import transaction
app = Flask("child")
app.config["DATA_DIR"], app.secret_key = sys.argv[1], "k"
db.setup(app, f"sqlite:///{sys.argv[1]}/child.db")
data = Path(sys.argv[2]).read_bytes()
moment = sys.argv[3]
left = [int(moment)] if moment.isdigit() else [99]
def die(*event):
    # Opening for writing, renaming, linking and making folders: every step that changes the disk.
    if event[0] in ("os.rename", "os.mkdir", "os.chmod", "os.link") or event[0] == "open" and event[1][2] & 1:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
with app.app_context():
    db.db.create_all()
    with transaction():
        if moment.isdigit():
            sys.addaudithook(die)
        files.store_photo(data)
        if moment == "before commit":
            os.kill(os.getpid(), signal.SIGKILL)
    print("kept")
"""


def child(folder: Path, photo: Path, moment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(photo), moment],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def kept_rows(folder: Path) -> list[str]:
    program = (
        "import sqlite3, sys, json\n"
        "found = sqlite3.connect(sys.argv[1]).execute('SELECT sha256 FROM files').fetchall()\n"
        "print(json.dumps([each[0] for each in found]))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(folder / "child.db")], capture_output=True, text=True, check=True
    )
    found: list[str] = json.loads(told.stdout)
    return found


@pytest.mark.fault
@pytest.mark.parametrize("moment", [*map(str, range(9)), "before commit"])
def test_after_a_kill_at_any_step_no_row_lacks_its_file_and_the_photo_can_come_again(
    tmp_path: Path, moment: str
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(pictures.photo(7))
    name = sha256(photo.read_bytes()).hexdigest()
    killed = child(tmp_path, photo, moment)
    assert killed.returncode == -signal.SIGKILL
    assert kept_rows(tmp_path) == []
    original = tmp_path / "files" / name[:2] / name[2:4] / name
    before = original.stat().st_mtime_ns if original.exists() else None
    if before is not None:
        assert original.read_bytes() == photo.read_bytes()
    assert (moment == "before commit") <= (before is not None)

    again = child(tmp_path, photo, "never")
    assert again.stdout == "kept\n", again.stderr
    assert kept_rows(tmp_path) == [name]
    assert original.read_bytes() == photo.read_bytes()
    if before is not None:
        assert original.stat().st_mtime_ns == before  # what lay there was used, not written again


def test_what_broken_writes_left_is_swept_after_an_hour(home: Path) -> None:
    scratch = home / "tmp"
    scratch.mkdir(parents=True)
    for name, age in (("old.part", 2), ("young.part", 0), ("other", 2)):
        (scratch / name).write_bytes(b"x")
        then = (now() - timedelta(hours=age)).timestamp()
        os.utime(scratch / name, (then, then))
    assert files.sweep(now()) == 1
    assert on_disk(home) == ["other", "young.part"]
    assert files.sweep(now()) == 0


def test_a_lost_or_spoiled_file_is_found_and_mended_when_the_photo_comes_again(home: Path) -> None:
    names = [store(pictures.photo(seed)) for seed in (1, 2, 3)]
    (home / names[0][:2] / names[0][2:4] / names[0]).unlink()
    (home / names[1][:2] / names[1][2:4] / names[1]).write_bytes(b"spoiled")
    assert list(files.damaged()) == sorted(names[:2])
    for seed in (1, 2):
        store(pictures.photo(seed))
    assert list(files.damaged()) == []
    assert rows() == 3


def test_photos_are_attached_once_in_order_with_label_and_name(home: Path) -> None:
    first, second, noise = (store(pictures.photo(seed)) for seed in (1, 2, 3))
    with transaction():
        files.attach("defect", 5, [second, first, second], "before", "王工", AT)
        files.attach("defect", 5, [first], "after", "李工", AT + timedelta(days=1))
        files.attach("defect", 6, [noise], "before", "王工", AT)
        files.attach("household", 5, [noise], "before", "王工", AT)
    with transaction():
        files.attach("defect", "5", [first], "before", "someone else", AT + timedelta(days=2))
        files.attach("defect", 5, [], "before", "王工", AT)
    found = files.attachments("defect", 5)
    assert [(each.sha256, each.label, each.actor_name) for each in found] == [
        (second, "before", "王工"),
        (first, "before", "王工"),
        (first, "after", "李工"),
    ]


def test_a_photo_that_never_came_cannot_be_attached(home: Path) -> None:
    name = store(pictures.photo(1))
    with pytest.raises(Problem) as refused, transaction():
        files.attach("defect", 5, [name, "f" * 64], "before", "王工", AT)
    assert "photos" in refused.value.errors
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 0


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
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
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


def test_two_who_write_once_agree_on_what_is_there(tmp_path: Path) -> None:
    target = tmp_path / "key"
    assert disk.create_once(target, b"first") == b"first"
    assert disk.create_once(target, b"second") == b"first"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key"]
