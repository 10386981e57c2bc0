"""The board on the site office's wall: newest values beside their limits, open alarms, weather and defects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy import case, func

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.core.web import page
from inspect_app.core.workflow import State
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.projects import pages as project_pages
from inspect_app.projects.models import Project
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api import site
from inspect_app.readings.models import Alarm
from inspect_app.readings.pages.site import bp
from inspect_app.readings.queries import Newest
from inspect_app.readings.queries.activities import kinds_under_way
from inspect_app.readings.rules.board import OVER, WEATHER, first, nearest, standing
from inspect_app.readings.rules.episodes import Bound
from inspect_app.readings.rules.grades import REASONS
from inspect_app.readings.rules.limits import in_force
from inspect_app.readings.rules.quantities import QUANTITIES

project_pages.LINKS.append(("/board", "现场大屏", "Wall board", "reading.read"))
#: open alarms shown; how many there are besides is said
_MOST_ALARMS = 6


@dataclass(frozen=True, slots=True)
class Tile:
    """One channel on the board: its newest value, how it stands, and the limit it would reach first."""

    row: Newest
    state: State
    limit: Bound | None


@page(bp, "/projects/<string:id>/board", permit="reading.read", on_thing=True, name="board")
def board(actor: Actor, id: str) -> Any:
    """Show the board of a site's office; the page keeps itself current for as long as it hangs there."""
    project, at = site(actor, id), now()
    newest = queries.newest(project.id, at)
    listed = db.session.scalars(queries.alarms(actor, project.id, "open")).all()
    tiles = _tiles(project, newest, listed, int(at.timestamp() * 1000))
    chosen = first([each.state for each in tiles], [each.row.channel.quantity for each in tiles])
    shown = {
        "project": project, "tiles": [tiles[number] for number in chosen],
        "others": tiles, "alarms": listed[:_MOST_ALARMS], "alarm_count": len(listed), "weather": _weather(newest),
        "defects": _defects(actor, project.id, at), "now_ms": int(at.timestamp() * 1000), "quantities": QUANTITIES,
        "moment": schemas.moment, "severities": schemas.SEVERITIES, "doubt_reasons": REASONS, "over": OVER,
    }  # fmt: skip
    return render_template("readings/board.html", **shown)


def _tiles(project: Project, newest: list[Newest], alarms: Sequence[Alarm], at_ms: int) -> list[Tile]:
    kinds = kinds_under_way(project.id)
    bounds = [
        each
        for each in in_force(project.region, actions.own_bounds(project.id))
        if not each.activity or each.activity in kinds
    ]
    over = {each.channel_id for each in alarms}
    tiles = []
    for row in newest:
        mine = [each for each in bounds if each.quantity == row.channel.quantity]
        value = row.head.value if row.head.at_ms >= 0 else None
        limit = nearest(mine, value, at_ms)
        state = standing(
            over=row.channel.id in over,
            missing=row.missing,
            flag=row.head.flag,
            limited=limit is not None,
            grade=row.grade,
        )
        tiles.append(Tile(row, state, limit))
    return tiles


def _weather(newest: list[Newest]) -> list[Newest]:
    """Return the newest of each quantity of the weather that is not silent, those of a weather station first."""
    ordered = sorted(newest, key=lambda row: row.channel.device.kind != "weather")
    found: dict[str, Newest] = {}
    for row in ordered:
        if row.channel.quantity in WEATHER and not row.missing:
            found.setdefault(row.channel.quantity, row)
    return [found[name] for name in WEATHER if name in found]


def _defects(actor: Actor, project_id: str, at: datetime) -> dict[str, int]:
    """Return how many defects of the project are open, and how many of them are late."""
    late = func.coalesce(func.sum(case((defects.overdue(at), 1), else_=0)), 0)
    seen = defects.visible(actor, to_count=True).where(
        Defect.project_id == project_id, Defect.state.in_(defects.UNFINISHED)
    )
    row = db.session.execute(seen.with_only_columns(func.count(), late)).one()
    return {"open": row[0], "late": int(row[1])}
