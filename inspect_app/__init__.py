"""The service: `create_app` is the only place where the rooms are put together."""

import gc
import importlib
import pkgutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"
HERE = Path(__file__).parent
#: the rooms from the lowest up; each imports only those before it
ROOMS = (
    "identity", "projects", "gates", "dossier", "votes", "materials", "defects", "notices", "checklists",
    "inspections", "readings", "holds", "sensorthings", "trials", "households", "works", "acceptance", "warranty", "handover",
    "complaints", "disputes", "credit", "messages", "desks", "archive", "oversight",
)  # fmt: skip
#: the rooms in which the readings of devices arrive with those their rows point to, and the last of which anything arrives from a tablet
_OF_DEVICES = ("identity", "projects", "checklists", "readings", "sensorthings")
_LAST_OF_TABLETS = "holds"
PARTS = ("models", "permits", "answers", "rulebook", "reactions", "jobs", "api", "pages")


def folder(name: str) -> Path:
    """Return the folder of templates or migrations: inside the wheel, or at the top of the source tree."""
    inside = HERE / f"_{name}"
    return inside if inside.is_dir() else HERE.parent / name


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Let the collector of garbage look seldom: nearly all that is loaded stays, and looking through it took a sixth of a start."""
    usual = gc.get_threshold()
    gc.set_threshold(10_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@_collecting_seldom()
def create_app(settings: Any = None, *, web: bool = True, clock: bool = True) -> "Flask":
    """Build the app: settings, database, core, then each room's parts in order.

    Without `web` it has no routes, without `clock` no reactions and jobs, without either only the rooms in which
    the readings of devices arrive: a process loads only what it runs.
    """
    from flask import Flask

    from inspect_app import config, setup

    front = importlib.import_module("inspect_app.front") if web else None

    settings = settings or config.from_environ()
    app = Flask(__name__, template_folder=str(folder("templates")), static_folder=str(HERE / "static"))
    setup.core(app, settings)
    api = front.prepare(app, settings) if front else None
    left_out = (() if web else ("rulebook", "api", "pages")) + (() if clock else ("reactions", "jobs"))
    for part, module in _parts(ROOMS if web or clock else _OF_DEVICES, left_out):
        if part == "api" and api is not None:
            api.register_blueprint(module.bp)
        elif part == "pages":
            app.register_blueprint(module.bp)
    return app


def furnish() -> None:
    """Load what an intake without the rooms of tablets lacks, when the first checklist of a tablet arrives."""
    for _part in _parts(ROOMS[: ROOMS.index(_LAST_OF_TABLETS) + 1], PARTS[PARTS.index("rulebook") :]):
        pass


def _parts(rooms: Sequence[str], left_out: Collection[str]) -> Iterator[tuple[str, ModuleType]]:
    for room in rooms:
        present = {each.name for each in pkgutil.iter_modules([str(HERE / room)])}
        for part in PARTS:
            if part in present and part not in left_out:
                yield part, importlib.import_module(f"inspect_app.{room}.{part}")
