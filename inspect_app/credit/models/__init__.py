"""The tables of credit."""

from inspect_app.credit.models.blacklist import Blacklisting
from inspect_app.credit.models.entries import CreditEntry

__all__ = ["Blacklisting", "CreditEntry"]
