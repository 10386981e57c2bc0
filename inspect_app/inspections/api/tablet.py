"""What a tablet takes on board before it leaves: its person's visits with all they need, and how to trust receipts."""

from typing import Any

from flask_wtf.csrf import generate_csrf
from marshmallow import fields

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.fields import Schema
from inspect_app.core.keys import own_key
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint
from inspect_app.inspections import queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.schemas import VisitOut
from inspect_app.inspections.schemas.drawing import SealOut


class Aboard(Schema):
    """A day's work: visits, and once each the projects and checklists they name."""

    at = fields.AwareDateTime(required=True)
    #: shown with every unsafe call of this browser's session
    csrf = fields.String(required=True)
    #: the server's public key, in hex: receipts are checked with it
    key = fields.String(required=True)
    person = fields.Dict(required=True)
    visits = fields.List(fields.Nested(VisitOut(exclude=("moves",))), required=True)
    #: drawn tasks whose target is not told yet
    sealed = fields.List(fields.Nested(SealOut), required=True)
    #: of drawn visits, by their ids: whether somebody has arrived
    seals: Any = fields.Dict(required=True)
    templates: Any = fields.Dict(required=True)
    #: the number of each checklist's version
    versions: Any = fields.Dict(required=True)
    projects: Any = fields.Dict(required=True)


@endpoint(bp, "/tablet", permit="tablet.prepare", out=Aboard)
def aboard(actor: Actor) -> dict[str, Any]:
    """Give all that the caller's open visits need without a network."""
    at = now()
    visits = queries.waiting_for(actor, local_day(at))
    projects = {each.project_id: each.project for each in visits}
    seals = queries.seals.seals(visits)
    called = queries.contacts(projects.values())
    versions = {each.template_version_id: each.template_version for each in visits}
    return {
        "at": at,
        "csrf": generate_csrf(),
        "key": own_key().public,
        "person": {"id": actor.id, "name": actor.name},
        "visits": visits,
        "sealed": queries.seals.waiting(actor),
        "seals": {
            key: SealOut(exclude=("visit_id", "number", "due_on")).dump(one) for key, one in seals.items()
        },
        "templates": {key: one.content for key, one in versions.items()},
        "versions": {key: one.number for key, one in versions.items()},
        "projects": {
            key: {
                **queries.site_sheet(actor, one),
                "brief": queries.brief(actor, one, at),
                "contacts": called[key],
            }
            for key, one in projects.items()
        },
    }
