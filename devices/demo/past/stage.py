"""What each step of the past needs: the day it is told on, and the people as they act."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from devices.demo.people import PARTIES, PAST
from devices.demo.pictures import draw
from inspect_app.core.db import db
from inspect_app.core.files import store_photo
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Party, Person
from inspect_app.identity.queries import actor_of
from inspect_app.projects.models import Element, Project


@dataclass(frozen=True)
class Past:
    """The moment the demonstration begins, the secret of its data (codes differ between installations), the app's key."""

    begins: datetime
    secret: str
    key: str

    def ago(self, **much: float) -> datetime:
        """Return a moment before the demonstration begins."""
        return self.begins - timedelta(**much)

    def once(self, words: str) -> str:
        """Return the key of a form that is sent once."""
        return hashlib.sha256(f"{words} {self.secret}".encode()).hexdigest()[:48]

    def person(self, account: str) -> Actor:
        """Return one of the demonstration's people as they act."""
        return actor_of(db.session.scalars(select(Person).where(Person.account == account)).one())

    def party(self, key: str) -> Party:
        """Return one of the demonstration's parties."""
        return db.session.scalars(select(Party).where(Party.name == PARTIES[key][1])).one()

    def project(self, site: str = PAST) -> Project:
        """Return a site."""
        return db.session.scalars(select(Project).where(Project.site == site)).one()

    def element(self, path: str, site: str = PAST) -> Element:
        """Return a part of a site by its place."""
        stmt = select(Element).join(Element.project).where(Project.site == site, Element.path == path)
        return db.session.scalars(stmt).one()


def photo(words: str, *, mended: bool = False) -> str:
    """Return the name of a drawn photo, kept as if it had been sent."""
    return store_photo(draw(words, mended=mended))
