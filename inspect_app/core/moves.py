"""From a declared workflow: the routes, forms and buttons of its moves."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint as PageBlueprint
from flask import flash, redirect
from flask_smorest import Blueprint as ApiBlueprint

from inspect_app.core.fields import move_schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.versions import same_version
from inspect_app.core.web import endpoint, page, require
from inspect_app.core.workflow import Field, Move, Workflow

#: finds a thing the actor may see, or 404
Find = Callable[[Actor, str], Any]
#: takes a move: (actor, thing, move name, values of its fields)
Take = Callable[[Actor, Any, str, Mapping[str, Any]], Any]


def open_moves(actor: Actor, thing: Any, workflow: Workflow | None = None) -> list[Move]:
    """Return the moves open from the thing's state and permitted to this person; of its life, or of another table."""
    workflow = workflow or thing.WORKFLOW
    return [
        each for each in workflow.open_moves(thing.state) if may(actor, f"{workflow.kind}.{each.name}", thing)
    ]


def buttons(actor: Actor, thing: Any, workflow: Workflow | None = None) -> list[dict[str, Any]]:
    """Return the moves as the template draws them."""
    return [
        {
            "name": each.name,
            "label": t(each.zh, each.en),
            "tone": each.tone,
            "fields": [drawn_field(one) for one in each.fields],
        }
        for each in open_moves(actor, thing, workflow)
    ]


#: kind of a declared field -> kind of input in the form
_INPUTS = {"photos": "file", "datetime": "datetime-local", "choice": "radio"}


def drawn_field(one: Field) -> dict[str, Any]:
    """Return a declared field as the template draws it."""
    return {
        "name": one.name,
        "label": t(one.zh, one.en),
        "kind": _INPUTS.get(one.kind, one.kind),
        "attrs": {"multiple": "multiple"} if one.kind == "photos" else {},
        "required": one.required,
        "hint": t(one.hint_zh, one.hint_en),
        "choices": [(value, t(zh, en)) for value, zh, en in one.choices],
    }


def api_moves(
    bp: ApiBlueprint, workflow: Workflow, find: Find, take: Take, out: Any, *, below: str = ""
) -> None:
    """Add `POST <below>/<id>/moves/<move>` for each declared move."""
    for move in workflow.moves:
        _api_move(bp, workflow, move, find, take, out, below)


def _api_move(
    bp: ApiBlueprint, workflow: Workflow, move: Move, find: Find, take: Take, out: Any, below: str
) -> None:
    verb = f"{workflow.kind}.{move.name}"

    def call(who: Actor, values: Mapping[str, Any], id: str) -> Any:
        thing = find(who, id)
        require(who, verb, thing)
        same_version(thing)
        take(who, thing, move.name, values)
        return thing

    call.__name__ = f"{workflow.kind}_{move.name}".replace("-", "_")
    call.__doc__ = f"{move.zh} / {move.en}"
    endpoint(
        bp,
        f"{below}/<string:id>/moves/{move.name}",
        permit=verb,
        method="POST",
        body=move_schema(workflow.kind, move),
        out=out,
        on_thing=True,
    )(call)


def page_moves(
    bp: PageBlueprint,
    workflow: Workflow,
    find: Find,
    take: Take,
    show: Callable[..., Any],
    rule: str,
    *,
    name: str = "move",
) -> None:
    """Add the form posts `POST <rule>/moves/<move>`; `show(actor, id, form=…)` draws the thing again.

    A room with several lives gives each a `name` of its own, for two may have a move of the same name.
    """
    for move in workflow.moves:
        _page_move(bp, workflow, move, find, take, show, rule, name)


def _page_move(
    bp: PageBlueprint, workflow: Workflow, move: Move, find: Find, take: Take, show: Any, rule: str, name: str
) -> None:
    verb = f"{workflow.kind}.{move.name}"

    def post(who: Actor, id: str) -> Any:
        require(who, verb, find(who, id))
        form = Form(move_schema(workflow.kind, move))
        done = form.act(lambda values: take(who, find(who, id), move.name, values) or True)
        if done is None:
            return show(who, id, form=form), form.status
        flash(t(f"已完成：{move.zh}", f"Done: {move.en}"))
        return redirect(rule.replace("<string:id>", id))

    post.__name__ = f"{name}_{move.name}".replace("-", "_")
    page(bp, f"{rule}/moves/{move.name}", permit=verb, methods=("POST",), on_thing=True)(post)
