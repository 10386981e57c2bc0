"""Looks whether photos of a site were used at another site before, and takes what a person finds of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db, insert_ignore
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import read_copy
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Actor
from inspect_app.core.prints import (
    LEAST_LIKENESS,
    NEAR,
    Print,
    bands,
    distance,
    likeness,
    prints,
    turned_prints,
)
from inspect_app.inspections.models import PhotoPrint, PhotoRepeat, PhotoUse
from inspect_app.inspections.queries import photos
from inspect_app.inspections.rules.photo_reuse import AT_ONCE, FINDINGS, MOST_FOUND

_NOTHING = ("0" * 16, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Near:
    """A photo that looks like another: in how many bits they differ, and whether one lies turned."""

    sha256: str
    distance: int
    turned: bool


def compare_photos(actor: Actor, *, at: datetime, most: int = AT_ONCE) -> int:
    """Look at the oldest photos not looked at yet, and ask about each that another site used; return how many.

    Done again it goes on where it stopped, so that photos from before an upgrade are looked at little by little.
    """
    fresh = photos.unseen(most)
    insert_ignore(PhotoUse, *fresh)
    shas = list(dict.fromkeys(str(each["sha256"]) for each in fresh if each["project_id"]))
    near = {sha: found for sha in shas if (found := _near(sha))}
    wanted = {*near, *(each.sha256 for found in near.values() for each in found)}
    uses = photos.first_uses(wanted)
    for sha, found in near.items():
        for each in found:
            for pair in _pairs(uses[sha], uses[each.sha256]):
                _ask(actor, pair, each, at)
    return len(fresh)


def decide_repeat(
    actor: Actor, repeat: PhotoRepeat, *, finding: str, reason: str, at: datetime
) -> PhotoRepeat:
    """Take down what a person found of a photo that was used before, and why."""
    if repeat.finding is not None:
        raise Problem("conflict", zh="已经判定。", en="It is decided already.")
    if finding not in FINDINGS:
        raise field_problem("finding", "请选择结论", "choose what was found")
    repeat.finding, repeat.reason = finding, reason.strip()
    repeat.decided_at, repeat.decided_by = at, actor.name
    journal.record(
        actor, "photo-repeat.decide", repeat, at=at, data={"finding": finding, "reason": repeat.reason}
    )
    return repeat


def _near(sha: str) -> list[Near]:
    """Return the photos that look like this one, itself among them, the likest first; none where it has no print."""
    try:
        thumb = read_copy(sha, "thumb")
    except (Problem, OSError):  # the original is lost, which the check of files tells
        return []
    if not _printed(sha, thumb):
        return []
    found: dict[str, Near] = {sha: Near(sha, 0, turned=False)}
    asked = turned_prints(thumb)
    for row in photos.alike([each.bits for each in asked]):
        best = min(_distances(row, asked), default=(65, False))
        if best[0] <= NEAR and best[0] < found.get(row.sha256, Near("", 65, turned=False)).distance:
            found[row.sha256] = Near(row.sha256, *best)
    likest = sorted(found.values(), key=lambda each: (each.distance, each.sha256))[:MOST_FOUND]
    return [each for each in likest if each.sha256 == sha or _same(thumb, each.sha256)]


def _distances(row: PhotoPrint, asked: Sequence[Print]) -> Iterable[tuple[int, bool]]:
    bits = int(row.bits, 16)
    # One of the two is whole: two trimmed pictures of different places may look alike.
    return ((distance(bits, each.bits), each.turned) for each in asked if 100 in (row.trim, each.trim))


def _same(thumb: bytes, other: str) -> bool:
    try:
        return likeness(thumb, read_copy(other, "thumb")) >= LEAST_LIKENESS
    except (Problem, OSError):
        return False


def _printed(sha: str, thumb: bytes) -> bool:
    """Keep the prints of a photo; say whether it has any."""
    made = prints(thumb)
    rows = [(each.trim, (f"{each.bits:016x}", *bands(each.bits))) for each in made] or [(0, _NOTHING)]
    names = ("bits", "band0", "band1", "band2", "band3")
    insert_ignore(
        PhotoPrint,
        *({"sha256": sha, "trim": trim, **dict(zip(names, values, strict=True))} for trim, values in rows),
    )
    return bool(made)


def _pairs(ours: Iterable[PhotoUse], theirs: Iterable[PhotoUse]) -> Iterable[tuple[PhotoUse, PhotoUse]]:
    """Yield each use at one site with each at another, the later one first."""
    by_site = defaultdict[str | None, list[PhotoUse]](list)
    for each in theirs:
        by_site[each.project_id].append(each)
    for one in ours:
        for site, others in by_site.items():
            if site != one.project_id:
                for other in others:
                    first, second = sorted((one, other), key=lambda each: (each.at, each.attachment_id))
                    yield second, first


def _ask(actor: Actor, pair: tuple[PhotoUse, PhotoUse], near: Near, at: datetime) -> None:
    later, earlier = pair
    known = select(PhotoRepeat.id).where(
        PhotoRepeat.project_id == later.project_id,
        PhotoRepeat.sha256 == later.sha256,
        PhotoRepeat.earlier_project_id == earlier.project_id,
        PhotoRepeat.earlier_sha256 == earlier.sha256,
    )
    if db.session.scalar(known):
        return
    made = PhotoRepeat(
        id=uuid7(), project_id=later.project_id, sha256=later.sha256, thing_kind=later.thing_kind,
        thing_id=later.thing_id, used_at=later.at, earlier_project_id=earlier.project_id,
        earlier_sha256=earlier.sha256, earlier_kind=earlier.thing_kind, earlier_id=earlier.thing_id,
        earlier_at=earlier.at, distance=near.distance, turned=near.turned, found_at=at,
    )  # fmt: skip
    db.session.add(made)
    journal.record(actor, "photo-repeat.find", made, at=at)
