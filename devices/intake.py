"""Decode, act, commit, acknowledge: what a source hands over is kept for good before anybody hears so."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Any

from devices import admitting, doors
from devices.codecs import Readings
from devices.doors import Content, Outcome, Plain, Unfit
from devices.grants import Grant
from devices.message import Message
from devices.sources import Retry
from devices.topics import Topic
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.core.refusals import is_gone
from inspect_app.readings import actions, queries

log = logging.getLogger(__name__)
#: sends receipts: (topic, bytes) pairs; raises Retry when the broker did not take them
Publish = Callable[[Sequence[tuple[str, bytes]]], None]
Context = Callable[[], AbstractContextManager[Any]]
Found = tuple[Topic, Content] | Unfit
Skimmed = Plain | Found
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
            receipts = guarded(lambda: _act(batch))
        if receipts:
            self._publish(receipts)

    def authenticate(self, name: str, secret: str) -> Grant | None:
        """Answer a log-in from the registry."""
        with self._context():
            return admitting.log_in(name, secret)

    def replay(self) -> int:
        """Take up the dead letters that an administrator wants replayed; return how many."""
        with self._context():
            ids = [each.id for each in db.session.scalars(queries.letters("queued").limit(_AT_ONCE))]
            receipts = [receipt for one in ids for receipt in guarded(partial(_again, one))]
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


def guarded(work: Callable[[], list[tuple[str, bytes]]]) -> list[tuple[str, bytes]]:
    """Do the work; a database that is gone is said as Retry."""
    try:
        return work()
    except Exception as error:
        if is_gone(error):
            raise Retry(str(getattr(error, "orig", error))) from error
        raise


def _act(batch: Sequence[Message]) -> list[tuple[str, bytes]]:
    skimmed = [(message, doors.skim(message)) for message in batch]
    try:
        rest = _act_in_one(skimmed)
    except Exception as error:
        if is_gone(error):
            raise
        log.exception("a batch of %d failed as a whole and is taken message by message", len(batch))
        rest = _act_singly(skimmed)
    return _act_for_tablets(rest)


def _act_in_one(skimmed: Sequence[tuple[Message, Skimmed]]) -> list[tuple[Message, Found]]:
    """Act on a batch in one transaction, once more where what was remembered of devices and limits held no more."""
    try:
        with transaction():
            return _act_together(skimmed, now(), from_memory=True)
    except actions.Outdated:
        with transaction():
            return _act_together(skimmed, now(), from_memory=False)


def _act_together(
    skimmed: Sequence[tuple[Message, Skimmed]], at: datetime, *, from_memory: bool
) -> list[tuple[Message, Found]]:
    """Store all readings of a batch, and bury what is none, in the caller's one transaction; `from_memory` as `gather`.

    Returns what is not of the usual kind, a tablet's messages among it, for whoever acts on those.
    """
    rest: list[tuple[Message, Found]] = []
    gathering = doors.gather(at, from_memory=from_memory)
    for message, found in skimmed:
        if not isinstance(found, Plain):
            rest.append((message, found))
        elif not doors.quick(gathering, found):
            rest.append((message, doors.read(message)))
    values: list[actions.Sample] = []
    ends: list[tuple[int, Message]] = []
    for message, read in rest:
        if isinstance(read, Unfit):
            doors.bury(message, read)
        elif isinstance(read[1], Readings):
            values += doors.samples(read[0], read[1])
            ends.append((len(values), message))
    if values or gathering.rows:
        _bury_refused(values, ends, doors.settle(gathering, values, at))
    return rest


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


def _act_singly(skimmed: Sequence[tuple[Message, Skimmed]]) -> list[tuple[Message, Found]]:
    rest: list[tuple[Message, Found]] = []
    for each in skimmed:
        try:
            rest += _act_in_one([each])
        except Exception as error:
            if is_gone(error):
                raise
            log.exception("a message on %s failed", each[0].topic)
            with transaction():
                doors.bury(each[0], Unfit("failed", repr(error)))
    return rest


def _act_for_tablets(read: Sequence[tuple[Message, Found]]) -> list[tuple[str, bytes]]:
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
        if is_gone(error):
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
        if is_gone(error):
            raise
        return Outcome(Unfit("failed", repr(error)))
    told = ", ".join(f"{sample.quantity}: {rule}" for sample, rule in refused)
    return Outcome(Unfit(refused[0].rule, told) if refused else None)
