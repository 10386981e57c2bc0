"""Credit for people."""

from inspect_app.credit.pages import blacklist, desk, public
from inspect_app.credit.pages.entries import bp

__all__ = ["blacklist", "bp", "desk", "public"]
