"""Disputes for people: the list, the room, and the resident's own page."""

from inspect_app.disputes.pages import meetings, own
from inspect_app.disputes.pages.room import bp

__all__ = ["bp", "meetings", "own"]
