"""Defects for machines and tablets."""

from inspect_app.defects.api.tickets import bp, decide, do, found, found_request, take

__all__ = ["bp", "decide", "do", "found", "found_request", "take"]
