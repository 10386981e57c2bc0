"""The network side of the embedded broker's store: asks, holds what has arrived, answers for what was kept."""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import nats
import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from devices.jetstream import PREFIX, next_request, next_subject, topic
from devices.message import Message
from devices.sources import LONGEST, MAX_BATCH_BYTES, QUIET

KEEP, AGAIN, PATIENCE = b"+ACK", b"-NAK", b"+WPI"
_TICK = 0.1
_EXPIRES = 5.0
# More than the biggest message the broker takes: a request too small for the next message never ends well.
_REQUEST_BYTES = 16 << 20
_QOS = "Nmqtt-Pub"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Batch:
    messages: list[Message] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)  # empty text: QoS 0, nobody waits for an answer
    size: int = 0

    def add(self, message: Message, reply: str) -> None:
        self.messages.append(message)
        self.replies.append(reply)
        self.size += len(message.payload)


class Inlet:
    """The network side: asks for messages, holds what has arrived, answers for what was handled."""

    def __init__(self, url: str, unkept: Sequence[str], max_batch: int, ack_wait: float) -> None:
        self._url, self._unkept = url, unkept
        self._max_batch, self._ack_wait = max_batch, ack_wait
        self._arrived = Batch()
        self._handled = Batch()
        self._some = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._stop, self._answered, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._room.set()
        self._expected = 0
        self._client: Client | None = None
        self._inbox: Subscription | None = None

    def start(self) -> None:
        self._thread.start()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def take(self) -> Batch:
        """Wait a tick for the first message, then take what follows closely."""
        with self._some:
            if not self._arrived.messages:
                self._some.wait(_TICK)
        until = time.monotonic() + LONGEST
        before = 0
        while before < (now := len(self._arrived.messages)) < self._max_batch and time.monotonic() < until:
            if self._arrived.size >= MAX_BATCH_BYTES:
                break
            before = now
            time.sleep(QUIET)
        with self._some:
            self._handled, self._arrived = self._arrived, Batch()
        self._loop.call_soon_threadsafe(self._room.set)
        return self._handled

    def settle(self, batch: Batch, answer: bytes) -> None:
        """Answer for the whole batch; returns when the answers are on their way."""
        self._handled = Batch()
        _wait(asyncio.run_coroutine_threadsafe(self._answer(batch.replies, answer), self._loop))

    def close(self) -> None:
        """Give back what was not handled, so that the next one need not wait for it."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=3)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._serve())
        except Exception:  # the thread's end is noticed by alive(); the reason is said here
            log.exception("the connection to the store broke")

    async def _serve(self) -> None:
        work = asyncio.create_task(self._work())
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if work.done():
            work.result()
        work.cancel()
        if self._client is not None:
            await self._give_back(self._client)

    async def _give_back(self, client: Client) -> None:
        try:
            if self._inbox is not None:
                # First end our own request: the store would send to it what is given back.
                await asyncio.wait_for(self._inbox.drain(), 1)
            await self._answer([*self._handled.replies, *self._arrived.replies], AGAIN)
        except (OSError, TimeoutError, nats.errors.Error) as error:
            log.warning("could not give back what was not handled: %s", error)
        await client.close()

    async def _work(self) -> None:
        client = await nats.connect(
            self._url,
            name="intake",
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,
            reconnected_cb=self._reconnected,
            error_cb=_noted,
        )
        self._client = client
        inbox = client.new_inbox()
        self._inbox = await client.subscribe(inbox, cb=self._stored)
        for subject in self._unkept:
            await client.subscribe(subject, queue="intake", cb=self._passing)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ask(client, inbox))
            tasks.create_task(self._be_patient())

    async def _ask(self, client: Client, inbox: str) -> None:
        # One request at a time, the next when it is served, ended or lost with its connection.
        while True:
            await self._room.wait()
            self._answered.clear()
            self._expected = self._max_batch
            request = next_request(self._max_batch, _REQUEST_BYTES, _EXPIRES)
            await client.publish(next_subject(), request, reply=inbox)
            try:
                await asyncio.wait_for(self._answered.wait(), _EXPIRES + 2)
            except TimeoutError:
                log.debug("a request to the store was lost")

    async def _be_patient(self) -> None:
        # What is being handled must not go to another only because the handling takes long.
        while True:
            await asyncio.sleep(self._ack_wait / 3)
            await self._answer([*self._handled.replies, *self._arrived.replies], PATIENCE)

    async def _reconnected(self) -> None:
        self._answered.set()

    async def _stored(self, message: Msg) -> None:
        if not message.reply:
            await self._ended(message)
            return
        self._expected -= 1
        if self._expected == 0:
            self._answered.set()
        tokens = message.reply.split(".")
        # $JS.ACK.[domain.account.]stream.consumer.delivered.…
        delivered = tokens[4] if len(tokens) == 9 else tokens[6]
        self._add(message, message.subject.removeprefix(PREFIX), message.reply, dup=delivered != "1")

    async def _ended(self, message: Msg) -> None:
        status = (message.headers or {}).get("Status", "")
        if status != "408" and self._expected == self._max_batch:
            log.warning("the store answers %s %s", status, (message.headers or {}).get("Description", ""))
            await asyncio.sleep(_TICK)
        self._answered.set()

    async def _passing(self, message: Msg) -> None:
        if (message.headers or {}).get(_QOS) == "0":
            await self._room.wait()
            self._add(message, message.subject, "", dup=False)

    def _add(self, message: Msg, subject: str, reply: str, *, dup: bool) -> None:
        found = Message(topic(subject), message.data, retained=False, dup=dup, received_at=time.time())
        with self._some:
            self._arrived.add(found, reply)
            if len(self._arrived.messages) == 1:
                self._some.notify()
        if len(self._arrived.messages) >= self._max_batch or self._arrived.size >= MAX_BATCH_BYTES:
            self._room.clear()

    async def _answer(self, replies: Sequence[str], answer: bytes) -> None:
        if self._client is None:
            return
        for reply in replies:
            if reply:
                await self._client.publish(reply, answer)
        await self._client.flush()


def _wait(answer: "Future[None]") -> None:
    try:
        answer.result(timeout=10)
    except Exception as error:  # noqa: BLE001 -- not answered, for any reason, means it comes again
        log.warning("a batch could not be answered for: %s", error)


async def _noted(error: Exception) -> None:
    log.warning("store: %s", error)
