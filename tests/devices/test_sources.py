"""One contract for every source: nothing is acknowledged before it is kept, and nothing is lost."""

import secrets
import signal
import threading
import time
from collections.abc import Sequence

import pytest

from devices.message import Message
from devices.sources import MAX_BATCH, Retry
from devices.sources.publisher import Publisher
from devices.topics import build
from tests.brokers import ACK_WAIT, PATIENCE, Device, least_of, until
from tests.devices.lanes import TABLET, Lane
from tests.listening import PROBE, Listener


def numbered(count: int) -> list[bytes]:
    return [b"%06d" % number for number in range(count)]


def test_everything_published_arrives_once_and_in_batches(lane: Lane) -> None:
    sent = numbered(3_000)
    with lane.device() as device, Listener(lane.spec.make(), lane.site) as listener:
        listener.probe(device, lane.topic)
        before = time.time()
        device.send(lane.topic, *sent)
        until(lambda: len(listener.payloads) >= len(sent), what="all messages")
    assert sorted(listener.payloads) == sent
    assert len(listener.batches) < len(sent) / 3
    message = listener.batches[0][0]
    assert (message.topic, message.retained, message.dup) == (lane.topic, False, False)
    assert before - 1 < message.received_at < time.time() + 1


def test_messages_without_a_wish_for_an_answer_arrive_too(lane: Lane) -> None:
    with lane.device() as device, Listener(lane.spec.make(), lane.site) as listener:
        listener.probe(device, lane.topic)
        device.send(lane.topic, b"qos 0", qos=0)
        device.send(lane.topic, b"qos 1", qos=1)
        until(lambda: len(listener.payloads) >= 2, what="both messages")
    assert sorted(listener.payloads) == [b"qos 0", b"qos 1"]


def test_empty_broken_and_large_payloads_arrive_as_the_bytes_they_are(lane: Lane) -> None:
    odd = [b"", b"\x00", bytes(range(256)), b"\xff\xfe{", b"\r\n" * 9, secrets.token_bytes(3_000_000)]
    with lane.device() as device, Listener(lane.spec.make(), lane.site) as listener:
        listener.probe(device, lane.topic)
        device.send(lane.topic, *odd)
        until(lambda: len(listener.payloads) >= len(odd), what="all payloads")
    assert sorted(listener.payloads) == sorted(odd)


@pytest.mark.parametrize("failure", [Retry("the database is away"), ValueError("a fault in the handle")])
def test_a_batch_that_could_not_be_kept_comes_again_whole(hasty: Lane, failure: Exception) -> None:
    seen: list[bytes] = []

    def refuse_twice(batch: Sequence[Message]) -> None:
        seen.extend(message.payload for message in batch)
        if refuse_twice.left:  # type: ignore[attr-defined]
            refuse_twice.left -= 1  # type: ignore[attr-defined]
            raise failure

    refuse_twice.left = 2  # type: ignore[attr-defined]
    sent = numbered(200)
    with hasty.device() as device, Listener(hasty.spec.make(), hasty.site, refuse_twice) as listener:
        listener.probe(device, hasty.topic)
        device.send(hasty.topic, *sent)
        until(lambda: set(listener.payloads) >= set(sent), what="all messages in spite of the failures")
    assert len(seen) > len(listener.payloads) >= len(sent)
    assert any(message.dup for batch in listener.batches for message in batch)


def test_what_a_killed_consumer_had_not_acknowledged_comes_again_to_the_next(hasty: Lane) -> None:
    # It dies in the worst moment: after it has kept the batch and before it has acknowledged it.
    consumer = hasty.spec.in_child(
        f"""
import os, signal, threading
def keep(batch):
    ours = [m for m in batch if m.topic.startswith("site/{hasty.site}/")]
    if any(m.payload == {PROBE!r} for m in ours):
        print("listening")
    kept = [m.payload for m in ours if m.payload != {PROBE!r}]
    if kept:
        print(len(kept))
        os.kill(os.getpid(), signal.SIGKILL)
source.run(keep, threading.Event())
"""
    )
    sent = numbered(300)
    with consumer, hasty.device() as device:
        listening = threading.Thread(target=lambda: consumer.stdout and consumer.stdout.readline())
        listening.start()
        while listening.is_alive():
            device.send(hasty.topic, PROBE)
            listening.join(0.1)
        device.send(hasty.topic, *sent)
        assert consumer.wait(PATIENCE) == -signal.SIGKILL
        assert consumer.stdout
        assert int(consumer.stdout.read().split()[-1]) > 0
    with Listener(hasty.spec.make(), hasty.site) as listener:
        until(lambda: set(listener.payloads) >= set(sent), what="what the dead consumer had")
    again = [message for batch in listener.batches for message in batch if message.dup]
    assert again
    assert all(message.topic == hasty.topic and message.payload in sent for message in again)


def test_what_arrives_while_nobody_listens_is_kept(lane: Lane) -> None:
    sent = numbered(100)
    with lane.device() as device:
        with Listener(lane.spec.make(), lane.site) as listener:
            listener.probe(device, lane.topic)
        device.send(lane.topic, *sent)
        with Listener(lane.spec.make(), lane.site) as listener:
            until(lambda: len(listener.payloads) >= len(sent), what="what was sent meanwhile")
    assert sorted(listener.payloads) == sent


def test_what_was_acknowledged_does_not_come_again(lane: Lane) -> None:
    with lane.device() as device:
        with Listener(lane.spec.make(), lane.site) as listener:
            listener.probe(device, lane.topic)
            device.send(lane.topic, *numbered(100))
            until(lambda: len(listener.payloads) >= 100, what="all messages")
        with Listener(lane.spec.make(), lane.site) as second:
            device.send(lane.topic, b"new")
            until(lambda: second.payloads, what="the new message")
    assert second.payloads == [b"new"]


@pytest.mark.parametrize("hasty", ["embedded-nats", "mosquitto-paho5"], indirect=True)
def test_a_long_handling_does_not_bring_the_batch_to_it_twice(hasty: Lane) -> None:
    def comings() -> int:
        slow = secrets.token_bytes(8)
        with (
            hasty.device() as device,
            Listener(hasty.spec.make(), hasty.site, lambda _: time.sleep(1.6 * ACK_WAIT)) as listener,
        ):
            listener.probe(device, hasty.topic)
            device.send(hasty.topic, slow)
            until(lambda: listener.payloads, what="the slow one")
            time.sleep(0.3)
        return listener.payloads.count(slow)

    assert least_of(comings, 2) == 1


def test_a_batch_has_an_upper_end(lane: Lane) -> None:
    sizes: list[int] = []
    sent = numbered(9_000)
    with lane.device() as device:
        with Listener(lane.spec.make(), lane.site) as listener:
            listener.probe(device, lane.topic)
        device.send(lane.topic, *sent)
        with Listener(lane.spec.make(), lane.site, lambda batch: sizes.append(len(batch))) as listener:
            until(lambda: len(listener.payloads) >= len(sent), what="the backlog")
    assert 100 < max(sizes) <= 4 * MAX_BATCH


def test_it_stops_at_once_also_while_the_handle_keeps_failing(hasty: Lane) -> None:
    with hasty.device() as device:

        def idle() -> float:
            listener = Listener(hasty.spec.make(), hasty.site)
            listener.probe(device, hasty.topic)
            return listener.close()

        def failing() -> float:
            failed = threading.Semaphore(0)

            def fail(_: Sequence[Message]) -> None:
                failed.release()
                raise Retry("never")

            listener = Listener(hasty.spec.make(), hasty.site, fail)
            device.send(hasty.topic, b"poison")
            assert failed.acquire(timeout=PATIENCE)
            assert failed.acquire(timeout=PATIENCE)
            return listener.close()

        print(f"stops within {idle():.2f} s, while failing {failing():.2f} s")
        with Listener(hasty.spec.make(), hasty.site) as after:
            until(lambda: after.payloads, what="what was never kept")
    assert set(after.payloads) == {b"poison"}


def test_a_receipt_reaches_the_tablet_that_listens(lane: Lane) -> None:
    receipt = build(lane.site, TABLET, "receipt")
    publisher = Publisher(lane.publisher_url)
    with Device(lane.tablet_url) as tablet:
        assert tablet.listen(receipt)
        publisher.publish(receipt, b"1")
        publisher.publish_all([(receipt, b"2"), (receipt, b"3")])
        until(lambda: len(tablet.heard) >= 3, what="the receipts")
    publisher.close()
    assert tablet.heard == [(receipt, b"1"), (receipt, b"2"), (receipt, b"3")]


def test_a_receipt_may_be_sent_from_within_the_handle(lane: Lane) -> None:
    receipt = build(lane.site, TABLET, "receipt")
    publisher = Publisher(lane.publisher_url)

    def answer(batch: Sequence[Message]) -> None:
        publisher.publish_all((receipt, message.payload) for message in batch)

    with (
        Device(lane.tablet_url) as tablet,
        lane.device() as device,
        Listener(lane.spec.make(), lane.site, answer) as listener,
    ):
        assert tablet.listen(receipt)
        listener.probe(device, lane.topic)
        device.send(lane.topic, *numbered(20))
        until(lambda: len(tablet.heard) >= 20, what="the receipts")
    publisher.close()
    assert {payload for _, payload in tablet.heard} == set(numbered(20))
