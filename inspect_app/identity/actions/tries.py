"""Tries at secrets: failures are rows that all processes share, counted by what they were tried from."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.identity import queries
from inspect_app.identity.models import Failure, Person
from inspect_app.identity.rules import (
    LOG_IN_BY_ACCOUNT,
    LOG_IN_BY_ADDRESS,
    LOG_IN_HERE,
    LOG_IN_HERE_DAILY,
    Throttle,
    network_of,
)

_MINUTE = timedelta(minutes=1)


def refuse_when_throttled(keys: Iterable[tuple[str, Throttle]], at: datetime) -> None:
    """Raise `too-many-tries` when any key has used up its failures."""
    for key, throttle in keys:
        opens = queries.opens_at(key, throttle, at)
        if opens is not None:
            raise Problem("too-many-tries", minutes=max(1, math.ceil((opens - at) / _MINUTE)))


def note_failure(key: str, at: datetime) -> None:
    """Write down a failed try at a secret."""
    db.session.add(Failure(key=key, at=at))


@dataclass(frozen=True, slots=True)
class Try:
    """A try to log in: the keys it is refused by, and the keys it counts under when it fails, the own one first."""

    refused_by: Sequence[tuple[str, Throttle]]
    counted: Sequence[str]

    def fail(self, at: datetime) -> None:
        """Count it under every key."""
        for key in self.counted:
            note_failure(key, at)

    def succeed(self) -> None:
        """Forget the own failures: whoever mistypes and then remembers begins anew.

        Those of the account as a whole stay, for a stranger may have made them.
        """
        db.session.execute(delete(Failure).where(Failure.key == self.counted[0]))


def trying(account: str, person: Person | None, *, address: str, device: str | None, at: datetime) -> Try:
    """Return what counts for a log-in to this account (of `person`, if of anybody) from here.

    A stranger shuts nobody out but their own address: the tight figures hold for the account from this
    address, or from this device where the account has been on it. What is counted over all addresses stops
    those it has never been seen at. An account that is nobody's is counted like any other.
    """
    name, network = account.strip().lower()[:60], network_of(address)
    own_device, own_address = queries.known(person, device, network, at)
    here = f"here:{name}@{queries.fingerprint(device or '')[:32] if own_device else network}"
    everywhere, around = f"account:{name}", f"address:{network}"
    refused_by = [(here, LOG_IN_HERE), (here, LOG_IN_HERE_DAILY)]
    refused_by += [] if own_device else [(around, LOG_IN_BY_ADDRESS)]
    refused_by += [] if own_device or own_address else [(everywhere, LOG_IN_BY_ACCOUNT)]
    return Try(refused_by, (here, everywhere, around))


def one_by_one(account: str) -> None:
    """Let tries at one account wait for each other to the end of the transaction.

    Otherwise as many as arrive at one moment would all be the last one permitted. SQLite writes one at a time
    anyway.
    """
    if db.engine.dialect.name == "postgresql":
        key = func.hashtext(f"log-in {account.strip().lower()}")
        db.session.execute(select(func.pg_advisory_xact_lock(key)))
