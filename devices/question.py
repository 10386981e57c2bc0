"""The broker's question about one log-in, as it is sent."""

from dataclasses import dataclass
from typing import Any

from devices.nkeys import read


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
