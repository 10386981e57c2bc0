"""Writes the generated part of each room's door-plate, and docs/workflows.md and docs/permits.md; --check only compares."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import inspect_app
from inspect_app.config import Settings
from inspect_app.core import jobs, journal, permits, web
from inspect_app.core.db import Model
from inspect_app.core.workflow import Workflow

MARK = "<!-- generated: make plates -->"
DOCS = inspect_app.HERE.parent / "docs"


def main() -> int:
    """Write all plates, or with --check say which are stale."""
    with tempfile.TemporaryDirectory() as home:
        app = inspect_app.create_app(Settings(data_dir=home, secret_key="k" * 32))
        pages = dict(plates(app))
    stale = [
        path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" not in sys.argv:
        for path in stale:
            path.write_text(pages[path], encoding="utf-8")
        return 0
    for path in stale:
        print(f"stale: {path.relative_to(inspect_app.HERE.parent)} (run make plates)")
    return 1 if stale else 0


def plates(app) -> Iterator[tuple[Path, str]]:
    """Yield each generated file with its text."""
    for room in inspect_app.ROOMS:
        path = inspect_app.HERE / room / "README.md"
        by_hand = (
            path.read_text(encoding="utf-8").split(MARK)[0].rstrip() if path.exists() else f"# {room.title()}"
        )
        yield path, f"{by_hand}\n\n{MARK}\n\n{plate(app, room)}"
    lives = "\n".join(drawn(life) for life in sorted(workflows(""), key=lambda each: each.kind))
    yield DOCS / "workflows.md", f"# Workflows\n\n{MARK}\n\n{lives}"
    yield DOCS / "permits.md", f"# Permits\n\n{MARK}\n\n{permit_table(sorted(permits.TABLE))}"


def plate(app, room: str) -> str:
    """Return the generated part of one room."""
    parts = [drawn(life) for life in workflows(f"inspect_app.{room}.")]
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if module_of(app, rule.endpoint).startswith(f"inspect_app.{room}.")
    ]
    verbs = sorted({web.GUARDED[rule.endpoint] for rule in rules if rule.endpoint in web.GUARDED})
    if verbs:
        parts.append("## Permits\n\n" + permit_table(verbs))
    if rules:
        parts.append("## Routes\n\n" + route_table(rules))
    heard = sorted(
        (verb, each.__name__)
        for verb, found in journal._reactions.items()  # noqa: SLF001 - it is what is written down
        for each in found
        if each.__module__.startswith(f"inspect_app.{room}.")
    )
    if heard:
        parts.append("## Reacts to\n\n" + "".join(f"- `{verb}`: {name}\n" for verb, name in heard))
    timed = [job for job in jobs.JOBS.values() if job.name.startswith(f"{room}.")]
    if timed:
        parts.append("## Jobs\n\n" + "".join(f"- {job.name}: {beat(job)}\n" for job in timed))
    return "\n".join(parts)


def workflows(prefix: str) -> list[Workflow]:
    """Return the lives declared by tables of a module prefix, by kind."""
    found = {}
    for mapper in Model.registry.mappers:
        life = getattr(mapper.class_, "WORKFLOW", None)
        if isinstance(life, Workflow) and mapper.class_.__module__.startswith(prefix):
            found[life.kind] = life
    return [found[kind] for kind in sorted(found)]


def drawn(life: Workflow) -> str:
    """Return a life as a diagram."""
    lines = [f"## {life.zh} / {life.en} (`{life.kind}`)", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"  {state.name} : {state.zh} {state.en}" for state in life.states]
    lines.append(f"  [*] --> {life.initial}")
    for move in life.moves:
        lines += [f"  {source} --> {move.target} : {move.zh} {move.name}" for source in move.sources]
    lines += [f"  {name} --> [*]" for name in life.finals()]
    return "\n".join([*lines, "```", ""])


def permit_table(verbs: list[str]) -> str:
    """Return verbs with who may."""
    rows = "".join(
        f"| `{verb}` | {'; '.join(who(each) for each in permits.TABLE[verb])} |\n" for verb in verbs
    )
    return f"| verb | who |\n|---|---|\n{rows}"


def who(predicate: permits.Predicate) -> str:
    """Return a predicate in words: its roles, or the first line of what it says of itself."""
    cells = [cell.cell_contents for cell in predicate.__closure__ or ()]
    roles = [name for cell in cells if isinstance(cell, tuple) for name in cell if isinstance(name, str)]
    kind = predicate.__qualname__.split(".")[0].replace("_", " ")
    said = (predicate.__doc__ or kind).split("\n")[0].rstrip(".")
    return f"{kind}: {', '.join(roles)}" if roles else said


def route_table(rules: list) -> str:
    """Return routes with their methods and permits."""
    rows = sorted(
        {
            (
                rule.rule,
                ", ".join(sorted(set(rule.methods) - {"HEAD", "OPTIONS"})),
                web.GUARDED.get(rule.endpoint, ""),
            )
            for rule in rules
        }
    )
    return "| route | methods | permit |\n|---|---|---|\n" + "".join(
        f"| `{a}` | {b} | `{c}` |\n" for a, b, c in rows
    )


def module_of(app, endpoint: str) -> str:
    """Return the module a route's blueprint was made in."""
    blueprint = app.blueprints.get(endpoint.partition(".")[0])
    return blueprint.import_name if blueprint else ""


def beat(job: jobs.Job) -> str:
    """Return when a job is due."""
    return f"every {job.seconds} s" if job.seconds else f"daily at {job.hour:02d}:{job.minute:02d}"


if __name__ == "__main__":
    sys.exit(main())
