"""The rules of readings, each in its own file: lives, quantities, limits, episodes, curves, CSV files."""

from inspect_app.readings.rules.lives import DEVICE, DEVICE_KINDS, LETTER, VERBS

WORKFLOW = DEVICE

__all__ = ["DEVICE", "DEVICE_KINDS", "LETTER", "VERBS", "WORKFLOW"]
