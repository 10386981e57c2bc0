"""What is handed out runs: a clean clone by its one command, and the wheel from any directory."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import psutil
import pytest

from devices.demo.story import STEPS
from inspect_app.config import own_address
from tests.ports import free_port
from tests.running import Program, _wait_for, interrupt

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
ROOT = Path(__file__).resolve().parent.parent.parent


def environ(home: Path, **more: str) -> dict[str, str]:
    """A user's environment: nothing of ours but free ports and a place for data."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("INSPECT_", "VIRTUAL_ENV"))
    }
    ports = {"INSPECT_PORT": str(free_port()), "INSPECT_MQTT_PORT": str(free_port())}
    return {**kept, **ports, "INSPECT_DATA_DIR": str(home), **more}


def test_make_demo_runs_on_a_clean_clone_and_stops_clean(tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    settings = environ(tmp_path / "data")
    process = subprocess.Popen(
        ["make", "demo"],
        cwd=clone,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_for(process, "Ctrl-C", 600)
        port = int(settings["INSPECT_PORT"])
        running = Program(tmp_path / "data", port, int(settings["INSPECT_MQTT_PORT"]), process, settings)
        assert running.call("/readyz")[0] == 200
        _until_told(tmp_path / "data" / "demo-story.json")
        _a_draw_was_made_and_scored(running)
        children = running.children()
        assert all(str(clone) in " ".join(each.cmdline()) for each in children if "python" in each.name())
    finally:
        code = interrupt(process)
    assert code in (0, -signal.SIGINT), "the second is make's own way to say that it was interrupted"
    assert not [each for each in children if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert (
        subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, check=True).stdout
        == b""
    )


def _until_told(notes: Path) -> None:
    end = time.monotonic() + 400  # a story of two years, told beside another proof
    while not notes.exists() or json.loads(notes.read_text()) != [each.__name__ for each in STEPS]:
        assert time.monotonic() < end, notes.read_text() if notes.exists() else "nothing was told"
        time.sleep(0.5)


def _a_draw_was_made_and_scored(running: Program) -> None:
    known = json.loads((running.home / "demo.json").read_text(encoding="utf-8"))
    officer = running.token("officer", known["password"])
    drawn = running.call("/api/draws/", token=officer)[1]["rows"]
    assert [each["state"] for each in drawn] == ["published"]
    checked = running.call(f"/api/draw/{drawn[0]['number']}")[1]
    assert not [each for each in checked["drawn"] if each["missing"]]
    scores = [running.call(f"/api/submissions/{each['id']}", token=officer)[1].get("score")
              for each in running.call("/api/submissions", token=officer)[1]["rows"]]  # fmt: skip
    assert "95" in [each["exact"] for each in scores if each], scores


def test_the_wheel_carries_all_it_needs_and_runs_from_any_directory(tmp_path):
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    place = tmp_path / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place)
    # The wheel comes first on the path, and the source tree nowhere.
    settings = environ(tmp_path / "data", PYTHONPATH=str(place), PYTHONSAFEPATH="1", INSPECT_HOST="0.0.0.0")
    where = "import inspect_app, devices; print(inspect_app.__file__, devices.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd="/", env=settings, capture_output=True, text=True, check=True
    ).stdout
    assert found.count(str(place)) == 2
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "inspect_app.cli", "demo"],
        cwd="/",
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_for(process, "Ctrl-C", 300)
        port = int(settings["INSPECT_PORT"])
        running = Program(tmp_path / "data", port, 0, process, settings)
        assert running.call("/static/app.css")[0] == 200
        assert running.call("/login")[0] == 200
        # What the QR codes of its papers lead to is what a phone of the same network can open.
        with urllib.request.urlopen(f"http://{own_address()}:{port}/verify", timeout=60) as reply:
            assert reply.status == 200
    finally:
        assert interrupt(process) == 0
