"""Connects to a NATS server, or to whichever node of a cluster answers."""

import ssl
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client

# Two pings without an answer end a connection: so long is a node that vanished without a word believed in.
_PING = 5


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of a cluster: nats:// or tls:// addresses with one log-in, and whom tls trusts (a PEM file).

    Without `ca_file` the authorities of the system are trusted.
    """

    urls: tuple[str, ...]
    ca_file: str = ""


Place = str | Nodes


def each_of(place: Place) -> tuple[Place, ...]:
    """Return the server, or each node of the cluster by itself."""
    return (place,) if isinstance(place, str) else tuple(Nodes((url,), place.ca_file) for url in place.urls)


async def dial(place: Place, name: str, **how: Any) -> Client:
    """Return a connection to the server, or to any node of the cluster; `how` is as Client.connect takes it."""
    client = Client()
    if not isinstance(place, str):
        how["ping_interval"] = _PING
        if place.urls[0].startswith("tls:"):
            how["tls"] = ssl.create_default_context(cafile=place.ca_file or None)
    try:
        await client.connect(place if isinstance(place, str) else list(place.urls), name=name, **how)
    except BaseException:
        await client.close()  # it leaves open what a server took and did not answer
        raise
    return client
