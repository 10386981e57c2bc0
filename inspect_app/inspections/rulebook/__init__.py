"""Rules of inspections for anybody to ask: samples and acceptance numbers, safety on site, scores."""

from inspect_app.inspections.rulebook import plans, safety, sampling, scores

__all__ = ["plans", "safety", "sampling", "scores"]
