"""Series as Parquet files: written and read by a process of its own, row after row, in little memory here."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import Struct
from typing import IO, Any, Final

from inspect_app.core.errors import Problem

#: channel, moment in ms, value, flag, received in ms
Row = tuple[int, int, float, str, int]
_ROW: Final = Struct("<qqdcq")
_PIECE: Final = _ROW.size * 4096
_WAIT: Final = 20
_SECONDS: Final = 600
#: each takes some hundred megabytes
_turns = threading.BoundedSemaphore(2)


class BrokenFile(RuntimeError):
    """A Parquet file that could not be written or read, and why."""


def write(path: Path, columns: Mapping[str, str], lines: Iterable[str]) -> None:
    """Write lines of CSV as a Parquet file with these columns (name -> DuckDB's type), synced.

    BrokenFile where that failed: what lies there then is no file to use.
    """
    with _program({"do": "write", "path": str(path), "columns": dict(columns)}) as (process, said):
        line: Any = process.stdin
        with suppress(BrokenPipeError):  # its own words say more
            for each in lines:
                line.write(each.encode())
            line.close()
        _ended(process, said)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def rows(path: Path, channels: Sequence[int], from_ms: int, to_ms: int) -> Iterator[Row]:
    """Yield the rows of some channels (none named: of all) from `from_ms` until before `to_ms`, as they lie in the file.

    BrokenFile before the first row where it cannot be read. They are put down first: a slow reader holds nobody up.
    """
    asked = {"do": "read", "path": str(path), "channels": list(channels), "from_ms": from_ms, "to_ms": to_ms}
    with tempfile.TemporaryFile() as spool:
        with _program(asked, spool) as (process, said):
            _ended(process, said)
        spool.seek(0)
        while piece := spool.read(_PIECE):
            for one, at, value, flag, received in _ROW.iter_unpack(piece):
                yield one, at, value, flag.decode(), received


def count(
    path: Path, channels: Sequence[int], stretches: Iterable[tuple[int, int, int]], normal: str
) -> dict[int, int]:
    """Return how many rows of some channels have another flag than `normal` or lie in a stretch; each row once.

    A stretch is (channel, from, until before), in ms; those of a channel do not overlap. BrokenFile as `rows`.
    """
    asked = {"do": "count", "path": str(path), "channels": list(channels), "normal": normal}
    with tempfile.TemporaryFile() as spool:
        with _program(asked, spool) as (process, said):
            line: Any = process.stdin
            with suppress(BrokenPipeError):  # its own words say more
                for each in stretches:
                    line.write(b"%d,%d,%d\n" % each)
                line.close()
            _ended(process, said)
        spool.seek(0)
        return {row[0]: row[1] for row in json.load(spool)}


@contextmanager
def _program(
    asked: Mapping[str, Any], out: IO[bytes] | int = subprocess.DEVNULL
) -> Iterator[tuple["subprocess.Popen[bytes]", list[bytes]]]:
    if not _turns.acquire(timeout=_WAIT):
        raise Problem("busy")
    try:
        around = {name: value for name, value in os.environ.items() if not name.startswith("INSPECT_")}
        command = [sys.executable, "-m", f"{__package__}.parquet_maker", json.dumps(asked)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=out, stderr=pipe, env=around) as process:
            said: list[bytes] = []
            ear = threading.Thread(target=_listen, args=(process.stderr, said), daemon=True)
            ear.start()
            try:
                yield process, said
            finally:
                process.kill()
                ear.join()
    finally:
        _turns.release()


def _listen(line: IO[bytes] | None, said: list[bytes]) -> None:
    if line is not None:
        said.append(line.read())


def _ended(process: "subprocess.Popen[bytes]", said: Sequence[bytes]) -> None:
    try:
        code = process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        raise BrokenFile(f"it was not done in {_SECONDS} seconds") from None
    if code:
        words = b"".join(said).decode(errors="replace").strip().rpartition("\n")[2]
        raise BrokenFile(words[:300] or f"it ended with {code}")
