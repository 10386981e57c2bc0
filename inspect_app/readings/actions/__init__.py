"""The acts of this room: readings in, alarms judged, devices, limits and dead letters kept."""

from inspect_app.readings.actions.alarms import acknowledge, raise_its_defect
from inspect_app.readings.actions.devices import (
    move_device,
    register_device,
    rotate_device,
    tablet_seen,
    tell_silent,
)
from inspect_app.readings.actions.imports import Imported, import_csv
from inspect_app.readings.actions.letters import keep_dead_letter, move_letter, take_up
from inspect_app.readings.actions.limits import end_limit, set_limit
from inspect_app.readings.actions.recording import REFUSALS, Recorded, Refused, Sample, record
from inspect_app.readings.actions.registry import own_bounds
from inspect_app.readings.actions.series import stretch_of
from inspect_app.readings.actions.tablets import enrol_tablet
from inspect_app.readings.actions.telling import curve, events

__all__ = [
    "REFUSALS",
    "Imported",
    "Recorded",
    "Refused",
    "Sample",
    "acknowledge",
    "curve",
    "end_limit",
    "enrol_tablet",
    "events",
    "import_csv",
    "keep_dead_letter",
    "move_device",
    "move_letter",
    "own_bounds",
    "raise_its_defect",
    "record",
    "register_device",
    "rotate_device",
    "set_limit",
    "stretch_of",
    "tablet_seen",
    "take_up",
    "tell_silent",
]
