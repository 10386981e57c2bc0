"""Checklists: what is looked at on site, with its clause, its norm and how it is judged."""
