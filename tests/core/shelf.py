"""What lies on the shelf of photos: put one there, count the rows, list the files."""

from pathlib import Path

from sqlalchemy import func, select

from inspect_app.core import files, place
from inspect_app.core.db import db, transaction
from inspect_app.core.files import StoredFile


def store(data: bytes) -> str:
    with transaction():
        return files.store_photo(data)


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def on_disk(home: Path) -> list[str]:
    return sorted(each.name for each in home.rglob("*") if each.is_file())


def original(sha: str) -> Path:
    """Return where a photo lies as it was received."""
    return place.home() / "files" / sha[:2] / sha[2:4] / sha
