"""Readings for people: sites, devices and their profiles, limits, alarms, dead letters, and the wall board."""

from inspect_app.readings.pages import (
    activities,
    alarms,
    board,
    bulk,
    corrections,
    devices,
    letters,
    limits,
    months,
    profiles,
    provisioning,
)
from inspect_app.readings.pages.site import bp

__all__ = [
    "activities",
    "alarms",
    "board",
    "bp",
    "bulk",
    "corrections",
    "devices",
    "letters",
    "limits",
    "months",
    "profiles",
    "provisioning",
]
