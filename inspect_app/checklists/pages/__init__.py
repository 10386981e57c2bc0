"""Checklists for people: the lists and their versions, what differs between two, and the page they are written on."""

from inspect_app.checklists.pages import compare, drafts, xlsform  # noqa: F401 - their routes
from inspect_app.checklists.pages.lists import bp

__all__ = ["bp"]
