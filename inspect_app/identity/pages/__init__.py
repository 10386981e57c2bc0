"""Identity for people: log in and out, one's account, parties, people and their roles."""

from inspect_app.identity.pages import account, apps, people, person
from inspect_app.identity.pages.account import bp

__all__ = ["account", "apps", "bp", "people", "person"]
