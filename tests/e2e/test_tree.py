"""The process tree: it starts, survives the death of its parts, and leaves nothing behind."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from inspect_app.config import own_address
from tests.ports import free_port
from tests.running import interrupt, program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400), pytest.mark.xdist_group("tree")]


def alive(processes):
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def words(process):
    """Return a process's command line, none for one that has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def answers(running):
    """Say whether the web does; one that was started again a moment ago may not listen yet."""
    try:
        return running.call("/healthz")[0] == 200
    except urllib.error.URLError:
        return False


def wait_until(true, seconds=90):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_ctrl_c_stops_every_child_and_the_second_start_keeps_the_data(tmp_path):
    with program(tmp_path, "up") as running:
        children = running.children()
        assert {"intake", "web", "clock"} <= {words(each)[-1] for each in children if words(each)}
        assert any("nats-server" in each.name() for each in children)
        assert interrupt(running.process) == 0
        assert not alive(children)
    created = (tmp_path / "inspect.db").stat().st_ino
    with program(tmp_path, "up"):
        assert (tmp_path / "inspect.db").stat().st_ino == created


def test_one_network_address_alone_is_served_and_printed(tmp_path):
    host = own_address()
    with program(tmp_path, "up", HOST=host, until=f"http://{host}:") as running:
        for path in ("/readyz", "/verify"):
            with urllib.request.urlopen(f"http://{host}:{running.port}{path}", timeout=60) as reply:
                assert reply.status == 200


def test_a_part_that_is_killed_is_started_again(tmp_path):
    with program(tmp_path, "up") as running:
        for word in ("web", "clock", "intake"):
            killed = running.part(word)
            killed.send_signal(signal.SIGKILL)
            wait_until(
                lambda word=word, killed=killed: any(
                    words(each)[-1:] == [word] and each.pid != killed.pid for each in running.children()
                )
            )
        wait_until(lambda: answers(running))


def test_nothing_is_left_when_the_tree_itself_is_killed(tmp_path):
    with program(tmp_path, "up") as running:
        children = running.children()
        running.process.kill()
        wait_until(lambda: not alive(children))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("INSPECT_PORT", "x", "INSPECT_PORT: must be a whole number"),
        ("INSPECT_COLOUR", "red", "no such setting"),
    ],
)
def test_a_bad_setting_stops_the_start_with_one_line(tmp_path, name, value, words, monkeypatch):
    monkeypatch.setenv(name, value)
    argv = [sys.executable, "-m", "inspect_app.cli", "up"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said_before_anything_starts(tmp_path, monkeypatch):
    port = free_port()
    with program(tmp_path / "first", "up", PORT=str(port)):
        monkeypatch.setenv("INSPECT_PORT", str(port))
        monkeypatch.setenv("INSPECT_DATA_DIR", str(tmp_path / "second"))
        argv = [sys.executable, "-m", "inspect_app.cli", "up"]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 1
        assert f"port {port} is taken" in done.stderr
