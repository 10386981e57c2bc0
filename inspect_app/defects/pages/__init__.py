"""Defects for people: the list, the ticket, its paper, the form that raises one, and the ticket by link."""

from inspect_app.defects.pages import by_link, raising, ticket
from inspect_app.defects.pages.lists import bp

__all__ = ["bp", "by_link", "raising", "ticket"]
