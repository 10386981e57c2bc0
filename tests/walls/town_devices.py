"""Places and calibrations of the town's devices: one that failed, one to be installed, one that is asked for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfWriter
from sqlalchemy import Select, select

from inspect_app.core import vault
from inspect_app.core.db import db, transaction
from inspect_app.core.files import store_photo
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.readings import actions
from inspect_app.readings.models import Correction, Device
from tests import make


def fill(mark: Callable[[str, str, str], str], project: Project, device: str, at: datetime) -> None:
    """Give the device of a site a place that was not accepted and a calibration, with marks in every text."""
    word = mark(project.site, "seers", "place")
    keeper, builder = (make.signer(project, role) for role in ("supervisor", "contractor"))
    with transaction():
        one = db.session.scalars(
            select(Device).where(Device.project_id == project.id, Device.name == device)
        ).one()
        actions.calibrate(
            keeper, one, number=f"{word}c", body=f"{word}b", done_on=at.date(),
            valid_until=(at + timedelta(days=300)).date(), photos=[], at=at,
            sha256=vault.keep(_paper(word), at=at),
        )  # fmt: skip
        placed = actions.plan_placement(keeper, one, place=word, purpose=f"{word}p", at=at)
        actions.make_key(
            keeper, project, label=mark(project.site, "seers", "key"), strategy="new", kind="dust", profile="",
            place=f"{word}k", most=9, good_until=at.date(), at=at,
        )  # fmt: skip
        photos = [store_photo(make.photo("white"))]
        told = {"photos": photos, "place": f"{word}w", "height_m": 3.0}
        actions.move_placement(builder, placed, "install", told, at=at)
        actions.move_placement(keeper, placed, "fail", {"reason": f"{word}r"}, at=at)
    _told_again(project, device, keeper, mark(project.site, "seers", "correction"), at)


def _told_again(project: Project, device: str, keeper: Actor, word: str, at: datetime) -> None:
    """Let the device tell a moment again with another value, and a decision about it be taken back."""
    with transaction():
        actions.start_activity(keeper, project=project, kind="lifting", place=f"{word}a", at=at)
    ms = int(at.timestamp() * 1000) + 60_000
    with transaction():
        actions.record([actions.Sample(project.site, device, "pm10", ms, 90.0)], at=at + timedelta(hours=2))
    with transaction():
        one = db.session.scalars(
            select(Correction).join(Correction.channel).join(Device).where(Device.project_id == project.id)
        ).one()
        for name in ("refuse", "undo"):
            actions.move_correction(keeper, one, name, {"reason": word}, at=at)


def corrections(site: str) -> Select[Any]:
    """Return the query for what devices of a site told again."""
    stmt = select(Correction.id).join(Correction.channel).join(Device).join(Project)
    return stmt.where(Project.site == site, Correction.is_first.is_(False))


def _paper(title: str) -> bytes:
    """Return a certificate as a PDF of one empty page."""
    made, data = PdfWriter(), BytesIO()
    made.add_blank_page(72, 72)
    made.add_metadata({"/Title": title})
    made.write(data)
    return data.getvalue()
