"""Takes an Observation of a device by the same door as its readings."""

from datetime import datetime
from typing import Any

from inspect_app.core.errors import Problem
from inspect_app.readings import actions as readings
from inspect_app.readings.models import Channel
from inspect_app.sensorthings.rules.observations import sample_of


def observe(channel: Channel, body: dict[str, Any], *, at: datetime) -> tuple[int, bool]:
    """Store what a device observed by one of its channels; return its moment in ms and whether it is new.

    The same moment with another result is refused (409): the first is kept.
    """
    device = channel.device
    at_ms, quantity, value, flag = sample_of(body, channel.quantity, int(at.timestamp() * 1000))
    sample = readings.Sample(device.project.site, device.name, quantity, at_ms, value, flag)
    recorded = readings.record([sample], at=at)
    if recorded.unknown:
        raise Problem("bad-input", errors={"result": [readings.REFUSALS[recorded.unknown[0].rule]]})
    if recorded.differing:
        raise Problem("same-id-other-content", id=f"{channel.id}:{at_ms}")
    return at_ms, bool(recorded.new)
