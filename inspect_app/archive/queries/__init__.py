"""Reads of a project's archive: what a bundle holds, how complete the archive is, which files go into its folders."""

from inspect_app.archive.queries.bundle import (
    acts,
    attachments,
    by_id,
    curves,
    of_name,
    papers,
    parts,
    photos,
    rows,
)
from inspect_app.archive.queries.completeness import completeness, completenesses, in_archive
from inspect_app.archive.queries.folders import Filed, filed

__all__ = [
    "Filed", "acts", "attachments", "by_id", "completeness", "completenesses", "curves", "filed", "in_archive", "of_name",
    "papers", "parts", "photos", "rows",
]  # fmt: skip
