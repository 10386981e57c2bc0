"""Modules that are loaded when something of them is first asked for: a process holds only what it runs.

For mypy and the rules of imports each place also names what it loads under TYPE_CHECKING.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

# One thread at a time: two that load the same rooms from both ends would wait for each other.
_door = threading.RLock()
_depth = _round = _loader = 0


class _Later:
    """Stands for a module until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str) -> Any:
        found = getattr(load(self._name), what)
        setattr(self, what, found)
        return found


@cache
def load(name: str) -> ModuleType:
    """Return a module, loaded now if need be, with all that it needs; other threads go on meanwhile.

    Tables that it brings are left alone by them until all of them are there: see `elsewhere`. Remembered, so that
    whoever asks for what is there need not wait at the door while others load.
    """
    global _depth, _round, _loader  # noqa: PLW0603 -- there is one place where a process loads
    with _door:
        _round, _loader = _round + (not _depth), threading.get_ident()
        _depth += 1
        try:
            return import_module(name)
        finally:
            _depth -= 1


def under_way() -> int:
    """Return the number of the loading that is under way, counted from 1; 0 when there is none."""
    return _round if _depth else 0


def elsewhere() -> int:
    """Return the same for a loading by another thread; the one that loads sees things in their order anyway."""
    return under_way() if _loader != threading.get_ident() else 0


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
        return getattr(load(f"{package}.{homes[name]}"), name)

    return find
