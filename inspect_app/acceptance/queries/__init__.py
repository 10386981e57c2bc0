"""Reads of acceptance: the gate, what is signed, certificates and papers."""

from inspect_app.acceptance.queries.chain import KINDS, chain
from inspect_app.acceptance.queries.evidence import evidence, record
from inspect_app.acceptance.queries.gating import facts, gate, gates
from inspect_app.acceptance.queries.manifest import manifest
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
from inspect_app.acceptance.queries.steps import defect_states, delegations, todos, unfinished

__all__ = [
    "KINDS", "by_number", "certificate", "certificates", "chain", "defect_states", "delegations",
    "document", "documents", "elements", "evidence", "facts", "gate",
    "gates", "in_force", "latest", "manifest", "one", "record", "standing", "standings", "todos", "unfinished",
]  # fmt: skip
