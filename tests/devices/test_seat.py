"""Two intakes on one data directory have two names at the broker, and a third takes up the name of the one that ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from devices.seat import seat


def test_two_at_once_have_two_names_and_the_same_ones_again_later(tmp_path: Path) -> None:
    with seat(tmp_path) as first, seat(tmp_path) as second:
        assert first != second
    with seat(tmp_path) as again:
        assert again == first


def test_the_name_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    code = "import sys, time, pathlib; from devices.seat import seat\nwith seat(pathlib.Path(sys.argv[1])) as s: print(s); time.sleep(60)"
    argv = [sys.executable, "-u", "-c", code, str(tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        theirs = other.stdout.readline().strip()
        with seat(tmp_path) as ours:
            assert ours != theirs
        os.kill(other.pid, signal.SIGKILL)
    with seat(tmp_path) as taken_up:
        assert taken_up == theirs
