"""A person's days as iCalendar (RFC 5545), and the secret address they are read at."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LINE = 75
LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Day:
    """One entry of a calendar: a key that stays, the moment, what it is, where, and the page that tells more."""

    key: str
    at: datetime
    title: str
    place: str
    url: str


def token_of(person_id: str, salt: str, key: str) -> str:
    """Return the secret part of a person's address; another salt makes another address, and ends this one."""
    digest = hmac.digest(key.encode(), f"feed:{person_id}:{salt}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def seal(token: str) -> str:
    """Return what is stored of an address: the token has 256 bits, so its plain SHA-256 tells nobody anything."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def calendar(name: str, days: Iterable[Day], host: str) -> bytes:
    """Return the calendar; the same days make the same bytes, so that a client can tell that nothing changed."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Inspect//Calendar//ZH", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Shanghai",
    ]  # fmt: skip
    for each in days:
        lines += [
            "BEGIN:VEVENT", f"UID:{_text(each.key)}@{host}", f"DTSTAMP:{_moment(each.at)}",
            f"DTSTART:{_moment(each.at)}", f"DTEND:{_moment(each.at + LASTS)}", f"SUMMARY:{_text(each.title)}",
            f"LOCATION:{_text(each.place)}", f"URL:{each.url}", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{_folded(each)}\r\n" for each in [*lines, "END:VCALENDAR"]).encode()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    # A line that a title broke would be a line of the calendar.
    flat = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Break a line where it has 75 bytes, never inside a character."""
    parts, size = [""], 0
    for each in line:
        more = len(each.encode())
        if size + more > LINE:
            parts.append(" ")
            size = 1
        parts[-1] += each
        size += more
    return "\r\n".join(parts)
