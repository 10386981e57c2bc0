"""Two people writing the same thing: what another changed since a form was opened, and which version is kept."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

MINE: Final = "mine"
THEIRS: Final = "theirs"
#: how the choice of a field is named in a form
KEEP: Final = "keep-"
_DECIMAL: Final = re.compile(r"-?\d+\.\d*")


@dataclass(frozen=True, slots=True)
class Lost:
    """A field another has changed: what stands there now, what was typed, and whether both are changes."""

    theirs: Any
    mine: Any
    clash: bool


def marks(values: Mapping[str, Any]) -> str:
    """Return what a form carries of the values it was opened with: a short mark of each, not the values."""
    return json.dumps({name: _mark(value) for name, value in values.items()})


def compare(seen: str, typed: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Lost]:
    """Return the fields whose stored value is neither what the form was opened with nor what was typed.

    A form that does not say what it was opened with is compared with nothing.
    """
    opened = _read(seen)
    found: dict[str, Lost] = {}
    for name, theirs in stored.items():
        was, now, mine = opened.get(name), _mark(theirs), _mark(typed.get(name))
        if was is not None and now not in (was, mine):
            found[name] = Lost(theirs, typed.get(name), clash=mine != was)
    return found


def undecided(lost: Mapping[str, Lost], known: str, choices: Mapping[str, str]) -> bool:
    """Say whether a field is still to be chosen: no choice was made, or not between these two versions."""
    shown = _read(known)
    return any(
        choices.get(KEEP + name) not in (MINE, THEIRS) or shown.get(name) != _mark(each.theirs)
        for name, each in lost.items()
    )


def as_typed(value: Any) -> Any:
    """Return a stored value as a form would send it."""
    return value.isoformat() if isinstance(value, date) else value


def _read(said: str) -> dict[str, str]:
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _mark(value: Any) -> str:
    return hashlib.sha256(_plain(value).encode(errors="replace")).hexdigest()[:12]


def _plain(value: Any) -> str:
    """Return a value as one text, the same whether it was stored or typed."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, list | tuple | set | frozenset):
        return "\n".join(sorted(_plain(each) for each in value))
    text = str(as_typed(value)).replace("\r\n", "\n").strip()
    return text.rstrip("0").rstrip(".") if _DECIMAL.fullmatch(text) else text
