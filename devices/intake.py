"""Decode, act, commit, acknowledge: what a source hands over is kept for good before anybody hears so."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from devices import doors
from devices.callout import Grant
from devices.codecs import Readings
from devices.doors import Content, Outcome, Unfit
from devices.message import Message
from devices.sources import Retry
from devices.topics import Topic
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions, queries

log = logging.getLogger(__name__)
#: sends receipts: (topic, bytes) pairs; raises Retry when the broker did not take them
Publish = Callable[[Sequence[tuple[str, bytes]]], None]
Context = Callable[[], AbstractContextManager[Any]]
_AT_ONCE = 50


class Intake:
    """What a source calls with its batches, the broker at each log-in, and a thread of its own for replays.

    `context` opens the service's application context, in whichever thread.
    """

    def __init__(self, context: Context, publish: Publish) -> None:
        self._context, self._publish = context, publish

    def handle(self, batch: Sequence[Message]) -> None:
        """Keep a batch; when this returns, every message of it is stored, or buried with the reason.

        Raises Retry when the database or the broker is gone: nothing may be acknowledged then, and whatever
        was kept already is known when it comes again.
        """
        with self._context():
            receipts = _guarded(lambda: _act(batch))
        if receipts:
            self._publish(receipts)

    def authenticate(self, name: str, secret: str) -> Grant | None:
        """Answer a log-in from the registry."""
        with self._context():
            return doors.log_in(name, secret)

    def replay(self) -> int:
        """Take up the dead letters that an administrator wants replayed; return how many."""
        with self._context():
            ids = [each.id for each in db.session.scalars(queries.letters("queued").limit(_AT_ONCE))]
            receipts = [receipt for one in ids for receipt in _guarded(partial(_again, one))]
        if receipts:
            self._publish(receipts)
        return len(ids)

    def keep_replaying(self, stop: threading.Event, beat: float = 1.0) -> None:
        """Look for replays at each beat until `stop` is set."""
        while not stop.wait(beat):
            try:
                self.replay()
            except Retry as later:
                log.warning("replays wait: %s", later)
            except Exception:
                log.exception("a replay failed")


def _guarded(work: Callable[[], list[tuple[str, bytes]]]) -> list[tuple[str, bytes]]:
    try:
        return work()
    except DBAPIError as error:
        if _is_gone(error):
            raise Retry(str(error.orig)) from error
        raise


def _is_gone(error: BaseException) -> bool:
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _act(batch: Sequence[Message]) -> list[tuple[str, bytes]]:
    read = [(message, doors.read(message)) for message in batch]
    try:
        with transaction():
            _act_together(read, now())
    except Exception as error:
        if _is_gone(error):
            raise
        log.exception("a batch of %d failed as a whole and is taken message by message", len(batch))
        _act_singly(read)
    return _act_for_tablets(read)


def _act_together(read: Sequence[tuple[Message, tuple[Topic, Content] | Unfit]], at: datetime) -> None:
    """Store all readings of a batch, and bury what is none, in the caller's one transaction."""
    values: list[actions.Sample] = []
    ends: list[tuple[int, Message]] = []
    for message, found in read:
        if isinstance(found, Unfit):
            doors.bury(message, found)
        elif isinstance(found[1], Readings):
            values += doors.samples(found[0], found[1])
            ends.append((len(values), message))
    if values:
        _bury_refused(values, ends, doors.record(values, at))


def _bury_refused(
    values: Sequence[actions.Sample], ends: Sequence[tuple[int, Message]], refused: Sequence[actions.Refused]
) -> None:
    """Bury each message of which a value was refused; its other values are kept."""
    if not refused:
        return
    rules = {id(sample): rule for sample, rule in refused}
    start = 0
    for end, message in ends:
        bad = [(each.quantity, rules[id(each)]) for each in values[start:end] if id(each) in rules]
        if bad:
            told = ", ".join(f"{quantity}: {rule}" for quantity, rule in sorted(set(bad)))
            doors.bury(message, Unfit(bad[0][1], told))
        start = end


def _act_singly(read: Sequence[tuple[Message, tuple[Topic, Content] | Unfit]]) -> None:
    for message, found in read:
        try:
            with transaction():
                _act_together([(message, found)], now())
        except Exception as error:
            if _is_gone(error):
                raise
            log.exception("a message on %s failed", message.topic)
            with transaction():
                doors.bury(message, Unfit("failed", repr(error)))


def _act_for_tablets(
    read: Sequence[tuple[Message, tuple[Topic, Content] | Unfit]],
) -> list[tuple[str, bytes]]:
    receipts = []
    for message, found in read:
        if isinstance(found, Unfit) or isinstance(found[1], Readings):
            continue
        outcome = _of_tablet(message, found[0], found[1])
        if outcome.unfit:
            with transaction():
                doors.bury(message, outcome.unfit)
        if outcome.receipt:
            receipts.append(outcome.receipt)
    return receipts


def _of_tablet(message: Message, topic: Topic, content: Any) -> Outcome:
    try:
        return doors.of_tablet(topic, content, now())
    except Exception as error:
        if _is_gone(error):
            raise
        log.exception("a message on %s failed", message.topic)
        return Outcome(Unfit("failed", repr(error)))


def _again(letter_id: str) -> list[tuple[str, bytes]]:
    """Act on a queued letter once more, all in the order of a new message, and settle it or put it back."""
    letter = db.session.scalar(queries.letter(SYSTEM, letter_id))
    if letter is None or letter.state != "queued":
        return []
    message = Message(
        letter.topic, letter.payload, retained=False, dup=True, received_at=letter.received_at.timestamp()
    )
    outcome = _outcome(message)
    with transaction():
        letter = db.session.scalar(queries.letter(SYSTEM, letter_id))
        if letter is not None and letter.state == "queued":
            refusal = (outcome.unfit.reason, outcome.unfit.detail) if outcome.unfit else None
            actions.take_up(SYSTEM, letter, refusal, at=now())
    return [outcome.receipt] if outcome.receipt else []


def _outcome(message: Message) -> Outcome:
    found = doors.read(message)
    if isinstance(found, Unfit):
        return Outcome(found)
    topic, content = found
    if not isinstance(content, Readings):
        return _of_tablet(message, topic, content)
    try:
        with transaction():
            refused = doors.record(doors.samples(topic, content), now())
    except Exception as error:
        if _is_gone(error):
            raise
        return Outcome(Unfit("failed", repr(error)))
    told = ", ".join(f"{sample.quantity}: {rule}" for sample, rule in refused)
    return Outcome(Unfit(refused[0].rule, told) if refused else None)
