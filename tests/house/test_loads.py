"""Each process of the tree loads only what it runs: memory is what a small machine has least of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspect_app import ROOMS

ROOT = Path(__file__).resolve().parents[2]
#: what is used by processes that end with their work, or by commands
NOBODY = {
    "alembic",
    "cv2",
    "duckdb",
    "numpy",
    "openpyxl",
    "pygments",
    "pypdf",
    "pyxform",
    "reportlab",
    "rich",
}
#: what a process loads when the first picture, bucket or log-in of a person comes
LATER = {"PIL", "argon2", "pi_heif", "obstore", "pyotp", "cryptography.x509", "nats", "cryptography"}
#: the rooms that readings arrive in; with the first checklist of a tablet those that it needs come too
OF_DEVICES = {"identity", "projects", "checklists", "readings", "sensorthings"}
ABOVE = {f"inspect_app.{room}" for room in ROOMS if room not in OF_DEVICES}
#: the module a process begins with -> how it makes the app, and what it has no use for
PROCESSES = {
    "devices.process": ("web=False, clock=False", NOBODY | LATER | {"apscheduler", "xlsxwriter"} | ABOVE),
    "inspect_app.ticking": ("web=False", NOBODY | {"gunicorn", "obstore", "pi_heif", "xlsxwriter"}),
    "inspect_app.serving": ("", NOBODY | {"nats", "paho"}),
}


@pytest.mark.parametrize("begin", PROCESSES)
def test_a_process_loads_only_what_it_runs(begin: str, tmp_path: Path) -> None:
    how, useless = PROCESSES[begin]
    words = (
        f"import sys, {begin}, inspect_app\ninspect_app.create_app({how})\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, *sys.modules)"
    )
    env = {**os.environ, "INSPECT_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert useless.isdisjoint(done.stdout.split()), useless & set(done.stdout.split())
