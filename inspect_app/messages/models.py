"""Tables of messages: the inbox, what is to be sent and was, choices, webhooks, and numbers shown to be one's own."""

from datetime import datetime, time
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Model, UtcTime
from inspect_app.core.ids import uuid7
from inspect_app.core.listening import MQTT, filters, username
from inspect_app.core.private import Private
from inspect_app.core.workflow import Workflow
from inspect_app.identity.models import Person
from inspect_app.messages.rules.events import TOPICS
from inspect_app.messages.rules.life import ALL_CHANNELS, DELIVERY, WEBHOOK
from inspect_app.messages.rules.sending import NIGHT
from inspect_app.projects.models import Project

_TOPICS = ", ".join(f"'{each}'" for each in TOPICS)
_CHANNELS = ", ".join(f"'{each}'" for each in ALL_CHANNELS)
_WAITING, _UNREAD = text("state = 'waiting'"), text("read_at IS NULL")


class Message(Model):
    """That a person is told of an act: in the inbox, once."""

    __tablename__ = "messages"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    #: the journal entry it tells of
    entry_seq: Mapped[int] = mapped_column(BigInteger)
    topic: Mapped[str] = mapped_column(String(12))
    verb: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(120))
    urgent: Mapped[bool] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    __table_args__ = (
        UniqueConstraint("person_id", "entry_seq"),
        CheckConstraint(f"topic IN ({_TOPICS})", name="topic"),
        Index("ix_messages_person_at", "person_id", "at"),
        Index("ix_messages_unread", "person_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )


class Hook(Model):
    """A webhook: where acts of some topics are told to, signed with its secret; perhaps of one project alone."""

    __tablename__ = "hooks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(Private)
    secret: Mapped[str] = mapped_column(Private)
    topics: Mapped[list[Any]] = mapped_column(JSON)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id"))
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    added_by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    project: Mapped[Project | None] = relationship()

    @property
    def listens(self) -> bool:
        """Say whether it is read from the broker instead of posted."""
        return self.url == MQTT

    @property
    def username(self) -> str:
        """Return the log-in name of one that is read from the broker."""
        return username(self.id) if self.listens else ""

    @property
    def filters(self) -> tuple[str, ...]:
        """Return what one that is read from the broker may subscribe to."""
        return filters(self.id) if self.listens else ()


class Delivery(Model):
    """One letter by one way: to a person, a webhook, or a number. Address and text are sealed, and go once it is sent."""

    __tablename__ = "deliveries"
    WORKFLOW: ClassVar[Workflow] = DELIVERY
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    #: what it is for, so that the same is never put out twice
    key: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    hook_id: Mapped[str | None] = mapped_column(ForeignKey("hooks.id"))
    #: what it is on: the verb of an act or a key of its own, and a number; nobody is named
    about: Mapped[str] = mapped_column(String(120))
    target: Mapped[str] = mapped_column(Private, default="")
    subject: Mapped[str] = mapped_column(Private, default="")
    body: Mapped[str] = mapped_column(Private, default="")
    state: Mapped[str] = mapped_column(String(10), default=DELIVERY.initial)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    #: after this it is of no use to anybody (a code that no longer opens anything)
    void_after: Mapped[datetime | None] = mapped_column(UtcTime)
    #: until when the process that has taken it may send it
    held_until: Mapped[datetime | None] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(300), default="")
    #: of the last try: what was answered by HTTP where it failed, and how long it took
    status: Mapped[int | None] = mapped_column()
    took_ms: Mapped[int | None] = mapped_column()
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    dead_at: Mapped[datetime | None] = mapped_column(UtcTime)
    person: Mapped[Person | None] = relationship()
    hook: Mapped[Hook | None] = relationship()
    __table_args__ = (
        *(CheckConstraint(words, name=name) for name, words in DELIVERY.checks().items()),
        CheckConstraint(f"channel IN ({_CHANNELS})", name="channel"),
        CheckConstraint(f"(channel = '{WEBHOOK}') = (hook_id IS NOT NULL)", name="hook"),
        Index("ix_deliveries_due", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_deliveries_state", "state", "made_at"),
    )


class Choice(Model):
    """How a person wants to be told: addresses, quiet hours, ways by topic, language, and the own calendar's address."""

    __tablename__ = "message_choices"
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    email: Mapped[str] = mapped_column(Private, default="")
    phone: Mapped[str] = mapped_column(Private, default="")
    wechat: Mapped[str] = mapped_column(Private, default="")
    language: Mapped[str] = mapped_column(String(2), default="zh")
    quiet_from: Mapped[time] = mapped_column(Time, default=NIGHT.begins)
    quiet_until: Mapped[time] = mapped_column(Time, default=NIGHT.ends)
    #: topic -> ways
    ways: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    feed_salt: Mapped[str] = mapped_column(String(64), default="")
    feed_seal: Mapped[str | None] = mapped_column(String(64), unique=True)
    __table_args__ = (CheckConstraint("language IN ('zh', 'en')", name="language"),)


class PhoneAsk(Model):
    """A one-time code somebody asked for: number or e-mail address sealed, the code as its seal, how often it was tried."""

    __tablename__ = "phone_asks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=uuid7)
    phone: Mapped[str] = mapped_column(Private)
    code_seal: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class PhoneCase(Model):
    """That a case was filed with a number, the number as its HMAC alone: taken away with the number itself."""

    __tablename__ = "phone_cases"
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    thing_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), index=True)
    __table_args__ = (CheckConstraint("kind IN ('complaint', 'supporter')", name="kind"),)
