"""Disputes: two sides who could not settle a case meet in mediation, see the same evidence and may agree."""
