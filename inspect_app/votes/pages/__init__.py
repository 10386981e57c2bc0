"""Votes for people: the roll and the votes for organisers, the ballot and the results for everybody."""

from inspect_app.votes.pages import drafts, public, roll
from inspect_app.votes.pages.desk import bp

__all__ = ["bp", "drafts", "public", "roll"]
