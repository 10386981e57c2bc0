"""How the embedded broker keeps QoS 1 messages, and the durable consumer that must exist before them."""

import json
import re
from dataclasses import dataclass

from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from devices.dial import Place, dial

# The server's own names. A stream of ours beside it would lose acknowledged messages when a leader dies.
STREAM = "$MQTT_msgs"
PREFIX = "$MQTT.msgs."
DURABLE = "intake"

_ESCAPE = re.compile(r"//|/\.|\.")
_READ_AS = {"//": ".", "/.": "/", ".": "/"}


@dataclass(frozen=True, slots=True)
class Store:
    """What is kept for the intake and how much of it.

    A full store makes the broker drop the connection instead of acknowledging, so the sender keeps its
    message. `ack_wait` seconds after a consumer died its unacknowledged messages go to the next one; this
    holds for MQTT clients of the embedded broker too, which does not send again at their return already.
    `replicas` is on how many nodes of a cluster each message lies; more than half of them must have it.
    """

    max_bytes: int = 1 << 30
    ack_wait: float = 10.0
    max_ack_pending: int = 20_000
    replicas: int = 1


async def prepare(place: Place, store: Store) -> None:
    """Make the stream and the durable consumer, or bring them to what `store` says; never delete either.

    The stream keeps a message only while a consumer still wants it: without this consumer the broker
    would acknowledge and keep nothing.
    """
    client = await dial(place, "prepare", allow_reconnect=False, connect_timeout=5)
    try:
        await _make_stream(client, store)
        await client.jetstream().add_consumer(STREAM, _consumer(store))
    finally:
        await client.close()


def topic(subject: str) -> str:
    """Read an MQTT topic from the subject the server made of it ('/' is '.', '.' is '//')."""
    if "/" not in subject:
        return subject.replace(".", "/")
    return _ESCAPE.sub(lambda found: _READ_AS[found.group()], subject)


def next_subject() -> str:
    return f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{DURABLE}"


def next_request(batch: int, max_bytes: int, expires: float) -> bytes:
    return json.dumps({"batch": batch, "max_bytes": max_bytes, "expires": int(expires * 1e9)}).encode()


async def _make_stream(client: Client, store: Store) -> None:
    manager = client.jsm()
    try:
        config = (await manager.stream_info(STREAM)).config
    except NotFoundError:
        # Exactly what the server makes for its first MQTT client; here it comes before that client.
        config = StreamConfig(
            name=STREAM,
            subjects=[PREFIX + ">"],
            storage=StorageType.FILE,
            retention=RetentionPolicy.INTEREST,
            discard=DiscardPolicy.NEW,
            max_bytes=store.max_bytes,
            num_replicas=store.replicas,
        )
        await manager.add_stream(config)
        return
    config.discard, config.max_bytes = DiscardPolicy.NEW, store.max_bytes
    config.num_replicas = store.replicas
    await manager.update_stream(config)


def _consumer(store: Store) -> ConsumerConfig:
    # One filter that lets everything through, on purpose (decision 0063). With several the server looks for each next
    # message through every topic there is; with none at all it keeps nothing new, unasked, once there were some before.
    return ConsumerConfig(
        durable_name=DURABLE,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=store.ack_wait,
        max_ack_pending=store.max_ack_pending,
        filter_subject=PREFIX + ">",
    )
