"""Which photos of a thing have marks over them, and how large each picture is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.files import Attachment, StoredFile


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks over a photo, and the size of the upright picture."""

    layer: list[dict[str, Any]]
    width: int
    height: int


def marked(kind: str, keys: Collection[str]) -> dict[tuple[str, str], Marked]:
    """Return the photos of these things that have marks over them, by thing and SHA-256."""
    if not keys:
        return {}
    sized = (Attachment.thing_id, Attachment.sha256, Attachment.layer, StoredFile.width, StoredFile.height)
    stmt = select(*sized).join(StoredFile, StoredFile.sha256 == Attachment.sha256)
    stmt = stmt.where(
        Attachment.thing_kind == kind, Attachment.thing_id.in_(keys), Attachment.layer.is_not(None)
    )
    return {(thing, sha): Marked(*rest) for thing, sha, *rest in db.session.execute(stmt)}
