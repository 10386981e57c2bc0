"""Modules that are loaded when something of them is first asked for: a process holds only what it runs.

For mypy and the rules of imports each place also names what it loads under TYPE_CHECKING.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


class _Later:
    """Stands for a module until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str) -> Any:
        found = getattr(import_module(self._name), what)
        setattr(self, what, found)
        return found


def later(name: str) -> Any:
    """Return what stands for a module, which is loaded when the first of its names is asked for."""
    return _Later(name)


def names_later(package: str, modules: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package: its modules, by name, are loaded when one of their names is asked for.

    Raises AttributeError for what none of them has.
    """
    homes = {name: module for module, names in modules.items() for name in names}

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return find
