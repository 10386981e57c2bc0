"""Starts the real PostgreSQL the tests speak to, and stops it whatever becomes of the tests.

Each server has a keeper process that waits for a file lock held by those who use it; the kernel gives the lock
back when a process ends, however it ends, so nothing is left running after a killed test run.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.postgres import Postgres, locked, new_server, until

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def postgres(*, run: Path | None = None, durable: bool = False, roomy: bool = False) -> Iterator[Postgres]:
    """Yield a running server: one of its own, or, given the folder of a test run, the one all of the run share.

    `durable` keeps fsync on, for tests of what survives; without it the server is quick and forgetful.
    `roomy` gives it the memory and the log of a machine that holds the country, for what is measured.
    """
    private = None if run else tempfile.mkdtemp(prefix="inspect-pg-lock-")
    folder = run or Path(str(private))
    with (folder / "postgres.users").open("a") as users:
        with locked(folder / "postgres.door"):
            fcntl.flock(users, fcntl.LOCK_SH)  # waits for a keeper that is just clearing away
            server = _join(folder, durable=durable, roomy=roomy)
        try:
            yield server
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            if private:
                until(lambda: not Path(server.folder).exists(), seconds=60)
                shutil.rmtree(private, ignore_errors=True)


def _join(folder: Path, *, durable: bool, roomy: bool) -> Postgres:
    note = folder / "postgres.json"
    if note.exists():
        return Postgres(**json.loads(note.read_text(encoding="utf-8")))
    server = new_server(durable=durable, roomy=roomy)
    note.write_text(json.dumps(asdict(server)), encoding="utf-8")
    # The keeper is in a session of its own: Ctrl-C at the tests must not reach it before them.
    # It holds no pipe of theirs either, or whoever reads their output would wait for it.
    keeper = [sys.executable, "-m", "tests.servers", str(folder.resolve())]
    nul = subprocess.DEVNULL
    subprocess.run(keeper, cwd=ROOT, check=True, start_new_session=True, stdin=nul, stdout=nul, stderr=nul)
    return server


def _keep(folder: Path) -> None:
    """Wait in the background until the last user is gone, then stop the server and remove its data."""
    note = folder / "postgres.json"
    server = Postgres(**json.loads(note.read_text(encoding="utf-8")))
    if os.fork():
        return
    with (folder / "postgres.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        note.unlink(missing_ok=True)
        server.stop("immediate")
        shutil.rmtree(server.folder, ignore_errors=True)


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
