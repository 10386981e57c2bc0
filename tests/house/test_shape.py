"""The shape of the source: small files that say what they answer for, in rooms with the same few names."""

import ast
from pathlib import PurePosixPath

from tests.house.source import ROOMS, ROOT, dotted, modules, none, rules, text, tracked

WALL = 250
SOURCE = (".py", ".js", ".html", ".css")
IN_A_ROOM = {
    "__init__.py", "rules.py", "models.py", "actions.py", "queries.py", "permits.py", "schemas.py", "api.py",
    "pages.py", "reactions.py", "jobs.py", "paper.py", "rulebook.py", "answers.py", "README.md",
}  # fmt: skip
FOLDERS_IN_A_ROOM = {
    "rules", "rulebook", "models", "actions", "queries", "schemas", "api", "pages", "templates", "library", "paper",
}  # fmt: skip
EMPTY_WORDS = ("Manager", "Service", "Helper", "Util", "Utils", "Base", "Handler")
DECISION = ("Status", "Context", "Decision", "Consequences")


def test_no_file_is_longer_than_the_wall() -> None:
    lengths = {path: text(path).count("\n") for path in tracked() if path.endswith(SOURCE)}
    none([f"{path}: {n}" for path, n in lengths.items() if n > WALL], f"at most {WALL} lines")


def test_every_module_begins_with_a_sentence_of_what_it_answers_for() -> None:
    places = []
    for each in modules():
        words = (ast.get_docstring(each.tree) or "").split("\n\n")[0].strip()
        if not words.endswith((".", "。", "?", ":")):
            places.append(each.path)
    none(places, "a module begins with a docstring of one whole sentence")


def test_every_public_rule_says_what_it_means() -> None:
    places = [
        f"{each.at(node)} {node.name}"
        for each in rules()
        for node in each.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    none(places, "a public function of rules has a docstring")


def test_no_class_has_an_empty_word_for_a_name() -> None:
    places = [
        f"{each.at(node)} {node.name}"
        for each in modules()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_WORDS) and not is_table_base(node)
    ]
    none(places, f"a class is named after what it is, not {', '.join(EMPTY_WORDS)}")


def is_table_base(node: ast.ClassDef) -> bool:
    return node.name == "Base" and any(dotted(base).endswith("DeclarativeBase") for base in node.bases)


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}
    none([path for path in tracked() if PurePosixPath(path).name in drawers], "a module has a subject")


def test_a_room_has_only_the_files_of_the_house() -> None:
    places = []
    for path in tracked():
        parts = PurePosixPath(path).parts
        if len(parts) < 3 or parts[0] != "inspect_app" or parts[1] not in ROOMS:
            continue
        if parts[2] not in (IN_A_ROOM if len(parts) == 3 else FOLDERS_IN_A_ROOM):
            places.append(path)
    none(places, "a room has only these files: " + " ".join(sorted(IN_A_ROOM)))


def test_inspect_app_has_only_the_rooms_of_the_house() -> None:
    beside = {"core", "static", "fonts"}
    folders = {
        PurePosixPath(path).parts[1]
        for path in tracked()
        if path.count("/") > 1 and path.startswith("inspect_app/")
    }
    none(
        sorted(folders - beside - set(ROOMS)),
        "a new room is entered in tests/house/source.py and pyproject.toml",
    )


def test_a_decision_says_status_context_decision_and_consequences() -> None:
    places = []
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        headings = [
            line.lstrip("#").strip()
            for line in path.read_text(encoding="utf-8").splitlines()
            if line[:1] == "#"
        ]
        missing = [word for word in DECISION if word not in headings]
        if missing and path.name != "README.md":
            places.append(f"{path.name}: {', '.join(missing)}")
    none(places, "a decision has these headings")
