"""A site with ten readings about the end of a month, which is moved to a cold file."""

from sqlalchemy import func, select

from inspect_app.core.db import db, transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample, cooling
from inspect_app.readings.models import ColdMonth, Reading
from inspect_app.readings.queries import outgoing, whole
from inspect_app.readings.rules.months import Month
from tests.cast import Cast
from tests.make import NOW

MAY, JUNE = Month(2025, 5), Month(2025, 6)
FIRST = JUNE.begins_ms - 5 * 60_000
SAMPLES = [Sample("p17", "dust-1", "pm10", FIRST + k * 60_000, 0.1 * k) for k in range(10)]
ALL = [(each.at_ms, each.value) for each in SAMPLES]


def laid(cast: Cast) -> Cast:
    """Register a device at the site of `cast` and keep its readings."""
    with transaction():
        actions.register_device(cast.supervisor, project=cast.project(), name="dust-1", kind="dust", at=NOW)
    with transaction():
        actions.record(SAMPLES, at=NOW)
    return cast


def cooled(cast: Cast, month: Month = MAY) -> ColdMonth:
    made = cooling.cool(cast.project(), month, NOW)
    assert made is not None
    return made


def hot() -> int:
    found = db.session.scalar(select(func.count()).select_from(Reading)) or 0
    db.session.rollback()
    return found


def told(cast: Cast) -> list[tuple[int, float]]:
    channel = outgoing.sources(cast.project().id)[0].id
    return [row[:2] for row in whole.rows(channel, 0, JUNE.ends_ms)]
