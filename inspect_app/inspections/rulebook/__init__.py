"""Rules of inspections for anybody to ask: samples and acceptance numbers, safety on site."""

from inspect_app.inspections.rulebook import safety, sampling

__all__ = ["safety", "sampling"]
