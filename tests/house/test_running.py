"""The house as it runs: every route is guarded, every move and permit is used, every life is sound."""

import importlib
import pkgutil

from flask import Flask

import inspect_app
from inspect_app.core import permits
from inspect_app.core.db import Model
from inspect_app.core.journal import _reactions
from inspect_app.core.web import GUARDED
from inspect_app.core.workflow import Workflow

OPEN = {"static", "api-docs.openapi_json"}


def workflows() -> dict[str, Workflow]:
    found = {}
    for mapper in Model.registry.mappers:
        life = getattr(mapper.class_, "WORKFLOW", None)
        if isinstance(life, Workflow):
            found[life.kind] = life
    return found


def test_every_route_is_an_endpoint_with_a_permit(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()} - OPEN
    unguarded = routes - set(GUARDED)
    assert not unguarded


def test_every_verb_a_route_asks_for_is_in_the_table(app: Flask) -> None:
    assert set(GUARDED.values()) <= set(permits.TABLE)


def test_every_move_has_a_permit(app: Flask) -> None:
    moves = {f"{life.kind}.{move.name}" for life in workflows().values() for move in life.moves}
    assert moves <= set(permits.TABLE)
    assert moves


def test_every_permit_is_asked_for_somewhere(app: Flask) -> None:
    places = list(inspect_app.HERE.rglob("*.py")) + list(inspect_app.folder("templates").rglob("*.html"))
    texts = "".join(path.read_text(encoding="utf-8") for path in places if path.name != "permits.py")
    moves = {f"{life.kind}.{move.name}" for life in workflows().values() for move in life.moves}
    asked = set(GUARDED.values()) | moves
    unused = {verb for verb in permits.TABLE if verb not in asked and f'"{verb}"' not in texts}
    assert not unused


def test_every_state_can_be_reached_and_every_life_can_end(app: Flask) -> None:
    for life in workflows().values():
        reached = {life.initial}
        for _ in life.states:
            reached |= {move.target for move in life.moves if reached & set(move.sources)}
        assert reached == {state.name for state in life.states}, life.kind


def test_every_reaction_waits_for_a_verb_somebody_records(app: Flask) -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in inspect_app.HERE.rglob("*.py"))
    moves = {f"{life.kind}.{move.name}" for life in workflows().values() for move in life.moves}
    for verb in _reactions:
        assert verb in moves or texts.count(f'"{verb}"') > 1, verb


def test_every_module_of_the_house_can_be_imported(app: Flask) -> None:
    for each in pkgutil.walk_packages([str(inspect_app.HERE)], "inspect_app."):
        if "._" not in each.name:
            importlib.import_module(each.name)
