"""Complaints of residents: filed without an account, answered for by exactly one party."""
