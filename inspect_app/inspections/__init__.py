"""Inspections: plans, the visits they ask for, and the filled checklists that come back."""
