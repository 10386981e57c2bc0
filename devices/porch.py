"""The porch of the broker: a device without a log-in of its own asks there to be registered, and hears the answer."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from devices.grants import Grant
from inspect_app.core import strict_json
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import acted
from inspect_app.core.errors import Problem
from inspect_app.readings import actions, queries
from inspect_app.readings.rules.provisioning import FAILURE, PORCH, REQUEST, RESPONSE, Answer, Unfit, read

log = logging.getLogger(__name__)
MOST_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Ask:
    """What a device sent to be registered. It holds a secret, so it is never kept as a dead letter."""

    payload: bytes
    #: the topic of the answer
    back: str = RESPONSE


def let_in(name: str, secret: str) -> Grant | None:
    """Let a device onto the porch while any key holds; None for whoever is not at the porch or shows a secret there."""
    if name != PORCH or secret or not queries.anything_to_provision(local_day(now())):
        return None
    return Grant((REQUEST,), (RESPONSE,))


def answer(ask: Ask, at: datetime) -> tuple[str, bytes]:
    """Register the device that asks, and return the topic and the bytes of the answer.

    Everybody on the porch may hear it: it names the device, and holds no secret. Raises DBAPIError when the database
    is gone.
    """
    told: dict[str, Any] = {}
    try:
        body = strict_json.read(ask.payload[:MOST_BYTES])
        told = {"deviceName": body.get("deviceName")} if isinstance(body, dict) else {}
        asked = read(body)
        found = acted(lambda: actions.provision(asked, where="", at=at, bare=True))
    except Unfit as unfit:
        found = Answer(FAILURE, unfit.words)
    except Problem as problem:
        found = Answer(FAILURE, ("", problem.words("en")))
    except DBAPIError:
        raise
    except Exception:
        log.exception("a request to be registered failed")
        found = Answer(FAILURE, ("", "the platform could not answer"))
    return ask.back, json.dumps({**found.as_dict(english=True), **told}, ensure_ascii=False).encode()
