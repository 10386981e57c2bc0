"""Household acceptance: a card per household, filled, checked, confirmed and signed by the resident."""
