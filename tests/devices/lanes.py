"""A lane: a broker, a way to read from it, and a site nobody else in the tests uses."""

import secrets
from dataclasses import dataclass

import pytest

from devices.topics import build
from tests.brokers import Device, Spec

DEVICE = "dust-03"
TABLET = "tablet-9"
LANES = ["embedded-nats", "embedded-paho", "mosquitto-paho5"]


@dataclass
class Lane:
    """A broker, a way to read from it, and a site nobody else in the tests uses."""

    spec: Spec
    site: str
    device_url: str
    tablet_url: str
    publisher_url: str

    @property
    def topic(self) -> str:
        return build(self.site, DEVICE)

    def device(self) -> Device:
        return Device(self.device_url)


def lane_of(request: pytest.FixtureRequest, broker: str) -> Lane:
    site = f"s{secrets.token_hex(5)}"
    if request.param == "mosquitto-paho5":
        url = request.getfixturevalue("mosquitto_url")
        return Lane(Spec("paho5", url, client_id=site), site, url, url, url)
    running = request.getfixturevalue(broker)
    running.registry.add(DEVICE, publish=("site/+/device/+/+",))
    running.registry.add(TABLET, subscribe=("site/+/tablet/+/receipt",))
    own = running.broker
    spec = (
        Spec("nats", own.client_url)
        if request.param == "embedded-nats"
        else Spec("paho3", own.mqtt_url, client_id=site)
    )
    return Lane(spec, site, running.url(DEVICE), running.url(TABLET), own.mqtt_url)
