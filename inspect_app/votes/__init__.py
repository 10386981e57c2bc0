"""Votes: owners decide together on a renovation, counted by heads and by area, each from a frozen roll."""
