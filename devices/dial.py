"""Connects to a NATS server, or to whichever node of a cluster answers."""

import ssl
from dataclasses import dataclass
from typing import Any

import nats
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
    """Return a connection to the server, or to any node of the cluster; `how` is as nats.connect takes it."""
    if isinstance(place, str):
        return await nats.connect(place, name=name, **how)
    if place.urls[0].startswith("tls:"):
        how["tls"] = ssl.create_default_context(cafile=place.ca_file or None)
    return await nats.connect(list(place.urls), name=name, ping_interval=_PING, **how)
