"""The Sparkplug host: one intake of all hears the edge nodes in order, keeps their sessions, and asks for births."""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from devices import doors, sparkplug
from devices.codecs import Unreadable
from devices.doors import Unfit
from devices.intake import Context, Publish, guarded
from devices.message import Message
from devices.sources import Retry, Source
from devices.sparkplug import Address, Session
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.refusals import is_gone
from inspect_app.readings import actions

log = logging.getLogger(__name__)
LEASE_SECONDS = 30
_BEAT = 5.0


class Host:
    """What the host's connection calls with its batches, and who decides that it is this process that listens.

    Of several intakes one holds the lease; the others wait. Each batch is kept only while the lease is still ours, in
    the same transaction, so that two can never act on one session.
    """

    def __init__(self, context: Context, publish: Publish, host_id: str) -> None:
        self._context, self._publish = context, publish
        self._name, self._holder = f"sparkplug {host_id}", secrets.token_hex(12)

    def keep_listening(
        self, source: Callable[[], Source], stop: threading.Event, beat: float = _BEAT
    ) -> None:
        """Listen while the lease is ours, until `stop` is set."""
        while not stop.is_set():
            if self.hold():
                self._listen(source(), stop, beat)
            stop.wait(beat)
        self.hold(seconds=0)

    def _listen(self, source: Source, stop: threading.Event, beat: float) -> None:
        end = threading.Event()
        thread = threading.Thread(target=source.run, args=(self.handle, end), name="sparkplug", daemon=True)
        thread.start()
        while not stop.wait(beat) and self.hold():
            pass
        end.set()
        thread.join(10)

    def hold(self, seconds: int = LEASE_SECONDS) -> bool:
        """Take or prolong the lease, or give it up; False while another has it or the database cannot be asked."""
        try:
            with self._context(), transaction():
                return actions.hold_lease(self._name, self._holder, at=now(), seconds=seconds)
        except SQLAlchemyError as error:
            log.warning("the lease of the Sparkplug host waits: %s", error)
            return False

    def handle(self, batch: Sequence[Message]) -> None:
        """Keep a batch with the sessions it led to; raises Retry when the database is gone or another listens now."""
        with self._context():
            asks = guarded(lambda: self._act(batch))
        if asks:
            self._publish(asks)

    def _act(self, batch: Sequence[Message]) -> list[tuple[str, bytes]]:
        try:
            return self._together(batch)
        except (Retry, SQLAlchemyError) as error:
            if isinstance(error, Retry) or is_gone(error):
                raise
            log.exception("a batch of %d failed as a whole and is taken message by message", len(batch))
        return [ask for message in batch for ask in self._singly(message)]

    def _singly(self, message: Message) -> list[tuple[str, bytes]]:
        try:
            return self._together([message])
        except SQLAlchemyError as error:
            if is_gone(error):
                raise
            log.exception("a message on %s failed", message.topic)
            with transaction():
                doors.bury(message, Unfit("failed", repr(error)))
        return []

    def _together(self, batch: Sequence[Message]) -> list[tuple[str, bytes]]:
        asks: list[tuple[str, bytes]] = []
        with transaction():
            if not actions.holds_lease(self._name, self._holder):
                raise Retry("another intake listens to Sparkplug now")
            for message in batch:
                found = _address(message)
                if found:
                    asks += _hear(message, *found)
        return asks


def _address(message: Message) -> tuple[str, Address] | None:
    try:
        return sparkplug.parse(message.topic)
    except Unreadable as wrong:
        doors.bury(message, _unfit(wrong))
        return None


def _hear(message: Message, kind: str, address: Address) -> list[tuple[str, bytes]]:
    """Take one message into the session of its node; return the command to send it, if any."""
    at, at_ms = now(), int(message.received_at * 1000)
    found = actions.edge_node(address.group, address.node)
    if found is None:
        doors.bury(message, Unfit("device"))
        return []
    device, node = found
    if device.kind == "tablet" or (address.device and device.kind != sparkplug.GATEWAY):
        doors.bury(message, Unfit("kind"))
        return []
    if address.device and all(each.name != address.device for each in device.behind):
        doors.bury(message, Unfit("device"))
        return []
    session = msgspec.json.decode(node.session, type=Session) if node else Session()
    behind = sorted(session.devices - {""})
    try:
        heard = sparkplug.hear(session, kind, address, message.payload, at_ms)
    except Unreadable as wrong:
        doors.bury(message, _unfit(wrong))
        wanted = sparkplug.ask(session, at_ms)
    else:
        wanted = heard.ask
        samples = [
            actions.Sample(address.group, address.device or address.node, quantity, moment, value, flag)
            for moment, quantity, value, flag in heard.rows
        ]
        refused = doors.record(samples, at) if samples else ()
        if refused:
            told = ", ".join(sorted({f"{sample.quantity}: {rule}" for sample, rule in refused}))
            doors.bury(message, Unfit(refused[0].rule, told))
        if heard.born or heard.died:
            _came_or_went(address, behind, born=heard.born)
    actions.keep_session(device, msgspec.json.encode(session).decode(), at=at)
    return [sparkplug.request(address, at_ms)] if wanted else []


def _came_or_went(address: Address, behind: Sequence[str], *, born: bool) -> None:
    """A node that dies takes the devices behind it along; one that is born brings each by a birth of its own."""
    whole = not address.device and not born
    names = [address.device or address.node, *(behind if whole else ())]
    actions.came_or_went(address.group, names, online=born, at=now())


def _unfit(wrong: Unreadable) -> Unfit:
    detail = ", ".join(f"{name}: {value}" for name, value in wrong.detail.items())
    return Unfit(wrong.rule, f"{wrong.field}" + (f" ({detail})" if detail else ""))
