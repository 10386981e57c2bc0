"""Dead letters: kept with their bytes, replayed or discarded."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.readings.models import DeadLetter

_MOST_DETAIL = 2000


def keep_dead_letter(topic: str, payload: bytes, reason: str, detail: str, at: datetime) -> DeadLetter:
    """Keep a message that could not be taken; the same bytes for the same reason are counted, not stored again.

    One that had been replayed with success waits again; one that somebody discarded stays discarded.
    """
    content = hashlib.sha256(b"\0".join((topic.encode(), payload, reason.encode()))).hexdigest()
    letter = db.session.scalar(select(DeadLetter).where(DeadLetter.content == content).with_for_update())
    if letter is not None:
        letter.times, letter.last_at = letter.times + 1, at
        if letter.state == "replayed":
            _wake(letter, reason, detail, at)
        return letter
    letter = DeadLetter(
        received_at=at,
        last_at=at,
        topic=topic.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        payload=payload,
        reason=reason,
        detail=_short(detail),
        content=content,
    )
    db.session.add(letter)
    journal.record(SYSTEM, "letter.keep", letter, at=at, data={"reason": reason, "size": len(payload)})
    return letter


def _wake(letter: DeadLetter, reason: str, detail: str, at: datetime) -> None:
    letter.reason, letter.detail, letter.settled_at = reason, _short(detail), None
    journal.move(SYSTEM, letter, "recur", at=at, data={"reason": reason})


def _short(detail: str) -> str:
    return detail.replace("\0", "\N{REPLACEMENT CHARACTER}")[:_MOST_DETAIL]


def move_letter(
    actor: Actor, letter: DeadLetter, name: str, values: Mapping[str, Any], *, at: datetime
) -> DeadLetter:
    """Take a declared move; `replay` only queues the letter, the intake takes it up and settles or refuses it."""
    journal.move(actor, letter, name, at=at, data=values)
    return letter


def take_up(actor: Actor, letter: DeadLetter, refusal: tuple[str, str] | None, *, at: datetime) -> None:
    """Settle a queued letter after its replay, or put it back with the new (reason, detail)."""
    if refusal is None:
        journal.move(actor, letter, "settle", at=at)
        return
    letter.reason, letter.detail = refusal[0], _short(refusal[1])
    journal.move(actor, letter, "refuse", at=at, data={"reason": letter.reason})
