"""Warranty for machines."""

from inspect_app.warranty.api import claims, retention, visits
from inspect_app.warranty.api.clocks import bp

__all__ = ["bp", "claims", "retention", "visits"]
