"""What a thing has many of is always read in the same order, whatever way the database takes to find it."""

import ast
from importlib import import_module
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from inspect_app.core.db import Model
from tests.house.source import ROOT, dotted, modules, none


def test_every_list_a_row_has_comes_in_a_set_order() -> None:
    for path in sorted(Path(ROOT, "inspect_app").glob("*/models*")):
        import_module(f"inspect_app.{path.parent.name}.models")
    configure_mappers()
    lists = {
        f"{mapper.class_.__name__}.{each.key}": each.order_by
        for mapper in Model.registry.mappers
        for each in mapper.relationships
        if each.uselist
    }
    assert len(lists) > 10
    none([name for name, order in lists.items() if not order], "a list says its order_by")


def test_a_row_read_anew_and_held_names_its_table() -> None:
    """PostgreSQL holds nothing of an outer join; a row that brings others along is read with one."""
    places = [
        each.at(node)
        for each in modules("inspect_app", "devices")
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call) and dotted(node.func).endswith("session.refresh")
        for word in node.keywords
        if word.arg == "with_for_update" and isinstance(word.value, ast.Constant)
    ]
    none(places, 'with_for_update={"of": …}')
