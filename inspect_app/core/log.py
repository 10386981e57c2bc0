"""What the program says of itself: one line of JSON an event, with its level and its time, on standard output."""

import json
import logging
import sys
import traceback
from contextlib import suppress
from typing import Any

from inspect_app.core.clock import now

_least = logging.INFO


def set_level(level: str) -> None:
    """Say nothing below `level` from here on."""
    global _least  # noqa: PLW0603 -- one process, one log
    _least = logging.getLevelNamesMapping()[level.upper()]


def warning(event: str, **facts: Any) -> None:
    """Say what went wrong and was dealt with."""
    _say(logging.WARNING, event, facts)


def error(event: str, **facts: Any) -> None:
    """Say what somebody has to look at."""
    _say(logging.ERROR, event, facts)


def exception(event: str, wrong: BaseException, **facts: Any) -> None:
    """Say what broke, with where."""
    whole = "".join(traceback.format_exception(wrong)).rstrip()
    _say(logging.ERROR, event, {**facts, "exception": whole})


def _say(level: int, event: str, facts: dict[str, Any]) -> None:
    if level < _least:
        return
    told = {
        **facts,
        "event": event,
        "level": logging.getLevelName(level).lower(),
        "timestamp": now().isoformat(),
    }
    # With the log on a full disk a refusal that is noted on its way out would otherwise become a fault.
    with suppress(OSError):
        sys.stdout.write(f"{json.dumps(told, ensure_ascii=False, default=str)}\n")
        sys.stdout.flush()
