"""The paper shown before signing: which part of a checklist it shows, and the fingerprint of that."""

from collections.abc import Mapping
from typing import Any, Final

from inspect_app.core.canonical import content_hash

#: what stands before anybody signs: neither signatures nor the moment of finishing nor the log of the filling
_SHOWN: Final = ("id", "visit", "template", "started_at", "answers", "extras")


def paper_hash(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a paper before signing shows of a body in normal form."""
    return content_hash({name: body[name] for name in _SHOWN if name in body})
