"""A new release is installed and killed in the middle of it: the database is as before, and the next try ends well."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
#: of the statements of all migrations; those of the newest are tried each
SHARE = os.environ.get("INSPECT_TEST_SHARE", "0")


def test_a_migration_killed_at_a_statement_leaves_what_was_there_and_can_be_begun_again(
    tmp_path: Path,
) -> None:
    words = [str(tmp_path), f"sqlite:///{tmp_path / 'halfway.db'}", str(random.randrange(10**6)), SHARE]
    argv = [sys.executable, "-m", "tests.faults.halfway", *words]
    done = subprocess.run(argv, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.split()[0]) > 0
    print(done.stdout.strip())
