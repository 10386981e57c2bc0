"""Rules of inspections for anybody to ask: samples and acceptance numbers, safety on site, scores."""

from inspect_app.inspections.rulebook import safety, sampling, scores

__all__ = ["safety", "sampling", "scores"]
