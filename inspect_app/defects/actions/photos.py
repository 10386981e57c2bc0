"""Photos that become part of a ticket."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from inspect_app.core.errors import Problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect

Layers = Mapping[str, list[dict[str, Any]]]


def keep(
    actor: Actor, defect: Defect, shas: Sequence[str], label: str, at: datetime, *, field: str,
    layers: Layers | None = None,
) -> None:  # fmt: skip
    """Attach photos to a ticket under a label; a refusal names the field of the form they came in."""
    try:
        attach("defect", defect.id, shas, label, actor.name, at, layers=layers)
    except Problem as missing:  # the refusal names the field of this form
        raise Problem(missing.slug, errors={field: list(chain(*missing.errors.values()))}) from missing
