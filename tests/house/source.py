"""The source of the project as the house tests read it: the tracked files and their trees."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THIRD_PARTY = ("inspect_app/static/vendor/", "tests/vendor/", "inspect_app/fonts/")
ROOMS = (
    "identity", "projects", "gates", "dossier", "votes", "materials", "defects", "notices", "checklists",
    "inspections", "readings", "holds", "sensorthings", "trials", "households", "works", "acceptance", "warranty", "handover",
    "complaints", "disputes", "credit", "messages", "desks", "archive", "oversight",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of ours: its path from the root, and its tree."""

    path: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Return the place of a node, for a person to click on."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def tracked() -> tuple[str, ...]:
    """Return the paths of all files that belong to the project, those of others left out."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return tuple(
        path for path in listing if path and not path.startswith(THIRD_PARTY) and (ROOT / path).is_file()
    )


@cache
def text(path: str) -> str:
    """Return the words of a file; what is not UTF-8 text has none."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def module(path: str) -> Module:
    """Return a Python file with its tree."""
    return Module(path, ast.parse(text(path), filename=path))


def modules(*folders: str) -> Iterator[Module]:
    """Yield the Python files under these folders (all without any)."""
    prefixes = tuple(f"{folder}/" for folder in folders) or ("",)
    for path in tracked():
        if path.endswith(".py") and path.startswith(prefixes):
            yield module(path)


def rules() -> Iterator[Module]:
    """Yield the modules of rules: `rules.py` or a file of `rules/` in a room."""
    for each in modules("inspect_app"):
        if each.path.endswith("/rules.py") or "/rules/" in each.path:
            yield each


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for such an expression, with an empty head where the beginning is no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def none(places: list[str], rule: str) -> None:
    """Assert that no place breaks the rule; the message says which do."""
    assert not places, f"{rule}:\n  " + "\n  ".join(places)
