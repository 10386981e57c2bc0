"""Desks: what lies before a firm, a street office or an authority, across all rooms."""
