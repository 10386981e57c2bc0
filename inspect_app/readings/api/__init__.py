"""Readings for machines: intake over HTTP, curves, devices, limits, alarms, letters, and a tablet's own log-in."""

from inspect_app.readings.api import readings, tablets
from inspect_app.readings.api.readings import (
    bp,
    found_device,
    found_letter,
    move_device,
    move_letter,
    site,
)

__all__ = ["bp", "found_device", "found_letter", "move_device", "move_letter", "readings", "site", "tablets"]
