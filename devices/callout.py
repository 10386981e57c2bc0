"""Answers the broker's question at each log-in: who is this, and what may he publish and hear."""

import asyncio
import json
import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from devices.claims import user_claims
from devices.dial import Place, dial, each_of
from devices.grants import Grant
from devices.nkeys import AccountKey
from devices.question import Asked, question
from devices.revocation import Guest, Guests, mark
from inspect_app.identity.queries import fingerprint
from inspect_app.readings.rules.provisioning import PORCH

SUBJECT = "$SYS.REQ.USER.AUTH"
# Where those who answer log-ins tell each other which client id is whose; only they are in that account.
_HELD = "inspect.held"
MOST_CLIENT_IDS = 100_000
_ASKING_AT_ONCE = 4
_PAUSE = 0.2
# What a name may hold: nothing that is a wildcard or a separator to MQTT or to NATS, no control, no space.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:@-]{0,127}")

log = logging.getLogger(__name__)


Authenticate = Callable[[str, str], Grant | None]


class Refused(Exception):
    """The log-in is not allowed; the text is for the log, the client hears only 'not authorized'."""


class Callout:
    """Listens for log-ins in a thread of its own from start() to stop().

    `authenticate` is called from worker threads, up to four at once, and must answer within two seconds.
    Nobody is let in before `ready` is set: until the durable consumer exists, the broker would
    acknowledge messages and keep them nowhere. `guests` are those who were let in and have not left. `several`: the
    brokers are the nodes of a cluster, which ask any one of all that listen, and whom they have themselves first:
    with a line to each of them, no node dies with the only one there is.
    """

    def __init__(
        self, url: Place, account: str, key: AccountKey, authenticate: Authenticate, ready: threading.Event,
        *, several: bool = False,
    ) -> None:  # fmt: skip
        self._url = url
        self._account = account
        self._key = key
        self._authenticate = authenticate
        self._ready = ready
        self.guests = Guests(several=several)
        self._holders: dict[str, str] = {}
        self._clients: set[Client] = set()
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
        lines = {asyncio.create_task(self._answer_on(each)) for each in each_of(self._url)}
        await self._stop.wait()
        for each in lines:
            each.cancel()
        await asyncio.wait(lines)

    async def _answer_on(self, place: Place) -> None:
        # After an error the broker names the client closes itself for good, and so it does when its connection ends:
        # another takes its place, or no device would come in any more.
        said = logging.WARNING
        while True:
            closed = asyncio.Event()
            try:
                client = await self._connect(place, closed)
                said = logging.WARNING
                await self._listen(client, closed)
                log.warning("log-ins: a connection ended and is made anew")
            except (nats.errors.Error, OSError) as error:
                log.log(said, "log-ins wait for the broker: %s", error)
                said = logging.DEBUG  # a node may be away for days
            except Exception:  # ended, nobody would come in any more: say it, and go on
                log.exception("answering log-ins failed, and begins anew")
            await asyncio.sleep(_PAUSE)

    def close_connection(self) -> bool:
        """Close the present connections for good, as a client does after an error of the broker; False without any."""
        clients = [*self._clients]
        for each in clients:
            asyncio.run_coroutine_threadsafe(each.close(), self._loop).result(timeout=5)
        return bool(clients)

    async def _connect(self, place: Place, closed: asyncio.Event) -> Client:
        level = logging.DEBUG  # until it is open: what keeps it from opening is raised as well

        async def noted(error: Exception) -> None:
            log.log(level, "callout: %s", error)

        async def ended() -> None:
            closed.set()

        # Left to itself, the client asks sixty times, two seconds apart, before it says that nobody is there.
        client = await dial(
            place, "callout", allow_reconnect=False, max_reconnect_attempts=1, reconnect_time_wait=_PAUSE,
            error_cb=noted, closed_cb=ended,
        )  # fmt: skip
        level = logging.WARNING
        return client

    async def _listen(self, client: Client, closed: asyncio.Event) -> None:
        # One task per log-in: a slow answer for one must not hold up the others.
        asked: set[asyncio.Task[None]] = set()

        async def answered(message: Msg) -> None:
            with suppress(nats.errors.Error):  # whoever asked is gone with this connection
                await self._answer(client, message)

        async def heard(message: Msg) -> None:
            task = asyncio.create_task(answered(message))
            asked.add(task)
            task.add_done_callback(asked.discard)

        try:
            await client.subscribe(_HELD, cb=self._told)
            await client.subscribe(SUBJECT, queue="callout", cb=heard)
            await client.flush()
            self._clients.add(client)
            self._listening.set()
            await closed.wait()
        finally:
            self._clients.discard(client)
            await client.close()

    async def _answer(self, client: Client, message: Msg) -> None:
        try:
            asked = question(message.data)
        except (ValueError, KeyError, TypeError):
            log.exception("the broker asked something that cannot be read")
            return
        reply: dict[str, object] = {"type": "authorization_response", "version": 2}
        try:
            reply["jwt"] = await self._permit(client, asked)
        except Refused as refused:
            log.warning("log-in of %r refused: %s", asked.name, refused)
            reply["error"] = "not authorized"
        claims = {"aud": asked.server, "sub": asked.user_key, "nats": reply}
        await message.respond(self._key.sign(claims).encode())

    async def _permit(self, client: Client, asked: Asked) -> str:
        if not self._ready.is_set():
            raise Refused("the intake is not ready")
        if asked.kind != "mqtt" or not _NAME.fullmatch(asked.name):
            raise Refused("not an MQTT client with a plain name")
        if self._holders.get(asked.client_id, asked.name) != asked.name:
            raise Refused(f"client id {asked.client_id!r} belongs to another")
        grant = await self._grant(asked)
        if asked.name != PORCH:  # whoever asks there comes back under a name of his own
            self._hold(asked.client_id, asked.name)
            await client.publish(_HELD, json.dumps([asked.client_id, asked.name]).encode())
        proof = fingerprint(asked.secret)
        self.guests.came(Guest(asked.server, asked.connection, asked.name, proof, mark(grant.publish)))
        return self._key.sign(user_claims(asked, self._account, grant))

    async def _told(self, message: Msg) -> None:
        self._hold(*json.loads(message.data))

    def _hold(self, client_id: str, name: str) -> None:
        if len(self._holders) < MOST_CLIENT_IDS:
            self._holders.setdefault(client_id, name)

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
