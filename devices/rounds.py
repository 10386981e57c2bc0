"""Shows out of a cluster whoever the registry no longer lets in, also those another intake let in."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from nats.aio.client import Client

from devices.dial import Place
from devices.revocation import Guest, Guests, Revocation

# A log-in that was answered just before a change of the registry is a connection soon after it: asked once more then.
_LOG_IN_TAKES = 3.0
# However little happens, for a node that could not be reached may have come back with its guests.
_ROUND = 30.0
_QUIET, _PAGE = 0.3, 4096

log = logging.getLogger(__name__)


class Rounds(Revocation):
    """As Revocation, and at each change of the registry it asks every node who is in.

    Each intake does so: one that was killed leaves guests behind that only the nodes remember.
    """

    def __init__(
        self, place: Place, account: str, guests: Guests, context: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        super().__init__(place, account, guests, context)
        self._seen: int | None = None
        self._due: list[float] = []

    async def _look(self, client: Client) -> None:
        version = await asyncio.to_thread(self._version)
        at = time.monotonic()
        if version != self._seen:
            self._due = [at, at + _LOG_IN_TAKES]
        if self._due[0] <= at:
            guests, servers = await self._everybody(client)
            self._guests.found(guests, servers)
            self._due = self._due[1:] or [at + _ROUND]
        self._seen = version
        await super()._look(client)

    async def _everybody(self, client: Client) -> tuple[list[Guest], set[str]]:
        """Return those devices that are in, and the nodes that answered."""
        guests: list[Guest] = []
        servers: set[str] = set()
        pages = await self._pages(client)
        while pages:
            server, data = pages.pop()
            servers.add(server)
            guests += _guests(server, data["connections"])
            seen = data["offset"] + len(data["connections"])
            if data["connections"] and seen < data["total"]:
                wanted = _wanted(self._account, seen)
                answer = await client.request(f"$SYS.REQ.SERVER.{server}.CONNZ", wanted, timeout=2.0)
                pages.append(_page(answer.data))
        return guests, servers

    async def _pages(self, client: Client) -> list[tuple[str, dict[str, Any]]]:
        """Ask all nodes at once for their first page; nobody knows how many will answer, so silence ends it."""
        inbox = client.new_inbox()
        answers = await client.subscribe(inbox)
        found: list[tuple[str, dict[str, Any]]] = []
        try:
            await client.publish("$SYS.REQ.SERVER.PING.CONNZ", _wanted(self._account, 0), reply=inbox)
            while True:
                found.append(_page((await answers.next_msg(timeout=_QUIET if found else 2.0)).data))
        except TimeoutError:
            return found
        finally:
            await answers.unsubscribe()


def _wanted(account: str, offset: int) -> bytes:
    return json.dumps({"auth": True, "acc": account, "offset": offset, "limit": _PAGE}).encode()


def _page(answer: bytes) -> tuple[str, dict[str, Any]]:
    told = json.loads(answer)
    data: dict[str, Any] = told["data"]
    return str(told["server"]["id"]), {**data, "connections": data.get("connections") or []}


def _guests(server: str, connections: list[dict[str, Any]]) -> list[Guest]:
    """Return the devices among them; the broker calls each by its badge, and our own connections have none."""
    told = [(each["cid"], str(each.get("authorized_user", "")).split("/")) for each in connections]
    return [Guest(server, cid, *words) for cid, words in told if len(words) == 3]
