"""Webhooks that are read from the broker: how one logs in there, what it may hear, and on which topic that goes out."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import current_app
from sqlalchemy import text

from inspect_app.core.db import db

#: the address of such a webhook
MQTT = "mqtt:"
_PREFIX = "events@"
_ROOT = "events"
#: what a listener may choose besides events: each reading as it is stored
READINGS = "readings"
#: the place of all projects among those somebody listens to
EVERYWHERE = ""
#: where a process keeps what it hands its readings to
EAR = "ear for readings"
#: bytes that mean something in a topic, or to a broker that keeps it as a subject
_SPLIT = str.maketrans(dict.fromkeys("./+#*> ", "-"))


class Told(NamedTuple):
    """A reading as it was stored, and the project its device is of."""

    project_id: str
    channel_id: int
    at_ms: int
    value: float
    flag: str
    received_ms: int


def username(hook_id: str) -> str:
    """Return the log-in name of a listener: no device can have it, for no site has an '@' in its name."""
    return _PREFIX + hook_id


def hook_of(name: str) -> str:
    """Return the webhook whose log-in name this is; "" for any other name."""
    # PostgreSQL takes no NUL in a question.
    return name.removeprefix(_PREFIX) if name.startswith(_PREFIX) and name.isprintable() else ""


def filters(hook_id: str) -> tuple[str, ...]:
    """Return what a listener may subscribe to: its own events, and nothing of anybody else's."""
    return f"{_ROOT}/{hook_id}", f"{_ROOT}/{hook_id}/#"


def topic(hook_id: str, site: str, thing: tuple[str, str], verb: str) -> str:
    """Return where an event goes out: events/<listener>/<site>/<kind>/<id>/<what was done>."""
    levels = (hook_id, site, *thing, verb.partition(".")[2])
    return "/".join([_ROOT, *(each.translate(_SPLIT) for each in levels)])


def observations(hook_id: str, datastream: int | str) -> str:
    """Return where new readings of a channel go out, below the listener as SensorThings names them (1.1, 14.3)."""
    return f"{_ROOT}/{hook_id}/v1.1/Datastreams({datastream})/Observations"


def wanting() -> dict[str, list[str]]:
    """Return who listens to readings, by project; whoever listens to all of them stands under EVERYWHERE."""
    # Only what is read from the broker can have chosen them, so the sealed address need not be opened.
    stmt = "SELECT id, project_id FROM hooks WHERE ended_at IS NULL AND CAST(topics AS TEXT) LIKE :word ORDER BY id"
    found: dict[str, list[str]] = {}
    for hook_id, project_id in db.session.execute(text(stmt), {"word": f'%"{READINGS}"%'}):
        found.setdefault(project_id or EVERYWHERE, []).append(hook_id)
    return found


def give_ear(hear: Callable[[Sequence[Told]], None]) -> None:
    """Let this process hand what it stores to `hear`, which must return at once and never fail."""
    current_app.extensions[EAR] = hear


def ear() -> Callable[[Sequence[Told]], None] | None:
    """Return what this process hands its readings to; None where it has nobody to tell them."""
    found: Callable[[Sequence[Told]], None] | None = current_app.extensions.get(EAR)
    return found


def anybody() -> bool:
    """Say whether there may be a listener: asked without the room that knows them, whose addresses are sealed."""
    return db.session.scalar(text("SELECT 1 FROM hooks LIMIT 1")) is not None
