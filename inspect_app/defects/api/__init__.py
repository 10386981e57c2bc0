"""Defects for machines and tablets."""

from inspect_app.defects.api.tickets import bp, found, take

__all__ = ["bp", "found", "take"]
