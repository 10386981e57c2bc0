"""The values of one device over a stretch of time, as another room asks for them."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.core import series
from inspect_app.core.db import db
from inspect_app.readings.models import Channel, Device, Reading

_MOST = 20_000


def stretch_of(
    project_id: str, device: str, quantity: str, since: datetime, until: datetime
) -> list[list[float]]:
    """Return the values with their seconds since `since`; what is flagged as not valid is left out."""
    from_ms, to_ms = int(since.timestamp() * 1000), int(until.timestamp() * 1000)
    stmt = (
        select(Reading.at_ms, Reading.value)
        .join(Channel, Channel.id == Reading.channel_id)
        .join(Device, Device.id == Channel.device_id)
        .where(Device.project_id == project_id, Device.name == device, Channel.quantity == quantity)
        .where(Reading.at_ms >= from_ms, Reading.at_ms <= to_ms, Reading.flag == "N")
        .order_by(Reading.at_ms)
        .limit(_MOST)
    )
    return [[(at_ms - from_ms) / 1000, value] for at_ms, value in db.session.execute(stmt)]


series.register(stretch_of)
