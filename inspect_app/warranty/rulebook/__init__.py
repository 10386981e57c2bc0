"""The rules of warranty, for anybody to ask."""

from inspect_app.warranty.rulebook import local, money, terms

__all__ = ["local", "money", "terms"]
