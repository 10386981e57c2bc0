"""The maker of official notices: drafted by somebody and taken as far as a state."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.files import store_photo
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.notices.actions import draft as draft_notice
from inspect_app.notices.actions import move as move_notice
from inspect_app.notices.models import Notice
from inspect_app.projects.models import Project
from tests import make


def notice(
    project: Project,
    *,
    actor: Actor,
    kind: str = "rectification",
    to: str = "draft",
    at: datetime = make.NOW,
    **values: Any,
) -> Notice:
    """Return a notice drafted by the actor; `to="served"` takes it as far as that state. A partial stop is of the roof.

    One of kind "resume" comes of the check of a stop; it is issued, or received and so ended.
    """
    if kind == "resume":
        stop = notice(project, actor=actor, kind="stop", to="resumed", at=at)
        made = db.session.scalars(select(Notice).where(Notice.lifts_id == stop.id)).one()
        with transaction():
            for name in ("receive",)[: to == "ended"]:
                move_notice(make.signer(project, "contractor"), made, name, {}, at=at)
        return made
    given: dict[str, Any] = {"facts": "屋面临边无防护", **values}
    if kind == "partial_stop":
        given.setdefault("element_ids", [make.element_of(project).id])
    with transaction():
        made = draft_notice(actor, project=project, kind=kind, at=at, **given)
        for name in NOTICE_PATHS[to]:
            _notice_step(made, name, at)
    return made


NOTICE_PATHS: dict[str, tuple[str, ...]] = {
    "draft": (), "issued": ("issue",), "served": ("issue", "receive"), "asked": ("issue", "receive", "ask"),
    "resumed": ("issue", "receive", "ask", "resume"), "ended": ("issue", "receive", "end"), "withdrawn": ("withdraw",),
}  # fmt: skip


def _notice_step(made: Notice, name: str, at: datetime) -> None:
    by = make.signer(made.project, "contractor") if name in ("receive", "ask") else SYSTEM
    given: dict[str, dict[str, Any]] = {
        "ask": {"note": "已加固", "photos": [store_photo(make.photo("navy"))]}, "withdraw": {"reason": "重复"},
    }  # fmt: skip
    move_notice(by, made, name, given.get(name, {}), at=at)
