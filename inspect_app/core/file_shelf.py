"""Under which keys photos and sounds lie: the original by its SHA-256, the copies made of a photo beside it."""

from datetime import datetime
from pathlib import Path

from inspect_app.core import disk, place
from inspect_app.core.shelves import Shelf, shelf

VARIANTS = ("public", "thumb")


def put(data: bytes, sha: str, variant: str = "") -> None:
    """Keep a file; OSError when it cannot be kept."""
    _shelf().put(_key(sha, variant), data)


def read(sha: str, variant: str = "") -> bytes:
    """Return a file; FileNotFoundError where there is none, OSError when it cannot be asked for."""
    return _shelf().get(_key(sha, variant))


def has(sha: str, variant: str = "") -> bool:
    """Say whether a file lies there; OSError as above."""
    return _shelf().has(_key(sha, variant))


def lying(sha: str) -> list[str]:
    """Return which of a file lies there, the original ("") first: without it no copy is made anew."""
    return [variant for variant in ("", *VARIANTS) if has(sha, variant)]


def drop(sha: str, variant: str) -> None:
    """Take a file away."""
    _shelf().drop(_key(sha, variant))


def sweep(at: datetime) -> int:
    """Remove what broken writes left behind more than an hour ago; return how many files."""
    return disk.sweep(_home() / "tmp", at)


def _home() -> Path:
    return place.home() / "files"


def _shelf() -> Shelf:
    return shelf(place.home(), "files", place.setting("objects_url"), place.setting("objects_region"))


def _key(sha: str, variant: str = "") -> str:
    return f"{sha[:2]}/{sha[2:4]}/" + (f"{sha}.{variant}.jpg" if variant else sha)
