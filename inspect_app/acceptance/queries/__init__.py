"""Reads of acceptance: the gate, what is signed, certificates and papers."""

from inspect_app.acceptance.queries.evidence import evidence, record
from inspect_app.acceptance.queries.gating import facts, gate, gates
from inspect_app.acceptance.queries.papers import (
    by_number,
    certificate,
    certificates,
    document,
    documents,
    elements,
    in_force,
    latest,
    one,
    standing,
    standings,
)

__all__ = [
    "by_number", "certificate", "certificates", "document", "documents", "elements", "evidence", "facts", "gate",
    "gates", "in_force", "latest", "one", "record", "standing", "standings",
]  # fmt: skip
