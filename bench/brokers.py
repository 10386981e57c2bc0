"""The brokers that are measured behind: a mosquitto, or the embedded one with the devices' log-ins."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench.stage import NotHere, Stage, scratch
from devices.grants import Grant
from tests.brokers import embedded, mosquitto


@dataclass(frozen=True, slots=True)
class Broker:
    """A running broker: where devices log in, where a subscriber may hear all, and its process."""

    url: str
    inside: str
    process: psutil.Process


@contextmanager
def a_mosquitto() -> Iterator[Broker]:
    """Yield a mosquitto that lets anybody in and holds nobody back."""
    if shutil.which("mosquitto") is None:
        raise NotHere("mosquitto is not installed")
    with scratch() as folder, mosquitto(folder) as url:
        mine = psutil.Process().children()
        yield Broker(url, url, next(each for each in mine if each.name() == "mosquitto"))


@contextmanager
def the_embedded(stage: Stage, sync: str) -> Iterator[Broker]:
    """Yield the embedded broker alone: it knows the stage's devices, and nobody reads its store."""
    with scratch() as folder, embedded(folder, sync=sync) as house:
        for each in stage.devices:
            house.registry.known[each.name] = (each.secret, Grant((each.topic,), ()))
        pid = house.broker.pid
        assert pid is not None
        url = f"mqtt://127.0.0.1:{house.broker.mqtt_port}"
        yield Broker(url, house.broker.mqtt_url, psutil.Process(pid))
