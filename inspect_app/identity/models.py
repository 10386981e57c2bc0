"""Tables of identity: parties, people, memberships, sessions, tokens, app log-ins and failed log-ins."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import ROLES
from inspect_app.identity.rules import PARTY_KINDS

KINDS = ", ".join(f"'{kind}'" for kind in PARTY_KINDS)
ROLE_NAMES = ", ".join(f"'{role}'" for role in ROLES)


class Party(Model):
    """An organisation that takes part: its kind, name, unified social credit code and division."""

    __tablename__ = "parties"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str | None] = mapped_column(String(18), unique=True)
    region: Mapped[str] = mapped_column(String(12), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (CheckConstraint(f"kind IN ({KINDS})", name="kind"),)


class Person(Model):
    """Someone with an account."""

    __tablename__ = "people"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    account: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40), default="")
    password: Mapped[str] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last: Mapped[int | None] = mapped_column()
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", lazy="selectin", order_by="Membership.id"
    )


def _standing(name: str, reach: str, *more: str) -> Index:
    only = text(f"ended_at IS NULL AND {reach}")
    columns = ("person_id", "party_id", "role", *more)
    return Index(f"uq_memberships_{name}", *columns, unique=True, sqlite_where=only, postgresql_where=only)


class Membership(Model):
    """That a person holds a role at a party, perhaps only for one project or one region."""

    __tablename__ = "memberships"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("parties.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    # No foreign key upwards: projects is a higher room; its action checks that the project is there.
    project_id: Mapped[str | None] = mapped_column(String(36))
    region: Mapped[str | None] = mapped_column(String(12))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    person: Mapped[Person] = relationship(back_populates="memberships")
    party: Mapped[Party] = relationship(lazy="joined")
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLE_NAMES})", name="role"),
        CheckConstraint("project_id IS NULL OR region IS NULL", name="reach"),
        # One standing role of a kind; null is like no other null, so that each reach has a key of its own.
        _standing("whole", "project_id IS NULL AND region IS NULL"),
        _standing("project", "project_id IS NOT NULL", "project_id"),
        _standing("region", "region IS NOT NULL", "region"),
    )


class Session(Model):
    """A log-in: the SHA-256 of its secret and of its device's, for whom, until when. Ending it takes effect at once."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    secret: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="web")
    address: Mapped[str] = mapped_column(String(60), default="")
    device: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    person: Mapped[Person] = relationship(lazy="joined")
    __table_args__ = (CheckConstraint("kind IN ('web', 'token')", name="kind"),)


class AppLogIn(Model):
    """A log-in of an app of somebody else's (ODK Collect): its name, and the salt its secret is counted from."""

    __tablename__ = "app_log_ins"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)
    label: Mapped[str] = mapped_column(String(60))
    salt: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    person: Mapped[Person] = relationship()


class NonceUse(Model):
    """How often a nonce has been used, so that what was overheard once opens nothing again."""

    __tablename__ = "nonce_uses"
    nonce: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class Failure(Model):
    """A failed try at a secret (log-in, tracking code): counted to slow guessing."""

    __tablename__ = "failures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)
    __table_args__ = (Index("ix_failures_key_at", "key", "at"),)
