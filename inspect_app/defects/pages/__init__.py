"""Defects for people: the list, the ticket, its paper, and the form that raises one."""

from inspect_app.defects.pages import raising, ticket
from inspect_app.defects.pages.lists import bp

__all__ = ["bp", "raising", "ticket"]
