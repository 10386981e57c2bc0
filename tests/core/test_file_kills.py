"""A photo survives a kill at any step: no row without its file, and what lies there is used again."""

import json
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.core import pictures

ROOT = Path(__file__).resolve().parents[2]

CHILD = """
import os, signal, sys
from pathlib import Path
from flask import Flask
from inspect_app.config import Settings
from inspect_app.core import db, files
from inspect_app.core.db import transaction
app = Flask("child")
app.config.update(DATA_DIR=sys.argv[1], SECRET_KEY="k", SETTINGS=Settings())
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
