"""Reads JSON strictly: typed, bounded, no key twice, and every refusal names its field and rule."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn, TypeVar

import msgspec

from devices.codecs.shapes import Unreadable

T = TypeVar("T")

# 1970 up to, not including, 2101: a clock outside it has never been set.
LATEST_MS: Final = 4_133_980_800_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
RFC3339: Final = r"\A\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)\Z"
_RFC3339 = re.compile(RFC3339, re.ASCII)

_WITH_PATH = re.compile(r"(.*) - at `(?:key in `)?\$([^`]*)`+", re.DOTALL)
_NAMED = re.compile(r"Object (?:contains (unknown)|(missing) required) field `(.*)`", re.DOTALL)
_BY_BEGINNING: Final = (
    ("Invalid enum value", "choice"),
    ("Number out of range", "finite"),
    ("Integer value out of range", "range"),
)
_BY_WORDS: Final = ((" of length ", "length"), (" matching regex ", "pattern"), (", got `", "type"))
_SHOWN: Final = 80  # how much of a stranger's text a refusal repeats


def read(decoder: msgspec.json.Decoder[T], payload: bytes, limit: int) -> T:
    """Decode one payload of at most `limit` bytes; raise Unreadable for anything else."""
    fits(payload, limit)
    try:
        return decoder.decode(payload)
    except msgspec.ValidationError as wrong:
        raise _refusal(str(wrong)) from wrong
    except UnicodeDecodeError as wrong:
        raise Unreadable("payload", "utf8") from wrong
    except (msgspec.DecodeError, RecursionError) as wrong:
        raise Unreadable("payload", "json", reason=str(wrong)) from wrong


def fits(payload: bytes, limit: int) -> None:
    """Raise Unreadable for a payload of more than `limit` bytes."""
    if len(payload) > limit:
        raise Unreadable("payload", "size", limit=limit, size=len(payload))


def plain(payload: bytes, limit: int) -> Any:
    """Return a payload of at most `limit` bytes as plain values, no key twice; raise Unreadable for anything else."""
    fits(payload, limit)
    return unique(payload)


def shaped(value: Any, shape: Any) -> Any:
    """Return a plain value as the shape it must have; raise Unreadable for any other."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as wrong:
        raise _refusal(str(wrong)) from wrong


def unique(payload: bytes) -> Any:
    """Parse once more and return plain values; raise Unreadable naming the first key that comes twice.

    Decoders keep the last of two equal keys; which one the device meant nobody knows, so neither is taken.
    """
    try:
        return json.loads(payload.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except Unreadable:
        raise
    except UnicodeDecodeError as wrong:
        raise Unreadable("payload", "utf8") from wrong
    except (ValueError, RecursionError) as wrong:
        raise Unreadable("payload", "json", reason=str(wrong)[:_SHOWN]) from wrong


def moment_ms(field: str, text: str) -> int:
    """Return the ms since 1970 of an RFC 3339 moment with its offset; raise Unreadable if it is none."""
    if not _RFC3339.match(text):
        raise Unreadable(field, "time", got=text[:_SHOWN])
    try:
        # Python 3.11 reads at most microseconds, RFC 3339 allows any; the rest of a millisecond is cut anyway.
        moment = datetime.fromisoformat(text.upper())
    except ValueError as wrong:
        raise Unreadable(field, "time", got=text[:_SHOWN]) from wrong
    return in_range(field, (moment - _EPOCH) // _MS)


def in_range(field: str, at_ms: int) -> int:
    """Return the moment if it lies in the years 1970 to 2100; raise Unreadable if not."""
    if not 0 <= at_ms < LATEST_MS:
        raise Unreadable(field, "range", earliest="1970-01-01", latest="2100-12-31")
    return at_ms


def _refusal(words: str) -> Unreadable:
    path = ""
    if placed := _WITH_PATH.fullmatch(words):
        words, path = placed[1], placed[2].removeprefix(".")
    if named := _NAMED.fullmatch(words):
        name = named[3][:_SHOWN]
        return Unreadable(f"{path}.{name}" if path else name, named[1] or named[2])
    return Unreadable(path or "payload", _rule(words), reason=words[:_SHOWN])


def _rule(words: str) -> str:
    for beginning, rule in _BY_BEGINNING:
        if words.startswith(beginning):
            return rule
    for part, rule in _BY_WORDS:
        if part in words:
            return rule
    return "range"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Unreadable(key[:_SHOWN], "duplicate")
            seen.add(key)
    return found


def _no_constant(name: str) -> NoReturn:
    raise Unreadable("payload", "finite", got=name)
