"""Instances of forms from OpenRosa clients: their files kept as they come, and the whole taken through the one door."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select

from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import store_photo
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import FormFile
from inspect_app.inspections.rules import MOST_PHOTOS

#: so long a client may take to send what belongs to an instance; the figure is the platform's own
KEEP_FORM_FILES: Final = timedelta(days=90)


def keep_form_files(actor: Actor, instance: str, files: Iterable[tuple[str, bytes]], *, at: datetime) -> None:
    """Keep the files of a part of an instance; the same name again is the file that came last."""
    counted = select(func.count()).where(FormFile.person_id == actor.id, FormFile.instance == instance)
    if (db.session.scalar(counted) or 0) > MOST_PHOTOS:
        raise field_problem("files", f"照片最多 {MOST_PHOTOS} 张", f"at most {MOST_PHOTOS} photos")
    for name, data in files:
        if len(name) > 200 or not name.isprintable():
            raise field_problem(
                "files", "文件名过长或含控制字符", "a file's name is too long or has control characters"
            )
        key = {"person_id": actor.id, "instance": instance, "name": name}
        db.session.merge(FormFile(**key, sha256=store_photo(data, name), at=at))
    db.session.flush()


def refuse_missing(missing: list[str]) -> None:
    """Refuse an instance that names files which have not arrived."""
    if missing:
        words = [(f"尚未收到：{name}", f"has not arrived: {name}") for name in missing[:20]]
        raise Problem("photos-missing", errors={"files": words}, count=len(missing))


def forget_form_files(at: datetime) -> None:
    """Forget which files old instances meant; the photos themselves stay with what they belong to."""
    db.session.execute(delete(FormFile).where(FormFile.at < at - KEEP_FORM_FILES))
