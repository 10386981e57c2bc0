"""One maker per noun: the shortest way to a row of it, with sensible values for the rest."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from inspect_app.core.db import transaction
from inspect_app.core.files import store_photo
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.defects.actions import move as move_defect
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.models import Defect
from inspect_app.projects.models import Project

NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


def later(**much: float) -> datetime:
    """Return a moment after NOW: `later(hours=3)`."""
    return NOW + timedelta(**much)


def photo(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a small JPEG; another colour is another photo."""
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


def received(colour: str = "red") -> str:
    """Return the SHA-256 name of a photo that has arrived."""
    with transaction():
        return store_photo(photo(colour))


def defect(project: Project, *, actor: Actor = SYSTEM, at: datetime = NOW, **values: Any) -> Defect:
    """Return a defect raised in a project; `to="rectified"` takes it as far as that state."""
    goal = values.pop("to", "open")
    with transaction():
        made = raise_defect(actor, project=project, **{"title": "屋面卷材搭接不足", **values}, at=at)
        for name, given in PATHS[goal]:
            after = {"after": [store_photo(photo("green"))]} if name == "rectify" else {}
            move_defect(actor, made, name, {**given, **after}, at=at)
    return made


_FIXED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("accept", {}), ("rectify", {"note": "已重新铺贴"}),
)  # fmt: skip
PATHS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "open": (),
    "accepted": _FIXED[:1],
    "rectified": _FIXED,
    "returned": (*_FIXED, ("return", {"reason": "照片看不清"})),
    "closed": (*_FIXED, ("confirm", {})),
    "void": (("void", {"reason": "重复登记"}),),
}
