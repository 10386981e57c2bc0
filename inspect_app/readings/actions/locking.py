"""The channels of a batch locked; what changed while it waited for them holds for what it brings."""

from collections.abc import Sequence

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.together import together
from inspect_app.projects.models import Project
from inspect_app.readings.actions import going, joint, registry, store
from inspect_app.readings.actions.gathering import Gathering
from inspect_app.readings.actions.judge import Tracks
from inspect_app.readings.actions.lines import Line
from inspect_app.readings.actions.registry import Book
from inspect_app.readings.actions.store import Mark
from inspect_app.readings.models import Channel, Device


class Outdated(Exception):
    """What was gathered rests on what this process remembered and holds no more: gather once more, asking first."""


def locked(gathering: Gathering) -> tuple[dict[int, Mark], Tracks]:
    """Lock the heads of what was gathered and of what its joint limits rest on; return how far each has got.

    And where the engine stands there: an intake that had to wait goes on from where the other stopped. Whoever held
    the channels may have set a limit, begun an activity or narrowed an hour: what was remembered before is looked up
    again then, or, where that was never asked before, Outdated is raised.
    """
    while True:
        wanted = sorted({*gathering.rows, *joint.anchors(gathering.lines.values())})
        asked = store.locking(wanted), registry.VERSION, going.asking([*gathering.rows])
        heads, version, tracks = together(*asked)
        if registry.version_in(version) == gathering.book.version:
            return store.marks(heads, len(wanted)), going.tracks_in(tracks)
        if not gathering.sure:
            registry.drop()
            raise Outdated
        gathering.book = registry.open_book()
        gathering.lines = _lines(gathering.book, sorted(gathering.rows))


def _lines(book: Book, channel_ids: Sequence[int]) -> dict[int, Line]:
    found = {}
    for start in range(0, len(channel_ids), registry.MOST_AT_ONCE):
        part = channel_ids[start : start + registry.MOST_AT_ONCE]
        stmt = (
            select(Channel.id, Channel.quantity, Device.project_id, Project.region)
            .join(Channel.device)
            .join(Project, Project.id == Device.project_id)
            .where(Channel.id.in_(part))
        )
        for one, quantity, project_id, region in db.session.execute(stmt):
            found[one] = registry.line(book, (project_id, region), quantity, one)
    return found
