"""Credit for people."""

from inspect_app.credit.pages import blacklist, desk, drafts, public
from inspect_app.credit.pages.entries import bp

__all__ = ["blacklist", "bp", "desk", "drafts", "public"]
