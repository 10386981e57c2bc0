"""The service: `create_app` is the only place where the rooms are put together."""

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"
HERE = Path(__file__).parent
#: the rooms from the lowest up; each imports only those before it
ROOMS = (
    "identity", "projects", "votes", "materials", "defects", "notices", "checklists", "inspections", "readings",
    "holds", "acceptance", "warranty", "complaints", "disputes", "credit", "messages", "desks", "archive", "oversight",
)  # fmt: skip
#: the last room of which anything arrives from devices and tablets
_LAST_FROM_OUTSIDE = "holds"
PARTS = ("models", "permits", "rulebook", "reactions", "jobs", "api", "pages")


def folder(name: str) -> Path:
    """Return the folder of templates or migrations: inside the wheel, or at the top of the source tree."""
    inside = HERE / f"_{name}"
    return inside if inside.is_dir() else HERE.parent / name


def create_app(settings: Any = None, *, web: bool = True, clock: bool = True) -> "Flask":
    """Build the app: settings, database, core, then each room's parts in order.

    Without `web` it has no routes, without `clock` no reactions and jobs, without either only the rooms of which
    something arrives from devices and tablets: a process loads only what it runs.
    """
    from flask import Flask

    from inspect_app import config, setup

    front = importlib.import_module("inspect_app.front") if web else None

    settings = settings or config.from_environ()
    app = Flask(__name__, template_folder=str(folder("templates")), static_folder=str(HERE / "static"))
    setup.core(app, settings)
    api = front.prepare(app, settings) if front else None
    left_out = (() if web else ("rulebook", "api", "pages")) + (() if clock else ("reactions", "jobs"))
    rooms = ROOMS if web or clock else ROOMS[: ROOMS.index(_LAST_FROM_OUTSIDE) + 1]
    for room in rooms:
        present = {each.name for each in pkgutil.iter_modules([str(HERE / room)])}
        for part in PARTS:
            if part not in present or part in left_out:
                continue
            module = importlib.import_module(f"inspect_app.{room}.{part}")
            if part == "api" and api is not None:
                api.register_blueprint(module.bp)
            elif part == "pages":
                app.register_blueprint(module.bp)
    return app
