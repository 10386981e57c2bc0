"""Reads of photos by what they look like, and of the questions a person answers."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.core.permits import Actor
from inspect_app.core.prints import bands, neighbours
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Answer, PhotoPrint, PhotoRepeat, PhotoUse, Submission
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight

ASKED = ("admin", "authority", "supervisor")
_DAY_MS = 86_400_000
_OF_ANSWERS = (
    select(Answer.id, Submission.project_id, Submission.id)
    .select_from(Answer)
    .join(Submission, Submission.id == Answer.submission_id)
)
_OF_DEFECTS = select(Defect.id, Defect.project_id, Defect.id.label("thing"))


def unseen(most: int) -> list[dict[str, Any]]:
    """Return the oldest photos of inspections and defects that were not looked at yet, as rows of PhotoUse.

    Keys sort by time: what was attached a day before the newest one that was looked at has been looked at.
    """
    newest = db.session.scalar(select(func.max(PhotoUse.attachment_id)))
    stmt = (
        select(Attachment)
        .outerjoin(PhotoUse, PhotoUse.attachment_id == Attachment.id)
        .where(PhotoUse.attachment_id.is_(None), Attachment.thing_kind.in_(("answer", "defect")))
        .where(Attachment.label != "signature")
        .order_by(Attachment.id)
        .limit(most)
    )
    if newest is not None:
        stmt = stmt.where(Attachment.id > _day_before(newest))
    rows = list(db.session.scalars(stmt))
    answers = _places(rows, "answer", _OF_ANSWERS)
    defects = _places(rows, "defect", _OF_DEFECTS)
    kinds = {"answer": ("submission", answers), "defect": ("defect", defects)}
    return [_use(each, *kinds[each.thing_kind]) for each in rows]


def _day_before(key: str) -> str:
    moment = max(0, int(key.replace("-", "")[:12], 16) - _DAY_MS)
    return f"{moment >> 16:08x}-{moment & 0xFFFF:04x}"


def _places(rows: Iterable[Attachment], kind: str, stmt: Any) -> dict[str, tuple[str, str]]:
    keys = {each.thing_id for each in rows if each.thing_kind == kind}
    column = Answer.id if kind == "answer" else Defect.id
    return (
        {row[0]: (row[1], row[2]) for row in db.session.execute(stmt.where(column.in_(keys)))} if keys else {}
    )


def _use(each: Attachment, kind: str, places: dict[str, tuple[str, str]]) -> dict[str, Any]:
    project_id, thing_id = places.get(each.thing_id, (None, each.thing_id))
    return {
        "attachment_id": each.id, "sha256": each.sha256, "project_id": project_id, "thing_kind": kind,
        "thing_id": thing_id, "at": each.at,
    }  # fmt: skip


def alike(asked: Iterable[int]) -> list[PhotoPrint]:
    """Return every print that has a part within one bit of the same part of one of these, in one question."""
    parts: list[set[int]] = [set(), set(), set(), set()]
    for bits in asked:
        for n, band in enumerate(bands(bits)):
            parts[n].update(neighbours(band))
    columns = (PhotoPrint.band0, PhotoPrint.band1, PhotoPrint.band2, PhotoPrint.band3)
    fits = (column.in_(sorted(some)) for column, some in zip(columns, parts, strict=True))
    return list(db.session.scalars(select(PhotoPrint).where(PhotoPrint.trim > 0, or_(*fits))))


def first_uses(shas: Collection[str]) -> dict[str, list[PhotoUse]]:
    """Return of each photo its first use at each site, in one question."""
    found = defaultdict[str, dict[str, PhotoUse]](dict)
    stmt = select(PhotoUse).where(PhotoUse.sha256.in_(shas), PhotoUse.project_id.is_not(None))
    for each in db.session.scalars(stmt.order_by(PhotoUse.at, PhotoUse.attachment_id)) if shas else ():
        found[each.sha256].setdefault(str(each.project_id), each)
    return defaultdict(list, {sha: list(uses.values()) for sha, uses in found.items()})


def repeats(actor: Actor, *, open_only: bool = False) -> Select[PhotoRepeat]:
    """Return the photos used elsewhere before, of the sites an actor answers for: the open ones first."""
    stmt = (
        select(PhotoRepeat)
        .join(Project, Project.id == PhotoRepeat.project_id)
        .where(in_sight(actor, roles=ASKED))
        .options(joinedload(PhotoRepeat.project), joinedload(PhotoRepeat.earlier))
        .order_by(PhotoRepeat.finding.is_not(None), PhotoRepeat.found_at.desc(), PhotoRepeat.id)
    )
    return stmt.where(PhotoRepeat.finding.is_(None)) if open_only else stmt


def repeat(actor: Actor, key: str) -> Select[PhotoRepeat]:
    """Return the query for one of them."""
    return repeats(actor).where(PhotoRepeat.id == key)


def repeats_in(actor: Actor, project_id: str, shas: Collection[str]) -> list[PhotoRepeat]:
    """Return the questions about these photos of one site that the actor may see."""
    if not shas:
        return []
    stmt = repeats(actor).where(PhotoRepeat.project_id == project_id, PhotoRepeat.sha256.in_(shas))
    return list(db.session.scalars(stmt))
