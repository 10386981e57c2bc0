"""Readings for machines: intake over HTTP, curves, devices, limits, alarms, letters, and a tablet's own log-in."""

from inspect_app.readings.api import (
    activities,
    corrections,
    letters,
    limits,
    lives,
    outgoing,
    profiles,
    provisioning,
    readings,
    tablets,
)
from inspect_app.readings.api.letters import found_letter, move_letter
from inspect_app.readings.api.lives import found_placement, move_placement
from inspect_app.readings.api.readings import (
    bp,
    found_device,
    move_device,
    site,
)

__all__ = [
    "activities",
    "bp",
    "corrections",
    "found_device",
    "found_letter",
    "found_placement",
    "letters",
    "limits",
    "lives",
    "move_device",
    "move_letter",
    "move_placement",
    "outgoing",
    "profiles",
    "provisioning",
    "readings",
    "site",
    "tablets",
]
