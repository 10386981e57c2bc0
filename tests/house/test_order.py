"""What a thing has many of is always read in the same order, whatever way the database takes to find it."""

from importlib import import_module
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from inspect_app.core.db import Model
from tests.house.source import ROOT, none


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
