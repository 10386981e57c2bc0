"""Reads of handover: assets and packages within what an actor may see, contents of files, how a project stands."""

from inspect_app.handover.queries.contents import File, Line, files_of
from inspect_app.handover.queries.lists import (
    STATES,
    WHERE,
    asset,
    assets,
    condition,
    ids_in_sight,
    item,
    package,
    packages,
    paper,
    to_remind,
    todos,
    under_way,
    whole,
)
from inspect_app.handover.queries.reverting import charge_words, reversion, reversions_of, standing_items
from inspect_app.handover.queries.standing import Standing, invitations, property_papers, standing

__all__ = [
    "STATES", "WHERE", "File", "Line", "Standing", "asset", "assets", "charge_words", "condition", "files_of", "ids_in_sight",
    "invitations", "item", "package", "packages", "paper", "property_papers", "reversion", "reversions_of", "standing",
    "standing_items", "to_remind", "todos", "under_way", "whole",
]  # fmt: skip
