"""Warranty for people."""

from inspect_app.warranty.pages import calendar, claims, notices, resident, retention, visits
from inspect_app.warranty.pages.asking import REPORT, bp

__all__ = ["REPORT", "bp", "calendar", "claims", "notices", "resident", "retention", "visits"]
