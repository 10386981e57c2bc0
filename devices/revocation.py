"""Shows out whoever the registry no longer lets in: a retired device, or one that came with an old secret."""

import asyncio
import hmac
import json
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from sqlalchemy.exc import SQLAlchemyError

from devices import listeners
from devices.dial import Place, dial
from devices.speaking import gateway_publish
from inspect_app.readings import queries

#: a revocation is felt within one beat and the time of one question to the database
BEAT = 0.3
_ANSWER_WITHIN = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guest:
    """One connection that was let in, the fingerprint of the secret it showed, and the mark of what it may publish."""

    server: str
    connection: int
    name: str
    proof: str
    allowed: str = ""


def badge(name: str, proof: str, allowed: str) -> str:
    """Return what the broker calls a connection it let in, so that whoever asks it later knows all three."""
    return f"{name}/{proof}/{allowed}"


def mark(publish: Iterable[str]) -> str:
    """Return a short name for what somebody may publish, to tell later whether it is the same still."""
    return sha256("\n".join(publish).encode()).hexdigest()[:16]


class Guests:
    """Who is in: written by the log-in and by the broker's word of who left, read by the revocation.

    With each guest goes the version of the registry that last vouched for him, None before the first.
    `several`: they are at several brokers, of which one that is new says nothing about the others.
    """

    def __init__(self, *, several: bool = False) -> None:
        self._several = several
        self._lock = threading.Lock()
        self._vouched: dict[tuple[str, int], tuple[Guest, int | None]] = {}

    def __len__(self) -> int:
        return len(self._vouched)

    def came(self, guest: Guest) -> None:
        """Note a guest before the broker opens to him, so that no revocation in between overlooks him."""
        with self._lock:
            if not self._several and any(server != guest.server for server, _ in tuple(self._vouched)[:1]):
                self._vouched.clear()  # a broker started anew has none of its old connections
            self._vouched[guest.server, guest.connection] = guest, None

    def left(self, server: str, connection: int) -> None:
        with self._lock:
            self._vouched.pop((server, connection), None)

    def found(self, guests: Iterable[Guest], servers: set[str]) -> None:
        """Take up those `servers` say are in; who was at another has lost his connection with it."""
        with self._lock:
            self._vouched = {key: each for key, each in self._vouched.items() if key[0] in servers}
            for guest in guests:
                self._vouched.setdefault((guest.server, guest.connection), (guest, None))

    def doubtful(self, version: int) -> list[Guest]:
        """Return those for whom the registry of this version has not vouched."""
        with self._lock:
            return [guest for guest, vouched in self._vouched.values() if vouched != version]

    def vouch(self, guests: Iterable[Guest], version: int) -> None:
        with self._lock:
            for guest in guests:
                if (guest.server, guest.connection) in self._vouched:
                    self._vouched[guest.server, guest.connection] = guest, version


class Revocation:
    """Compares at each beat those who are in with the registry, in a thread of its own, and closes on the rest.

    `url` is the broker's system account, `account` the one devices are in; `context` opens the service's
    application context. As long as nothing in the registry changes and nobody comes, a beat is one short question.
    """

    def __init__(
        self, url: Place, account: str, guests: Guests, context: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        self._url, self._account = url, account
        self._guests, self._context = guests, context
        self._client: Client | None = None
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="revocation", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        beating = asyncio.create_task(self._beat())
        await self._stop.wait()
        beating.cancel()
        await asyncio.wait({beating})

    async def _beat(self) -> None:
        # After any error the broker names (a log-in too slow for it, say) the client closes itself for good, and
        # every question on it fails from then on: then another takes its place.
        while True:
            try:
                await self._beat_while_open()
            except (nats.errors.Error, OSError) as error:
                log.warning("revocation: connected anew: %s", error)
            except Exception:  # a beat that ended would let everybody stay: say it, and go on
                log.exception("the revocation failed, and begins anew")
            await asyncio.sleep(BEAT)

    async def _beat_while_open(self) -> None:
        client = await dial(
            self._url, "revocation", max_reconnect_attempts=-1, reconnect_time_wait=0.2, error_cb=_noted
        )
        self._client = client
        try:
            await client.subscribe(f"$SYS.ACCOUNT.{self._account}.DISCONNECT", cb=self._left)
            while not client.is_closed:
                await self._look_safely(client)
                await asyncio.sleep(BEAT)
        finally:
            await client.close()

    def close_connection(self) -> bool:
        """Close the present connection for good, as the client does after an error of the broker; False without one."""
        client = self._client
        if client is None:
            return False
        asyncio.run_coroutine_threadsafe(client.close(), self._loop).result(timeout=5)
        return True

    async def _look_safely(self, client: Client) -> None:
        try:
            await self._look(client)
        except (SQLAlchemyError, nats.errors.Error, OSError) as error:
            log.warning("who may stay is not known and asked again: %s", error)
        except Exception:  # a broken loop would let everybody stay: say it, and go on
            log.exception("a look at who may stay failed")

    async def _look(self, client: Client) -> None:
        version = await asyncio.to_thread(self._version)
        doubtful = self._guests.doubtful(version)
        if not doubtful:
            return
        # Asked after the version: what changes in between has another version, and is seen at the next beat.
        barred = await asyncio.to_thread(self._barred, doubtful)
        for guest in barred:
            await self._show_out(client, guest)
        self._guests.vouch(set(doubtful) - barred, version)

    async def _show_out(self, client: Client, guest: Guest) -> None:
        subject = f"$SYS.REQ.SERVER.{guest.server}.KICK"
        order = json.dumps({"cid": guest.connection}).encode()
        reply = json.loads((await client.request(subject, order, timeout=_ANSWER_WITHIN)).data)
        # An error says that there is no such connection any more.
        self._guests.left(guest.server, guest.connection)
        if "error" not in reply:
            log.warning("%r is no longer let in: its connection is closed", guest.name)

    async def _left(self, message: Msg) -> None:
        told = json.loads(message.data)
        self._guests.left(told["server"]["id"], told["client"]["id"])

    def _version(self) -> int:
        with self._context():
            return queries.registry_version()

    def _barred(self, guests: Sequence[Guest]) -> set[Guest]:
        with self._context():
            names = {guest.name for guest in guests}
            known = queries.device_fingerprints(names) | listeners.fingerprints(names)
            gateways = queries.spoken_for(names)
        barred = {
            guest for guest in guests if not hmac.compare_digest(known.get(guest.name, ""), guest.proof)
        }
        # Whose devices are others by now logs in anew, and is granted those.
        changed = {
            guest for guest in guests if guest.name in gateways and _other(guest, gateways[guest.name])
        }
        return barred | changed


def _other(guest: Guest, devices: Sequence[str]) -> bool:
    site, _, device = guest.name.partition("_")
    return guest.allowed != mark(gateway_publish(site, device, devices))


async def _noted(error: Exception) -> None:
    log.warning("revocation: %s", error)
