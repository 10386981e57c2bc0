"""The register of dangerous works for machines."""

from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.models import DangerousPaper, DangerousWork
from inspect_app.inspections.schemas.dangerous import (
    DangerousFull,
    DangerousIn,
    DangerousOut,
    EndIn,
    MeasureIn,
    PaperIn,
    PaperOut,
    SignIn,
)
from inspect_app.projects import queries as projects


def found(actor: Actor, id: str, verb: str) -> DangerousWork:
    """Return a dangerous work the actor may see and do this to."""
    one: DangerousWork = find(queries.dangerous.one(actor, id))
    require(actor, verb, one)
    return one


@endpoint(bp, "/projects/<string:id>/dangerous-works", permit="dangerous.list", out=DangerousOut(many=True),
          on_thing=True)  # fmt: skip
def dangerous_works(actor: Actor, id: str) -> Any:
    """List the dangerous works of a project; a contractor's are its own."""
    require(actor, "dangerous.list", find(projects.one(actor, id)))
    return db.session.scalars(queries.dangerous.works(actor, id)).all()


@endpoint(bp, "/projects/<string:id>/dangerous-works", permit="dangerous.add", method="POST", body=DangerousIn,
          out=DangerousOut, status=201, on_thing=True)  # fmt: skip
def add_dangerous(actor: Actor, values: dict[str, Any], id: str) -> DangerousWork:
    """Enter a dangerous work: while it lasts the site is inspected without a draw."""
    project = find(projects.one(actor, id))
    require(actor, "dangerous.add", project)
    return actions.begin_dangerous(actor, project, at=now(), **values)


@endpoint(bp, "/dangerous-works/<string:id>", permit="dangerous.read", out=DangerousFull, on_thing=True)
def dangerous_work(actor: Actor, id: str) -> DangerousWork:
    """Return a dangerous work with what it needs and its papers."""
    return found(actor, id, "dangerous.read")


@endpoint(bp, "/dangerous-works/<string:id>/measure", permit="dangerous.measure", method="POST", body=MeasureIn,
          out=DangerousOut, on_thing=True)  # fmt: skip
def measure(actor: Actor, values: dict[str, Any], id: str) -> DangerousWork:
    """Say or correct the kind and size of a dangerous work."""
    return actions.measure_dangerous(actor, found(actor, id, "dangerous.measure"), at=now(), **values)


@endpoint(bp, "/dangerous-works/<string:id>/papers", permit="dangerous.paper", method="POST", body=PaperIn,
          out=PaperOut, status=201, on_thing=True)  # fmt: skip
def add_paper(actor: Actor, values: dict[str, Any], id: str) -> DangerousPaper:
    """Hand in a paper of a dangerous work: its plan, the experts' review, its acceptance."""
    return actions.add_dangerous_paper(actor, found(actor, id, "dangerous.paper"), values, at=now())


@endpoint(bp, "/dangerous-works/<string:id>/sign", permit="dangerous.sign", method="POST", body=SignIn,
          out=PaperOut, on_thing=True)  # fmt: skip
def sign(actor: Actor, values: dict[str, Any], id: str) -> DangerousPaper:
    """Sign a paper of a dangerous work as the supervisor."""
    return actions.sign_dangerous_paper(actor, found(actor, id, "dangerous.sign"), at=now(), **values)


@endpoint(bp, "/dangerous-works/<string:id>/end", permit="dangerous.end", method="POST", body=EndIn,
          out=DangerousOut, on_thing=True)  # fmt: skip
def end_dangerous(actor: Actor, values: dict[str, Any], id: str) -> DangerousWork:
    """Say on which day a dangerous work ends."""
    return actions.end_dangerous(actor, found(actor, id, "dangerous.end"), at=now(), **values)
