"""The pages of oversight: each role's first page, the journal, failed reactions, the API's document, health."""

from inspect_app.oversight.pages import journal, reactions, rules, state
from inspect_app.oversight.pages.home import bp

__all__ = ["bp", "journal", "reactions", "rules", "state"]
