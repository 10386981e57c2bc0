"""The pages of oversight: the first page of each role, the journal, the API's document, the health checks."""

from inspect_app.oversight.pages import journal, state
from inspect_app.oversight.pages.home import bp

__all__ = ["bp", "journal", "state"]
