"""Rooms are loaded while an intake runs: what other threads ask meanwhile, and afterwards, is answered."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: what brings further rooms into a running intake
BRINGS = {
    "the first listener": "listeners.publish_due(print, Undelivered)",
    "the first checklist": "doors.filing.submission",
    "both at once": "other = threading.Thread(target=lambda: [doors.filing.submission]); other.start(); "
    "listeners.fingerprints({'events@1'}); other.join()",
}
PROGRAM = """
import threading, time
from sqlalchemy import select
from inspect_app import create_app
from inspect_app.core import migrate
from inspect_app.core.db import db
from inspect_app.readings.models import Alarm
from devices import doors, listeners
from devices.sources import Undelivered

app = create_app(web=False, clock=False)
with app.app_context():
    migrate.upgrade()
wrong, asked, done = [], 0, threading.Event()

def ask():
    global asked
    while not done.is_set():
        with app.app_context():
            try:
                db.session.scalars(select(Alarm).limit(1)).all()
                Alarm(id="1")  # as with each alarm that is opened: its maker looks whether all tables are known
            except Exception as error:
                wrong.append(repr(error)[:300])
            asked += 1

thread = threading.Thread(target=ask, daemon=True)
thread.start()
with app.app_context():
    {brings}
before = asked
while asked < before + 3:
    time.sleep(0.01)
done.set()
thread.join()
print(len(wrong), asked > 20, *wrong[:1])
"""


@pytest.mark.parametrize("what", BRINGS)
def test_what_is_loaded_later_disturbs_nobody(what: str, tmp_path: Path) -> None:
    env = {**os.environ, "INSPECT_DATA_DIR": str(tmp_path)}
    argv = [sys.executable, "-c", PROGRAM.replace("{brings}", BRINGS[what])]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.split("\n")[-2:] == ["0 True", ""], (done.stdout, done.stderr[-600:])
