"""Photos are kept byte for byte, once, whole or not at all, and shown only by a signed address."""

import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from inspect_app.core import disk, file_shelf, files
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import Attachment, StoredFile
from tests.core import pictures
from tests.core.shelf import on_disk, rows, store

AT = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


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
    shutil.rmtree(home)
    home.write_text("a file where a folder must be")
    with pytest.raises(Problem) as refused:
        store(whole)
    assert refused.value.slug == "busy"
    assert rows() == 0


def test_what_broken_writes_left_is_swept_after_an_hour(home: Path) -> None:
    scratch = home / "tmp"
    scratch.mkdir(parents=True)
    for name, age in (("old.part", 2), ("young.part", 0), ("other", 2)):
        (scratch / name).write_bytes(b"x")
        then = (now() - timedelta(hours=age)).timestamp()
        os.utime(scratch / name, (then, then))
    assert file_shelf.sweep(now()) == 1
    assert on_disk(home) == ["other", "young.part"]
    assert file_shelf.sweep(now()) == 0


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


def test_two_who_write_once_agree_on_what_is_there(tmp_path: Path) -> None:
    target = tmp_path / "key"
    assert disk.create_once(target, b"first") == b"first"
    assert disk.create_once(target, b"second") == b"first"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key"]
