"""Rules of inspections for anybody to ask: draws, samples and acceptance numbers, safety on site, scores."""

from inspect_app.inspections.rulebook import draws, plans, safety, sampling, scores

__all__ = ["draws", "plans", "safety", "sampling", "scores"]
