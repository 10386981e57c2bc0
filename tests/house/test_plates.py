"""The door-plates say what the rooms are."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_door_plates_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, ".ci/plates.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
