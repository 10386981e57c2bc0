"""Credit for machines."""

from inspect_app.credit.api import blacklist, drafts
from inspect_app.credit.api.entries import bp

__all__ = ["blacklist", "bp", "drafts"]
