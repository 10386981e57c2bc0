"""Acceptance of the works by GB 50300: a project's division down to lots, and who signs for each level in which order."""
