"""Oversight: the first page of each role, the journal, the state of the installation."""
