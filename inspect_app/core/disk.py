"""Files that are whole or absent, whatever moment the power goes."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

SUFFIX = ".part"


def write_whole(path: Path, data: bytes, scratch: Path, *, mode: int = 0o640) -> None:
    """Write `data` to `path`: first beside it in `scratch` (same disk), synced, then by one rename."""
    part = _write_part(data, scratch, mode)
    try:
        _make_folder(path.parent)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def settle(part: Path, path: Path) -> None:
    """Give a synced file its name, for good: after this it is there whatever happens."""
    _make_folder(path.parent)
    part.replace(path)
    _sync_folder(path.parent)


def create_once(path: Path, data: bytes, *, mode: int = 0o600) -> bytes:
    """Write `path` unless it exists; return what it holds, so that two who start together agree."""
    part = _write_part(data, path.parent, mode)
    try:
        # A link, unlike a rename, refuses to replace the file of whoever came first.
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return path.read_bytes()


def sweep(scratch: Path, at: datetime, *, older: timedelta = timedelta(hours=1)) -> int:
    """Remove what broken writes left in `scratch` longer ago than `older`; return how many."""
    limit = (at - older).timestamp()
    left = [each for each in scratch.glob(f"*{SUFFIX}") if each.stat().st_mtime < limit]
    for each in left:
        each.unlink(missing_ok=True)
    return len(left)


def _write_part(data: bytes, scratch: Path, mode: int) -> Path:
    _make_folder(scratch)
    part = scratch / f"{secrets.token_hex(8)}{SUFFIX}"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
