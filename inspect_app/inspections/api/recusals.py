"""Who may inspect what, for machines: recusals, skills and load, dangerous works."""

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
from inspect_app.inspections.models import DangerousWork, InspectorCard, Recusal
from inspect_app.inspections.schemas.drawing import (
    DangerousIn,
    DangerousOut,
    EndIn,
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


@endpoint(bp, "/projects/<string:id>/dangerous-works", permit="dangerous.list", out=DangerousOut(many=True),
          on_thing=True)  # fmt: skip
def dangerous_works(actor: Actor, id: str) -> Any:
    """List the dangerous works of a project."""
    require(actor, "dangerous.list", find(projects.one(actor, id)))
    return db.session.scalars(queries.inspecting.dangerous(actor, id)).all()


@endpoint(bp, "/projects/<string:id>/dangerous-works", permit="dangerous.add", method="POST", body=DangerousIn,
          out=DangerousOut, status=201, on_thing=True)  # fmt: skip
def add_dangerous(actor: Actor, values: dict[str, Any], id: str) -> DangerousWork:
    """Enter a dangerous work: while it lasts the site is inspected without a draw."""
    project = find(projects.one(actor, id))
    require(actor, "dangerous.add", project)
    return actions.begin_dangerous(actor, project, at=now(), **values)


@endpoint(bp, "/dangerous-works/<string:id>/end", permit="dangerous.end", method="POST", body=EndIn,
          out=DangerousOut, on_thing=True)  # fmt: skip
def end_dangerous(actor: Actor, values: dict[str, Any], id: str) -> DangerousWork:
    """Say on which day a dangerous work ends."""
    one = find(queries.inspecting.one_dangerous(actor, id))
    require(actor, "dangerous.end", one)
    return actions.end_dangerous(actor, one, at=now(), **values)
