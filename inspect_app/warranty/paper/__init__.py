"""The papers of warranty: claims, money held back, the notice to residents."""

from inspect_app.warranty.paper.claims import (
    claim_record,
    release_record,
    sealed_claim,
    sealed_release,
    yuan,
)
from inspect_app.warranty.paper.notices import notice_record, sealed_notice

__all__ = [
    "claim_record", "notice_record", "release_record", "sealed_claim", "sealed_notice", "sealed_release", "yuan",
]  # fmt: skip
