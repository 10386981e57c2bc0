"""Who may inspect what, for machines: recusals, skills and load."""

from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.fields import PageIn
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity.models import Person
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.models import InspectorCard, Recusal
from inspect_app.inspections.schemas.drawing import (
    InspectorIn,
    RecusalIn,
    RecusalOut,
    RecusalPage,
)
from inspect_app.projects import queries as projects


@endpoint(bp, "/recusals/", permit="recusal.list", query=PageIn, out=RecusalPage)
def recusals(actor: Actor, query: dict[str, Any]) -> Any:
    """List the caller's own recusals, and those of the inspectors they answer for."""
    return paged(queries.inspecting.recusals(actor), number=query["page"])


@endpoint(bp, "/recusals/", permit="recusal.add", method="POST", body=RecusalIn, out=RecusalOut, status=201)
def add_recusal(actor: Actor, values: dict[str, Any]) -> Recusal:
    """Declare a recusal: one's own, or that of an inspector the caller answers for."""
    return declare(actor, values)


def declare(actor: Actor, values: dict[str, Any]) -> Recusal:
    """Declare a recusal of the actor or of somebody the actor answers for."""
    person_id, project_id = values.pop("person_id", None), values["project_id"]
    person = db.session.get(Person, actor.id) if person_id in (None, actor.id) else None
    if person is None:
        asked = queries.inspecting.person(actor, str(person_id)) if actor.has("admin", "authority") else None
        person = db.session.scalar(asked) if asked is not None else None
    if person is None:
        raise field_problem("person_id", "没有这个人员", "no such person")
    if project_id and db.session.scalar(projects.one(actor, project_id)) is None:
        raise field_problem("project_id", "没有这个项目", "no such project")
    return actions.declare(actor, person, at=now(), **values)


@endpoint(bp, "/recusals/<string:id>/withdraw", permit="recusal.withdraw", method="POST", out=RecusalOut,
          on_thing=True)  # fmt: skip
def withdraw_recusal(actor: Actor, id: str) -> Recusal:
    """Withdraw a recusal that no longer holds."""
    one = find(queries.inspecting.recusal(actor, id))
    require(actor, "recusal.withdraw", one)
    return actions.withdraw(actor, one, at=now())


@endpoint(
    bp, "/inspectors/<string:id>", permit="inspector.set", method="PUT", body=InspectorIn, out=InspectorIn
)
def set_inspector(actor: Actor, values: dict[str, Any], id: str) -> InspectorCard:
    """Say what an inspector can do and how many visits they take at a time."""
    return actions.set_inspector(actor, find(queries.inspecting.person(actor, id)), at=now(), **values)
