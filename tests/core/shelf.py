"""What lies on the shelf of photos: put one there, count the rows, list the files."""

from pathlib import Path

from sqlalchemy import func, select

from inspect_app.core import files
from inspect_app.core.db import db, transaction
from inspect_app.core.files import StoredFile


def store(data: bytes) -> str:
    with transaction():
        return files.store_photo(data)


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def on_disk(home: Path) -> list[str]:
    return sorted(each.name for each in home.rglob("*") if each.is_file())
