"""What the embedded broker's store hands to the intake, and what it leaves to others."""

import asyncio
import secrets
import threading
from pathlib import Path
from typing import Any, Self

import nats
import pytest
from nats.js.api import ConsumerConfig
from nats.js.client import JetStreamContext

from devices.claims import subjects
from devices.jetstream import DURABLE, PREFIX, STREAM
from devices.message import Message
from devices.sources.nats import NatsSource
from devices.topics import WITH_PORCH
from tests.brokers import ACK_WAIT, Device, Embedded, embedded, log_in, until


class Heard:
    """Runs a source and keeps all it brings, of whichever topic."""

    def __init__(self, house: Embedded) -> None:
        self.messages: list[Message] = []
        self._stop = threading.Event()
        source = NatsSource(house.broker.client_url, ack_wait=ACK_WAIT)
        self._thread = threading.Thread(target=source.run, args=(self.messages.extend, self._stop))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


def ask(house: Embedded, question: Any) -> Any:
    """Ask the store something over a connection of its own."""

    async def asked() -> Any:
        client = await nats.connect(house.broker.client_url)
        try:
            return await question(client.jetstream())
        finally:
            await client.close()

    return asyncio.run(asked())


async def filter_as_before(store: JetStreamContext) -> None:
    """Give the intake's consumer the filters it had in versions before."""
    config: ConsumerConfig = (await store.consumer_info(STREAM, DURABLE)).config
    config.filter_subject = None
    config.filter_subjects = [PREFIX + subject for subject in subjects(WITH_PORCH)]
    await store.add_consumer(STREAM, config)


def waiting(house: Embedded) -> tuple[int, int]:
    """Return how many messages the intake has not answered for, and how many the store holds at all."""

    async def question(store: JetStreamContext) -> tuple[int, int]:
        consumer = await store.consumer_info(STREAM, DURABLE)
        held = (await store.stream_info(STREAM)).state.messages
        return (consumer.num_pending or 0) + (consumer.num_ack_pending or 0), held

    found: tuple[int, int] = ask(house, question)
    return found


def filters(house: Embedded) -> list[str] | None:
    async def question(store: JetStreamContext) -> Any:
        return (await store.consumer_info(STREAM, DURABLE)).config.filter_subjects

    found: list[str] | None = ask(house, question)
    return found


@pytest.fixture
def name() -> str:
    return f"d{secrets.token_hex(4)}"


def test_what_is_for_others_is_answered_for_and_handed_to_nobody(tmp_path: Path, name: str) -> None:
    ours, other = f"site/{name}/device/{name}/telemetry", f"elsewhere/{name}"
    with embedded(tmp_path) as house, Heard(house) as heard:
        house.registry.add(name, (ours, other), (other,))
        with Device(house.url(name)) as device:
            assert device.listen(other)
            device.send(other, *(b"%d" % number for number in range(50)))
            device.send(ours, b"reading")
            until(lambda: heard.messages and len(device.heard) == 50, what="each of both where it belongs")
            until(lambda: waiting(house) == (0, 0), what="a store that holds nothing")
        assert [(each.topic, each.payload) for each in heard.messages] == [(ours, b"reading")]


def test_a_store_made_with_filters_loses_and_doubles_nothing_as_they_go(tmp_path: Path, name: str) -> None:
    ours, other = f"site/{name}/device/{name}/telemetry", f"elsewhere/{name}"
    sent = [b"%04d" % number for number in range(120)]

    with embedded(tmp_path) as house:
        ask(house, filter_as_before)
        assert filters(house)
        secret = house.registry.add(name, (ours, other), (other,))
        keeper = Device(house.url(name), client_id=name, clean=False)  # keeps what is for others in the store
        assert keeper.listen(other)
        with Heard(house) as heard:
            keeper.send(ours, *sent[:40])
            until(lambda: len(heard.messages) == 40, what="what was read before")
        keeper.close()
        with Device(house.url(name)) as device:
            for mine, others in zip(sent[40:80], sent[:40], strict=True):
                device.send(ours, mine)
                device.send(other, others)
        house.broker.stop()
        house.broker.start()  # prepares the store anew
        assert not filters(house)
        until(lambda: log_in(house, name, secret) == "Success", what="log-ins answered again")
        with Heard(house) as heard:
            with Device(house.url(name)) as device:
                device.send(ours, *sent[80:])
            until(lambda: len(heard.messages) >= 80, what="what was not read yet")
            until(lambda: waiting(house)[0] == 0, what="all answered for")
        assert sorted((each.topic, each.payload) for each in heard.messages) == [
            (ours, each) for each in sent[40:]
        ]
        again = Device(house.url(name), client_id=name, clean=False)
        until(lambda: len(again.heard) == 40, what="what others had not heard yet")
        again.close()
