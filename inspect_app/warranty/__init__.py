"""Warranty: one clock per element of an accepted project, and who is accountable for it until when."""
