"""Complaints for people: residents without an account, and those who handle what they say."""

from inspect_app.complaints.pages import (
    desk,
    filing,
    handling,
    hotline,
    joining,
    neighbourhood,
    redactions,
    resident,
)
from inspect_app.complaints.pages.case import bp

__all__ = [
    "bp",
    "desk",
    "filing",
    "handling",
    "hotline",
    "joining",
    "neighbourhood",
    "redactions",
    "resident",
]
