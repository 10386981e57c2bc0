"""Who may do what in the source: commit, tell the time, change a state, import late."""

import ast
from collections.abc import Iterator

from tests.house.source import Module, dotted, modules, none

CLOCK = "inspect_app/core/clock.py"
DB = "inspect_app/core/db.py"
JOURNAL = "inspect_app/core/journal.py"
FACTORY = ("inspect_app/__init__.py", "create_app")
TELLS_TIME = (
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "func.now",
    "func.current_timestamp",
)  # fmt: skip
FROM_TIME = {("time", "time"), ("time", "time_ns")}


def test_only_the_database_module_commits() -> None:
    places = [
        each.at(node)
        for each in modules("inspect_app")
        if each.path != DB
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    none(places, "only core/db.py commits; wrap the work in transaction()")


def test_only_the_clock_tells_the_time() -> None:
    places = [
        place for each in modules("inspect_app") if each.path != CLOCK for place in clock_readings(each)
    ]
    none(places, "only core/clock.py tells the time; take `at` as an argument")


def clock_readings(each: Module) -> Iterator[str]:
    for node in ast.walk(each.tree):
        if isinstance(node, ast.Attribute) and ".".join(dotted(node).split(".")[-2:]) in TELLS_TIME:
            yield each.at(node)
        if isinstance(node, ast.ImportFrom) and FROM_TIME & {(node.module, name.name) for name in node.names}:
            yield each.at(node)


def test_nobody_but_the_journal_assigns_a_state() -> None:
    places = [
        each.at(node)
        for each in modules("inspect_app")
        if each.path != JOURNAL
        for node in ast.walk(each.tree)
        if assigns_state(node)
    ]
    none(places, "only journal.move changes a state")


def assigns_state(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return any(is_state(part) for target in targets for part in ast.walk(target))
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return is_state(target)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="state"), *_]):
            return True
        case ast.Call(func=ast.Attribute(attr="values"), keywords=keywords):
            return any(keyword.arg == "state" for keyword in keywords) and "update" in ast.unparse(node.func)
    return False


def is_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)


def test_imports_stand_at_the_top_of_a_module() -> None:
    places = [place for each in modules("inspect_app", "devices") for place in late_imports(each)]
    none(places, "no imports inside functions; only create_app puts the rooms together")


def late_imports(each: Module) -> Iterator[str]:
    for function in ast.walk(each.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if (each.path, function.name) == FACTORY:
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield each.at(node)


def test_the_rules_of_this_file_find_what_they_look_for() -> None:
    bad = Module(
        "bad.py",
        ast.parse(
            "from time import time\n"
            "def act(thing):\n"
            "    import json\n"
            "    thing.state, x = 'closed', datetime.now(UTC)\n"
            "    setattr(thing, 'state', 'open')\n"
            "    session.execute(update(Thing).values(state='open'))\n"
        ),
    )
    assert list(clock_readings(bad)) == ["bad.py:1", "bad.py:4"]
    assert list(late_imports(bad)) == ["bad.py:3"]
    assert [bad.at(node) for node in ast.walk(bad.tree) if assigns_state(node)] == [
        "bad.py:4",
        "bad.py:5",
        "bad.py:6",
    ]


def test_every_list_of_a_page_can_be_taken_along_as_a_file() -> None:
    # A glimpse or a chooser says how many rows it shows; whatever else is paged is a list.
    places = [
        each.at(node)
        for each in modules("inspect_app")
        if "/pages" in each.path
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call)
        and dotted(node.func) == "paged"
        and not {one.arg for one in node.keywords} & {"table", "size"}
    ]
    none(places, "give paged() a table (core/tables_out.py): its columns are what the list hands out")
