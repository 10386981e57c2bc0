"""Two sites whose readings somebody listens to, each to those of its own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import paho.mqtt.publish as paho
from flask import Flask

from devices import topics
from devices.live import Live
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.listening import observations
from inspect_app.messages.models import Hook
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample


@dataclass
class Site:
    """A device that has measured noise once, its secret, its channel, and a listener to the readings of its project."""

    secret: str
    channel: int
    hook: Hook

    @property
    def topic(self) -> str:
        return observations(self.hook.id, self.channel)


def stored(site: str, *values: float, at: datetime | None = None, quantity: str = "noise") -> None:
    """Store values of a site's device, a millisecond apart, as its intake does."""
    begin = int((at or now()).timestamp() * 1000) - 1000
    with transaction():
        samples = [Sample(site, "n-1", quantity, begin + k, each) for k, each in enumerate(values)]
        actions.record(samples, at=now())


def send(port: int, site: str, secret: str, *values: float) -> None:
    at = int(now().timestamp() * 1000)
    body = json.dumps([{"at": at + k, "values": {"noise": each}} for k, each in enumerate(values)])
    paho.multiple(
        [(topics.build(site, "n-1"), body, 1, False)] * 2,  # the second is the same again
        hostname="127.0.0.1",
        port=port,
        client_id=f"{site}_n-1",
        auth={"username": f"{site}_n-1", "password": secret},
    )


Told = list[tuple[str, bytes]]


def live(app: Flask, sent: Told, most: int = 10) -> Live:
    def publish(pairs: Sequence[tuple[str, bytes]]) -> None:
        sent.extend(pairs)

    return Live(app.app_context, publish, most)
