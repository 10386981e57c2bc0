"""What a draw needs in tests: many small sites, a few inspectors, and the draw taken as far as asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.identity import actions as identity
from inspect_app.identity.models import Person
from inspect_app.inspections.actions import move_draw, prepare_draw, set_inspector, submit
from inspect_app.inspections.models import Draw, Seal
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Project
from tests import make
from tests.cast import BEGIN, REGION, Cast
from tests.gating import started

OPENS = make.NOW + timedelta(days=2)
SPEAKS = make.NOW + timedelta(days=1)
SAID: dict[str, Any] = {"chance": "04 11 19 22 28 33 + 07", "reference": "双色球 2026051 期"}


def sites(count: int, *, region: str = REGION, contractor: str = "contractor_b") -> list[Project]:
    """Return so many projects under construction, all of one contractor, each at a point of its own."""
    party, made = Cast().party(contractor), []
    with transaction():
        for number in range(count):
            project = projects.add_project(
                SYSTEM, site=f"d{number}-{region}", name=f"{number + 1}号改造项目", community="小区", region=region,
                at=BEGIN,
            )  # fmt: skip
            project.lat, project.lon = 40.0 + number / 10, 116.0
            projects.set_party(SYSTEM, project, party=party, role="contractor", leader="王工", at=BEGIN)
            started(project, at=BEGIN)
            made.append(project)
    return made


def inspectors(count: int, *, region: str = REGION) -> list[Person]:
    """Return so many inspectors of the authority besides the one of the cast."""
    party, made = Cast().party("authority"), []
    with transaction():
        for number in range(count):
            person = identity.add_person(
                SYSTEM, account=f"drawn-{number}", name=f"检查员{number}", password="right horse 42", at=BEGIN
            )
            identity.add_membership(
                SYSTEM, person=person, party=party, role="inspector", region=region, at=BEGIN
            )
            made.append(person)
    return made


def draw(actor: Actor = SYSTEM, *, to: str = "prepared", **values: Any) -> Draw:
    """Return a draw of the cast's division, taken to a state."""
    given = {
        "region": REGION, "name": "五月抽查", "entropy": "双色球 2026051 期开奖号码", "entropy_at": SPEAKS,
        "opens_at": OPENS, "due_on": OPENS.date(), **values,
    }  # fmt: skip
    given.setdefault("template_id", make.checklist().template_id)
    with transaction():
        made = prepare_draw(actor, at=make.NOW, **given)
    for name, told, at in (
        ("freeze", {}, make.NOW), ("draw", SAID, SPEAKS), ("publish", {}, SPEAKS + timedelta(hours=1)),
    ):  # fmt: skip
        if made.state == to:
            break
        with transaction():
            move_draw(actor, made, name, told, at=at)
    return made


def finish(seal: Seal) -> None:
    """Open a sealed target and hand in its checklist, inside a transaction."""
    seal.arrived_at, seal.how = max(seal.opens_at, OPENS), "code"
    db.session.flush()
    submit(SYSTEM, make.filled(seal.visit), at=OPENS)


def finish_all(made: Draw) -> None:
    """Open and finish every visit of a draw."""
    with transaction():
        for seal in made.seals:
            finish(seal)


__all__ = [
    "OPENS", "SAID", "SPEAKS", "UTC", "Person", "Project", "datetime", "draw", "finish", "finish_all", "inspectors", "set_inspector",
    "sites",
]  # fmt: skip
