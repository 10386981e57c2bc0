"""The fixed cast: the parties, people and two projects that every test knows by name."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.identity import actions
from inspect_app.identity.models import Party, Person, Session
from inspect_app.identity.queries import actor_of, fingerprint
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Element, Project
from tests.gating import started

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
REGION = "110114"
PASSWORD = "right horse 42"
PARTIES = {
    "owner": ("owner", "安居城市更新公司"),
    "designer": ("designer", "华建设计院"),
    "surveyor": ("surveyor", "地源勘察院"),
    "contractor_a": ("contractor", "安居建设集团"),
    "contractor_b": ("contractor", "宏达建筑公司"),
    "supervisor": ("supervisor", "正信监理公司"),
    "authority": ("authority", "昌平区质量安全监督站"),
    "other_authority": ("authority", "外区质量安全监督站"),
    "street": ("street", "城北街道办事处"),
    "community": ("community", "西环社区居委会"),
    "property": ("property", "安居物业"),
    "utility": ("utility", "昌平燃气公司"),
}
#: person -> (party, role, region); the account is the key with hyphens
PEOPLE = {
    "admin": ("authority", "admin", None),
    "officer": ("authority", "authority", REGION),
    "inspector": ("authority", "inspector", REGION),
    "supervisor": ("supervisor", "supervisor", None),
    "contractor_a": ("contractor_a", "contractor", None),
    "contractor_b": ("contractor_b", "contractor", None),
    "owner": ("owner", "owner", None),
    "designer": ("designer", "designer", None),
    "surveyor": ("surveyor", "surveyor", None),
    "street": ("street", "street", None),
    "community": ("community", "community", None),
    "property": ("property", "property", None),
    "utility": ("utility", "utility", None),
    "stranger": ("other_authority", "authority", "310101"),
}
TEAM = ("owner", "designer", "surveyor", "supervisor", "street", "community", "property", "utility")
SITES = {"p17": "contractor_a", "p18": "contractor_b"}


class Cast:
    """The people as actors (`cast.contractor_a`), their parties and projects, freshly read."""

    def __getattr__(self, name: str) -> Actor:
        if name not in PEOPLE:
            raise AttributeError(name)
        return actor_of(self.person(name))

    def person(self, name: str) -> Person:
        """Return a person's row."""
        return db.session.scalars(select(Person).where(Person.account == name.replace("_", "-"))).one()

    def party(self, name: str) -> Party:
        """Return a party's row by its key in PARTIES."""
        return db.session.scalars(select(Party).where(Party.name == PARTIES[name][1])).one()

    def project(self, site: str = "p17") -> Project:
        """Return a project's row: p17 is built by contractor_a, p18 by contractor_b."""
        return db.session.scalars(select(Project).where(Project.site == site)).one()

    def element(self, path: str = "1号楼 / 屋面", site: str = "p17") -> Element:
        """Return a node of a project's building tree."""
        stmt = select(Element).join(Project).where(Element.path == path, Project.site == site)
        return db.session.scalars(stmt).one()


def settle(app: Flask) -> None:
    """Write the cast into an empty database."""
    with app.app_context(), transaction():
        parties = {
            key: actions.add_party(SYSTEM, kind=kind, name=name, region=REGION, at=BEGIN)
            for key, (kind, name) in PARTIES.items()
        }
        for key, (party, role, region) in PEOPLE.items():
            account = key.replace("_", "-")
            person = actions.add_person(SYSTEM, account=account, name=key, password=PASSWORD, at=BEGIN)
            actions.add_membership(
                SYSTEM, person=person, party=parties[party], role=role, region=region, at=BEGIN
            )
            far = datetime(2099, 1, 1, tzinfo=UTC)
            for kind in ("web", "token"):
                secret = fingerprint(secret_of(key, kind))
                db.session.add(
                    Session(secret=secret, person_id=person.id, kind=kind, created_at=BEGIN, expires_at=far)
                )
        for site, contractor in SITES.items():
            _build(site, contractor, parties)


def _build(site: str, contractor: str, parties: dict[str, Party]) -> None:
    project = projects.add_project(
        SYSTEM, site=site, name=f"{site} 老旧小区改造", community="西环里小区", region=REGION, at=BEGIN
    )
    for role in TEAM:
        projects.set_party(SYSTEM, project, party=parties[role], role=role, leader=role, at=BEGIN)
    projects.set_party(
        SYSTEM, project, party=parties[contractor], role="contractor", leader=contractor, at=BEGIN
    )
    building = projects.add_element(SYSTEM, project, kind="building", name="1号楼", at=BEGIN)
    for kind, name in (("roof", "屋面"), ("water", "给水"), ("stairwell", "1单元")):
        projects.add_element(SYSTEM, project, kind=kind, name=name, parent=building, at=BEGIN)
    started(project, at=BEGIN)


def secret_of(key: str, kind: str) -> str:
    """Return the secret of a person's ready-made session ('web') or API token ('token')."""
    return f"{kind}-secret-of-{key}"


def new_id() -> str:
    """Return a key as a tablet makes it."""
    return uuid7()
