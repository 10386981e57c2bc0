"""Which months of which sites are due for cold files, and what holds them back in the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, true

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.projects.models import Project
from inspect_app.readings.models import Alarm, Channel, Correction, Device, Reading
from inspect_app.readings.rules.months import Month, keeping, month_of, newest_cold

#: end (ms) of the month that is due, by project -> the projects whose month stays where it is
Reason = Callable[[Mapping[str, int]], set[str]]
#: what holds a month back, in words and as a question; rooms above add theirs
REASONS: dict[str, tuple[str, str, Reason]] = {}


@dataclass(frozen=True, slots=True)
class Due:
    """The oldest month of a site in the database that need not stay there; `held`: what it stays for all the same."""

    project: Project
    month: Month
    newest: Month
    verified: bool
    held: list[tuple[str, str]]


def due(at: datetime, seen: ColumnElement[bool] | None = None) -> list[Due]:
    """Return the oldest month of each site in sight that is past its time in the database, by site."""
    # Not through the tables of what lies in between: the first reading of each channel is one look into the key.
    first = select(func.min(Reading.at_ms)).where(Reading.channel_id == Channel.id).scalar_subquery()
    each_one = (
        select(Device.project_id, first.label("first"))
        .select_from(Channel)
        .join(Device, Device.id == Channel.device_id)
        .subquery()
    )
    stmt = select(each_one.c.project_id, func.min(each_one.c.first)).group_by(each_one.c.project_id)
    oldest = {row[0]: month_of(row[1]) for row in db.session.execute(stmt) if row[1] is not None}
    quantities: dict[str, set[str]] = {each: set() for each in oldest}
    kinds = select(Device.project_id, Channel.quantity).join(Device.channels).distinct()
    for project_id, quantity in db.session.execute(kinds):
        quantities.setdefault(project_id, set()).add(quantity)
    day, found = local_day(at), []
    sites = select(Project).where(Project.id.in_(list(oldest)), true() if seen is None else seen)
    for project in db.session.scalars(sites.order_by(Project.site)):
        newest = newest_cold(project.region, quantities[project.id], day)
        sure = all(keeping(project.region, each, day).verified for each in quantities[project.id])
        if oldest[project.id] <= newest:
            found.append(Due(project, oldest[project.id], newest, sure, []))
    ends = {each.project.id: each.month.ends_ms for each in found}
    for zh, en, reason in REASONS.values():
        holds = reason(ends) if ends else set()
        for each in found:
            if each.project.id in holds:
                each.held.append((zh, en))
    return found


def _running_alarms(ends: Mapping[str, int]) -> set[str]:
    stmt = (
        select(Alarm.project_id, func.min(Alarm.began_ms))
        .where(Alarm.project_id.in_(list(ends)), Alarm.cleared_ms.is_(None), Alarm.withdrawn_at.is_(None))
        .group_by(Alarm.project_id)
    )
    return {row[0] for row in db.session.execute(stmt) if row[1] < ends[row[0]]}


REASONS["alarm"] = ("未解除的报警", "an alarm that has not cleared", _running_alarms)


def _undecided_corrections(ends: Mapping[str, int]) -> set[str]:
    stmt = (
        select(Device.project_id, func.min(Correction.at_ms))
        .join(Channel, Channel.id == Correction.channel_id).join(Device, Device.id == Channel.device_id)
        # What contradicts a reading that lies in a cold file already holds nothing back any more.
        .join(Reading, and_(Reading.channel_id == Correction.channel_id, Reading.at_ms == Correction.at_ms))
        .where(Device.project_id.in_(list(ends)), Correction.state == "told", Correction.is_first.is_(False))
        .group_by(Device.project_id)
    )  # fmt: skip
    return {row[0] for row in db.session.execute(stmt) if row[1] < ends[row[0]]}


REASONS["correction"] = ("未处理的更正", "a correction nobody has decided about", _undecided_corrections)
