"""Handover for people: the register, a project's desk, packages with their deeds."""

from inspect_app.handover.pages import assets, packages
from inspect_app.handover.pages.desk import bp

__all__ = ["assets", "bp", "packages"]
