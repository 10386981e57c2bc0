"""Dossiers for people: a community's dossier with its forms, utility works with their clashes, audit findings."""

from inspect_app.dossier.pages import findings, works
from inspect_app.dossier.pages.dossier import bp

__all__ = ["bp", "findings", "works"]
