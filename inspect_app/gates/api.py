"""Gates for machines and tablets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.gates import actions, queries
from inspect_app.gates.models import GateNote, GatePassage
from inspect_app.gates.rules import GATES, LIFE, Gate, Standing, is_open
from inspect_app.gates.schemas import (
    FilterIn,
    GatesOut,
    NoteOut,
    NotePage,
    PassageOut,
    PassIn,
    SayIn,
    WhereIn,
)
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Element, Project

bp = Blueprint("gates_api", __name__, url_prefix="/api/gates", description="关口 / Gates")


#: stands for every line that holds a gate shut
ALL = "*"


@dataclass(frozen=True, slots=True)
class Shown:
    """A gate with its lines, as a page or a machine reads it."""

    gate: Gate
    lines: Sequence[Standing]

    @property
    def open(self) -> bool:
        """Say whether nothing keeps it shut."""
        return is_open(self.lines)


@endpoint(bp, "/notes", permit="gate.list", query=FilterIn, out=NotePage)
def notes(actor: Actor, query: dict[str, Any]) -> Any:
    """List what was said to lines of gates, the newest first: who overrode what, and why."""
    page = query.pop("page")
    return paged(queries.listed(actor, **query), number=page)


@endpoint(bp, "/of/<string:id>", permit="gate.read", query=WhereIn, out=GatesOut, on_thing=True)
def gates(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """Show the gates of a project, or with `element_id` those of an element of it."""
    project = the_project(actor, id, "gate.read")
    return {"gates": shown(actor, project, query["element_id"]), "passages": queries.passages(project.id)}


def shown(actor: Actor, project: Project, element_id: str = "") -> list[Shown]:
    """Return the gates as far as somebody may know them: of the whole project, or of an element of it."""
    if not element_id:
        found = queries.all_gates(project, now(), to=actor)
        return [Shown(GATES[key], lines) for key, lines in found.items()]
    element = db.session.get(Element, element_id)
    if element is None or element.project_id != project.id:
        raise Problem("not-found")
    wanted = [each for each in GATES.values() if each.of_element]
    return [
        Shown(each, queries.standing(each.key, project, now(), element=element, to=actor)) for each in wanted
    ]


@endpoint(bp, "/of/<string:id>/notes", permit="gate.say", method="POST", body=SayIn, out=NoteOut, status=201,
          on_thing=True)  # fmt: skip
def say(actor: Actor, values: dict[str, Any], id: str) -> GateNote:
    """Say something to a line of a gate; to "*", one reason overrides every line that holds it shut."""
    return speak(actor, the_project(actor, id, "gate.say"), values)


def speak(actor: Actor, project: Project, values: dict[str, Any]) -> GateNote:
    """Put on record what is said to a line, or to every line that holds its gate shut; return the (first) note."""
    if values["line"] == ALL:
        return actions.override_all(actor, project, values, at=now())[0]
    return actions.say(actor, project, values, at=now())


@endpoint(bp, "/of/<string:id>/passages", permit="gate.pass", method="POST", body=PassIn, out=PassageOut, status=201,
          on_thing=True, name="go_through")  # fmt: skip
def go_through(actor: Actor, values: dict[str, Any], id: str) -> GatePassage:
    """Let a project, or an element of it, through a gate."""
    return actions.go_through(actor, the_project(actor, id, "gate.pass"), values, at=now())


def the_project(actor: Actor, id: str, verb: str) -> Project:
    """Return a project the actor may see and do this with, or refuse."""
    project = find(projects.one(actor, id))
    require(actor, verb, project)
    return project


def found(actor: Actor, id: str) -> GateNote:
    """Return a note the actor may see, or 404."""
    return find(queries.note(actor, id))


def take(actor: Actor, one: GateNote, name: str, values: Mapping[str, Any]) -> GateNote:
    """Take a move of a note now."""
    return actions.move(actor, one, name, values, at=now())


api_moves(bp, LIFE, found, take, NoteOut, below="/notes")
