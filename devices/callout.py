"""Answers the broker's question at each log-in: who is this, and what may he publish and hear."""

import asyncio
import logging
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg

from devices.nkeys import AccountKey, read
from devices.revocation import Guest, Guests
from inspect_app.identity.queries import fingerprint

SUBJECT = "$SYS.REQ.USER.AUTH"
MOST_CLIENT_IDS = 100_000
_ASKING_AT_ONCE = 4
# What a name may hold: nothing that is a wildcard or a separator to MQTT or to NATS, no control, no space.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:@-]{0,127}")
# Subjects the server itself uses for one client's QoS 1 and 2 deliveries; the names in them are random.
_SERVER_SUBJECTS = ("$MQTT.sub.>", "$MQTT.deliver.pubrel.>")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Grant:
    """MQTT topic filters ('+' and '#' allowed) one client may publish to and subscribe to."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


Authenticate = Callable[[str, str], Grant | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One log-in as the broker asks about it."""

    server: str
    connection: int
    user_key: str
    kind: str
    name: str
    secret: str
    client_id: str


class Refused(Exception):
    """The log-in is not allowed; the text is for the log, the client hears only 'not authorized'."""


class Callout:
    """Listens for log-ins in a thread of its own from start() to stop().

    `authenticate` is called from worker threads, up to four at once, and must answer within two seconds.
    Nobody is let in before `ready` is set: until the durable consumer exists, the broker would
    acknowledge messages and keep them nowhere. `guests` are those who were let in and have not left.
    """

    def __init__(
        self, url: str, account: str, key: AccountKey, authenticate: Authenticate, ready: threading.Event
    ) -> None:
        self._url = url
        self._account = account
        self._key = key
        self._authenticate = authenticate
        self._ready = ready
        self.guests = Guests()
        self._holders: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._listening = threading.Event()
        self._workers = ThreadPoolExecutor(_ASKING_AT_ONCE, thread_name_prefix="log-in")
        self._thread = threading.Thread(target=self._run, name="callout", daemon=True)

    def start(self, timeout: float = 10.0) -> None:
        """Return when log-ins are answered; raise TimeoutError when the broker cannot be reached."""
        self._thread.start()
        if not self._listening.wait(timeout):
            self.stop()
            raise TimeoutError("the broker did not take the subscription for log-ins")

    def stop(self) -> None:
        """No more answers: from here on the broker refuses every log-in."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=5)
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        waiting = asyncio.create_task(self._connect())
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait({waiting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            return
        client = waiting.result()
        await stopped
        await client.close()

    async def _connect(self) -> Client:
        client = await nats.connect(
            self._url, name="callout", max_reconnect_attempts=-1, reconnect_time_wait=0.2, error_cb=_noted
        )
        # One task per log-in: a slow answer for one must not hold up the others.
        asked: set[asyncio.Task[None]] = set()

        async def heard(message: Msg) -> None:
            task = asyncio.create_task(self._answer(message))
            asked.add(task)
            task.add_done_callback(asked.discard)

        await client.subscribe(SUBJECT, queue="callout", cb=heard)
        await client.flush()
        self._listening.set()
        return client

    async def _answer(self, message: Msg) -> None:
        try:
            asked = question(message.data)
        except (ValueError, KeyError, TypeError):
            log.exception("the broker asked something that cannot be read")
            return
        reply: dict[str, object] = {"type": "authorization_response", "version": 2}
        try:
            reply["jwt"] = await self._permit(asked)
        except Refused as refused:
            log.warning("log-in of %r refused: %s", asked.name, refused)
            reply["error"] = "not authorized"
        claims = {"aud": asked.server, "sub": asked.user_key, "nats": reply}
        await message.respond(self._key.sign(claims).encode())

    async def _permit(self, asked: Asked) -> str:
        if not self._ready.is_set():
            raise Refused("the intake is not ready")
        if asked.kind != "mqtt" or not _NAME.fullmatch(asked.name):
            raise Refused("not an MQTT client with a plain name")
        if self._holders.get(asked.client_id, asked.name) != asked.name:
            raise Refused(f"client id {asked.client_id!r} belongs to another")
        grant = await self._grant(asked)
        if len(self._holders) < MOST_CLIENT_IDS:
            self._holders[asked.client_id] = asked.name
        self.guests.came(Guest(asked.server, asked.connection, asked.name, fingerprint(asked.secret)))
        return self._key.sign(user_claims(asked, self._account, grant))

    async def _grant(self, asked: Asked) -> Grant:
        loop = asyncio.get_running_loop()
        try:
            grant = await loop.run_in_executor(self._workers, self._authenticate, asked.name, asked.secret)
        except Exception as error:  # whatever the registry says when it fails, nobody is let in by it
            log.exception("the registry could not answer")
            raise Refused("the registry failed") from error
        if grant is None:
            raise Refused("unknown name or wrong secret")
        return grant


def question(token: bytes) -> Asked:
    """Read the broker's question; raises ValueError, KeyError or TypeError when it is none."""
    body: Any = read(token)["nats"]
    client, options = body["client_info"], body["connect_opts"]
    return Asked(
        server=body["server_id"]["id"],
        connection=client["id"],
        user_key=body["user_nkey"],
        kind=client.get("type", ""),
        name=options.get("user", ""),
        secret=options.get("pass", ""),
        client_id=client.get("mqtt_id", ""),
    )


def user_claims(asked: Asked, account: str, grant: Grant) -> dict[str, object]:
    """The permissions of one client as the broker reads them."""
    return {
        "aud": account,
        "sub": asked.user_key,
        "name": asked.name,
        "nats": {
            "type": "user",
            "version": 2,
            "pub": _only(subjects(grant.publish)),
            "sub": _only((*subjects(grant.subscribe), *_SERVER_SUBJECTS)),
            "subs": -1,
            "data": -1,
            "payload": -1,
            "allowed_connection_types": ["MQTT", "MQTT_WS"],
        },
    }


def subjects(filters: Sequence[str]) -> tuple[str, ...]:
    """Translate MQTT topic filters into NATS subjects; raises ValueError for what NATS would misread."""
    return tuple(_subject(topic_filter) for topic_filter in filters)


def _subject(topic_filter: str) -> str:
    if re.search(r"[.*>\s\x7f]|^/|//|/$|^$", topic_filter):
        raise ValueError(f"{topic_filter!r}: no '.', '*', '>', space or empty level in a filter")
    return topic_filter.replace("/", ".").replace("+", "*").replace("#", ">")


def _only(allowed: tuple[str, ...]) -> dict[str, list[str]]:
    # An empty list of what is allowed would mean everything.
    return {"allow": list(allowed)} if allowed else {"deny": [">"]}


async def _noted(error: Exception) -> None:
    log.warning("callout: %s", error)
