"""The town of the simulated year: three sites, two thousand households, ten contractors, and those who act there."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from inspect_app.core import chain
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import store_photo
from inspect_app.core.ids import uuid7
from inspect_app.core.jobs import run_all_due
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.identity import actions as identity
from inspect_app.identity.models import Session
from inspect_app.identity.queries import actor_of, fingerprint
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Element, Project
from inspect_app.warranty import actions as warranty
from tests import make
from tests.cast import PEOPLE, REGION, TEAM, Cast, secret_of
from tests.gating import started

BEGIN = datetime(2025, 10, 1, 1, 30, tzinfo=UTC)
#: site -> when it was accepted; the last one is being built
SITES = {"y1": datetime(2024, 11, 15, 2, tzinfo=UTC), "y2": datetime(2025, 9, 20, 2, tzinfo=UTC), "y3": None}
#: buildings, stairwells of each, households of each
SIZES = {"y1": (4, 5, 35), "y2": (4, 5, 35), "y3": (4, 5, 30)}
#: the main contractor of each site, and its subcontractors: ten in all
SUBS = {"y1": 2, "y2": 2, "y3": 3}
KEY = "k" * 32


@dataclass
class World:
    """Chance, the hour, those who act, and what was done or refused so far."""

    chance: random.Random
    at: datetime = BEGIN
    actors: dict[str, Actor] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    #: names, phones and doors told, none of which stands anywhere else
    secrets: list[str] = field(default_factory=list)
    homes: dict[str, list[str]] = field(default_factory=dict)
    shots: int = 0
    told: int = 0

    def act(self, what: str, work: Callable[[], Any]) -> None:
        """Do one thing as a request does it, then let follow what follows; a refusal changes nothing."""
        try:
            with transaction():
                work()
        except Problem as problem:
            words = problem.words("en") if not problem.errors else f"{problem.slug} {sorted(problem.errors)}"
            self.refused[f"{what}: {words}"] += 1
            return
        self.done[what] += 1
        settle()

    def photo(self) -> str:
        """Return the name of a photo like no other."""
        self.shots += 1
        return store_photo(make.photo("green", size=(16 + self.shots % 97, 16 + self.shots // 97)))

    def photo_now(self) -> str:
        """Return the name of a photo that has arrived before what it is for."""
        with transaction():
            return self.photo()

    def resident(self) -> tuple[str, str, str]:
        """Return name, phone and door of another resident."""
        self.told += 1
        found = f"慕容测{self.told:05}", f"1390771{self.told:04}", f"暗号{self.told:05}室"
        self.secrets += found
        return found

    def project(self) -> Project:
        """Return any of the sites."""
        return Cast().project(self.chance.choice(sorted(SITES)))

    def home(self, project: Project) -> str:
        """Return any household of a site."""
        return self.chance.choice(self.homes[project.site])

    def tick(self) -> None:
        """Let the clock of the product run as it does: reactions, the chain, jobs, what follows from them."""
        settle()
        chain.seal()
        run_all_due(self.at)
        settle()


def settle() -> None:
    """Run all reactions that wait."""
    while react():
        pass


def build(seed: int) -> World:
    """Build the three sites through the same actions as the product."""
    world = World(random.Random(seed))
    with transaction():
        for site in SITES:
            world.homes[site] = _site(site)
    for name in PEOPLE:
        if name not in ("contractor_a", "contractor_b", "stranger"):
            world.actors[name] = actor_of(Cast().person(name))
    for site in SITES:
        for key in firms(site):
            world.actors[key] = actor_of(Cast().person(key))
    for site, accepted in SITES.items():
        if accepted is not None:
            _accept(site, accepted)
    settle()
    return world


def firms(site: str) -> list[str]:
    """Return the accounts of a site's contractors, the main one first."""
    return [f"{site}-main", *(f"{site}-sub{n}" for n in range(SUBS[site]))]


def _site(site: str) -> list[str]:
    at, cast = datetime(2024, 3, 1, 1, tzinfo=UTC), Cast()
    project = projects.add_project(
        SYSTEM, site=site, name=f"{site} 改造", community=f"{site} 小区", region=REGION, at=at
    )
    for role in TEAM:
        projects.set_party(
            SYSTEM, project, party=cast.party(role), role=role, leader=cast.person(role).name, at=at
        )
    for number, key in enumerate(firms(site)):
        role = "subcontractor" if number else "contractor"
        party = identity.add_party(SYSTEM, kind=role, name=f"{key} 建筑公司", region=REGION, at=at)
        person = identity.add_person(SYSTEM, account=key, name=key, password="right horse 42", at=at)
        identity.add_membership(SYSTEM, person=person, party=party, role=role, at=at)
        projects.set_party(SYSTEM, project, party=party, role=role, leader=person.name, at=at)
        secret, far = fingerprint(secret_of(key, "web")), datetime(2099, 1, 1, tzinfo=UTC)
        db.session.add(Session(secret=secret, person_id=person.id, kind="web", created_at=at, expires_at=far))
    started(project, at=at)
    return [home for number in range(SIZES[site][0]) for home in _building(project, number + 1, at)]


def _building(project: Project, number: int, at: datetime) -> list[str]:
    def below(parent: Element | None, kind: str, name: str) -> Element:
        return projects.add_element(SYSTEM, project, kind=kind, name=name, parent=parent, at=at)

    building = below(None, "building", f"{number}号楼")
    below(building, "roof", "屋面")
    _buildings, stairwells, homes = SIZES[project.site]
    wells = [below(building, "stairwell", f"{each + 1}单元") for each in range(stairwells)]
    # In one statement: two thousand doors, of which only the cases are of interest here.
    rows = [
        {
            "id": uuid7(), "project_id": project.id, "parent_id": well.id, "kind": "household",
            "name": f"{n + 101}室", "path": f"{well.path} / {n + 101}室", "created_at": at,
        }
        for well in wells
        for n in range(homes)
    ]  # fmt: skip
    db.session.execute(insert(Element), rows)
    return [str(each["id"]) for each in rows]


def _accept(site: str, at: datetime) -> None:
    project = Cast().project(site)
    make.certificate(project, at=at)
    with transaction():
        warranty.hold_retention(
            SYSTEM, project, settlement=4_000_000.0, held=100_000.0, months=12, at=at + timedelta(days=1)
        )
