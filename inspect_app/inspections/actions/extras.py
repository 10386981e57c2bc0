"""What was found besides the checklist becomes defects: each once, under the tablet's own id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Visit
from inspect_app.inspections.queries.dangers import of_visit
from inspect_app.inspections.rules.extras import extras_of, source_of
from inspect_app.inspections.rules.layers import layers_of


def raise_extras(actor: Actor, visit: Visit, body: Mapping[str, Any], *, at: datetime) -> list[Defect]:
    """Raise a defect for each finding besides the checklist; one reported as a danger stands, and gets its photos."""
    reported = {each.extra_id for each in of_visit(visit.id)}
    made = [
        raise_defect(
            actor, project=visit.project, title=each["title"], description=each["note"] or "", at=at,
            element_id=each["element"], kind=each["kind"], severity=each["severity"], source_kind="extra",
            source_id=source_of(visit.id, each["id"]), photos=each["photos"], layers=layers_of(each),
        )
        for each in extras_of(body)
    ]  # fmt: skip
    for each, defect in zip(extras_of(body), made, strict=True):
        if each["id"] in reported and each["photos"]:
            attach("defect", defect.id, each["photos"], "found", actor.name, at, layers=layers_of(each))
    return made
