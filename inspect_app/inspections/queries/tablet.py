"""What a tablet takes on board: the open visits of a person, and each site as one looks at it from there."""

from datetime import date
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import signed_url
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.inspections.models import Visit
from inspect_app.inspections.queries.visits import day
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Pin, Project

_MOST_DEFECTS = 50


def waiting_for(actor: Actor, today: date) -> list[Visit]:
    """Return a person's own visits still to be made: late ones, today's, and those of the next week."""
    found = day(actor, today)
    return [*found.late, *found.due, *found.ahead]


def site_sheet(actor: Actor, project: Project) -> dict[str, Any]:
    """Return what of a project a tablet shows without a network: its tree, and the defects still open."""
    drawings = db.session.scalars(projects.sheets(project.id)).unique().all()
    stmt = defects.listed(actor, defects.Filter(project_id=project.id), now()).limit(_MOST_DEFECTS)
    waiting = db.session.scalars(stmt).unique().all()
    pins = projects.pins("defect", [each.id for each in waiting])
    return {
        "id": project.id, "site": project.site, "name": project.name, "community": project.community,
        "lat": project.lat, "lon": project.lon,
        "elements": [{"id": each.id, "path": each.path, "kind": each.kind} for each in project.elements],
        "defects": [
            {
                "id": each.id, "number": each.number, "title": each.title, "severity": each.severity,
                "place": each.element.path if each.element else "",
                "pin": _pin(pins.get(each.id)),
            }
            for each in waiting
        ],
        "sheets": [
            {
                "id": each.id, "name": each.name, "element": each.element_id, "sha256": each.sha256,
                "width": each.file.width, "height": each.file.height, "image": signed_url(each.sha256, "public"),
            }
            for each in drawings
        ],
    }  # fmt: skip


def _pin(pin: Pin | None) -> dict[str, Any] | None:
    return None if pin is None else {"sheet": pin.sheet_id, "x": pin.x, "y": pin.y}
