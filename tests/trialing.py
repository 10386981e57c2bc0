"""Functional tests for tests: a pressure test of the roof's site taken as far as a state, and elements to test."""

from datetime import datetime
from typing import Any

from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Element, Project
from inspect_app.trials import actions
from inspect_app.trials.models import Trial
from tests import make
from tests.cast import BEGIN

NOW = make.NOW
GAUGE = {
    "gauge_no": "YL-031", "certificate": "JD-2026-118", "valid_until": NOW.date(), "full": "1.6", "division": "0.01",
}  # fmt: skip
#: what takes a planned trial of water pipes to a verdict
CURVES = {"passed": "0 0.75\n600 0.73", "failed": "0 0.75\n600 0.72", "unclear": "0 0.75\n540 0.75"}
STATES = ("planned", "run", "passed", "failed", "unclear", "void")


def element(project: Project, kind: str = "water", name: str = "给水立管") -> Element:
    """Add an element to a project's first building."""
    with transaction():
        building = make.element_of(project, "building")
        return projects.add_element(SYSTEM, project, kind=kind, name=name, parent=building, at=BEGIN)


def planned(project: Project, where: Element, *, at: datetime = NOW, **values: Any) -> Trial:
    """Plan a pressure test of metal pipes at 0.5 MPa."""
    given = {
        "element_id": where.id, "kind": "water_metal", "working": "0.5", "planned_on": at.date(), "note": "", **values,
    }  # fmt: skip
    with transaction():
        return actions.plan(make.signer(project, "contractor"), project, given, at=at)


def run(trial: Trial, *, at: datetime = NOW, **values: Any) -> Trial:
    """Record a trial by the contractor, as one that passes."""
    builder = make.signer(trial.project, "contractor")
    given = {
        "began_at": at, "curve": CURVES["passed"], "seen": "no", **GAUGE, "photos": [make.received()], "name": builder.name,
        **values,
    }  # fmt: skip
    with transaction():
        return actions.move(builder, trial, "run", given, at=at)


def witnessed(trial: Trial, *, at: datetime = NOW) -> Trial:
    """Have the supervisor sign a trial, which has it judged."""
    watcher = make.signer(trial.project, "supervisor")
    with transaction():
        return actions.move(watcher, trial, "witness", {"name": watcher.name}, at=at)


def trial(
    project: Project, where: Element, *, to: str = "passed", at: datetime = NOW, **values: Any
) -> Trial:
    """Return a pressure test taken as far as a state."""
    made = planned(project, where, at=at, **values)
    if to == "void":
        with transaction():
            actions.move(make.signer(project, "contractor"), made, "void", {"reason": "重复安排"}, at=at)
    elif to != "planned":
        run(made, at=at, curve=CURVES.get(to, CURVES["passed"]))
        if to != "run":
            witnessed(made, at=at)
    return made
