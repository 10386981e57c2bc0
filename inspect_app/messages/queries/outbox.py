"""Reads of the outbox and of webhooks: what is due, what was given up, who listens."""

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Delete, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from inspect_app.core.clock import SLACK
from inspect_app.core.db import db
from inspect_app.core.listening import hook_of, username
from inspect_app.defects.queries import living_links
from inspect_app.identity.queries import fingerprint
from inspect_app.messages.models import Delivery, Hook
from inspect_app.messages.rules.life import DELIVERY
from inspect_app.messages.rules.sending import BATCH, LEASE, LONGEST

#: how the keys of letters begin that bring the link of a ticket; its id comes next
LINK_KEY = "ticket:"
STATES = tuple(each.name for each in DELIVERY.states)


def outbox(state: str = "dead", channel: str = "") -> Select[Delivery]:
    """Return the letters of a state, the newest first; address and text stay sealed."""
    stmt = select(Delivery).options(joinedload(Delivery.person), joinedload(Delivery.hook))
    if state in STATES:
        stmt = stmt.where(Delivery.state == state)
    if channel:
        stmt = stmt.where(Delivery.channel == channel)
    return stmt.order_by(Delivery.made_at.desc(), Delivery.id.desc())


def one(delivery_id: str) -> Select[Delivery]:
    """Return the query for one letter."""
    return select(Delivery).where(Delivery.id == delivery_id)


def tally() -> dict[tuple[str, str], int]:
    """Return how many letters there are by way and state."""
    stmt = select(Delivery.channel, Delivery.state, func.count()).group_by(Delivery.channel, Delivery.state)
    return {(channel, state): count for channel, state, count in db.session.execute(stmt)}


def due(at: datetime) -> Select[Delivery]:
    """Return what is to be sent now and nobody holds, the longest due first, a batch at a time."""
    stmt = select(Delivery).where(Delivery.state == "waiting", _is_free(Delivery, at))
    return (
        stmt.order_by(Delivery.due_at, Delivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Delivery)
    )


def _is_due(letter: type[Delivery], at: datetime) -> ColumnElement[bool]:
    # Put off for longer than anything ever is: by a clock since set back.
    return or_(letter.due_at <= at, letter.due_at > at + LONGEST)


def _is_free(letter: type[Delivery], at: datetime) -> ColumnElement[bool]:
    held = letter.held_until
    nobodys = or_(held.is_(None), held <= at, held > at + LEASE + SLACK)
    return and_(_is_due(letter, at), nobodys)


def due_hooks(at: datetime) -> Select[Hook]:
    """Return the webhooks something is due for, each held by whoever sends to it, so that its letters keep their order."""
    wanted = select(Delivery.hook_id).where(Delivery.state == "waiting", _is_due(Delivery, at))
    return (
        select(Hook).where(Hook.id.in_(wanted)).order_by(Hook.id).with_for_update(skip_locked=True, of=Hook)
    )


def due_whole(at: datetime, hook_ids: Sequence[str], *, alone: bool = False) -> Select[Delivery]:
    """Return what is due with its person and its webhook, as they are asked for each letter; `alone`: to webhooks only.

    Of webhooks only these, and nothing that a letter made before it to the same one is still waiting for.
    """
    before = aliased(Delivery)
    behind = exists().where(
        before.hook_id == Delivery.hook_id, before.id < Delivery.id, before.state == "waiting",
        ~_is_free(before, at),
    )  # fmt: skip
    to_these = and_(Delivery.hook_id.in_(hook_ids), ~behind)
    free = to_these if alone else or_(Delivery.hook_id.is_(None), to_these)
    whole = due(at).where(free).options(joinedload(Delivery.person), joinedload(Delivery.hook))
    # As they were made: by when they are due, one that failed would come after those made later.
    return whole.order_by(None).order_by(Delivery.id)


def ended_links(keys: Iterable[str], at: datetime) -> set[str]:
    """Return which of these letters bring a ticket's link, or its code, that opens nothing any more."""
    of_link = {key: key.split(":")[1] for key in keys if key.startswith(LINK_KEY)}
    if not of_link:
        return set()
    living = {each.id for each in db.session.scalars(living_links(list(of_link.values()), at))}
    return {key for key, link_id in of_link.items() if link_id not in living}


def over(before: datetime) -> Delete:
    """Return what deletes the letters that have stood sent or given up since before a moment."""
    return delete(Delivery).where(Delivery.state != "waiting", Delivery.made_at < before)


def waiting_about(about: str) -> Select[Delivery]:
    """Return the letters that wait about something."""
    stmt = select(Delivery).where(Delivery.about == about, Delivery.state == "waiting")
    return stmt.order_by(Delivery.id).with_for_update(of=Delivery)


def hooks() -> Select[Hook]:
    """Return the webhooks that stand, by name."""
    stmt = select(Hook).options(joinedload(Hook.project)).where(Hook.ended_at.is_(None))
    return stmt.order_by(Hook.name, Hook.id)


def hook(hook_id: str) -> Select[Hook]:
    """Return the query for one webhook that stands."""
    return select(Hook).where(Hook.id == hook_id, Hook.ended_at.is_(None))


def listening(topic: str, project_id: str) -> list[Hook]:
    """Return the webhooks that want acts of a topic on a project."""
    near = or_(Hook.project_id.is_(None), Hook.project_id == project_id)
    found = db.session.scalars(select(Hook).where(Hook.ended_at.is_(None), near).order_by(Hook.id))
    return [each for each in found if topic in each.topics]


def listener(name: str, secret: str) -> Hook | None:
    """Return the webhook that reads from the broker by this log-in name and secret; None for a wrong or ended one."""
    found = _standing([hook_of(name)]).get(hook_of(name))
    return found if found and hmac.compare_digest(found.secret.encode(), secret.encode()) else None


def listener_fingerprints(names: Iterable[str]) -> dict[str, str]:
    """Return the fingerprint of the secret each of these log-in names of listeners must show; an ended one has none."""
    found = _standing([key for name in names if (key := hook_of(name))])
    return {username(key): fingerprint(each.secret) for key, each in found.items()}


def _standing(keys: Sequence[str]) -> dict[str, Hook]:
    if not any(keys):
        return {}
    found = db.session.scalars(select(Hook).where(Hook.id.in_(keys), Hook.ended_at.is_(None)))
    return {each.id: each for each in found if each.listens}
