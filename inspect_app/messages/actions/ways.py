"""The ways out: e-mail, text message, WeChat, webhook; each a function of one letter, with files where none is set.

A way returns when the other side has the letter. It raises Refused when no try will ever help, Failed when this
letter may be tried again, and OSError when the other side cannot be reached at all.
"""

import base64
import http.client
import json
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from inspect_app.core import disk, place
from inspect_app.core.clock import now
from inspect_app.messages.actions import wire
from inspect_app.messages.models import Delivery
from inspect_app.messages.rules import signing
from inspect_app.messages.rules.life import WEBHOOK
from inspect_app.messages.rules.sending import SECONDS

FOLDER = "outgoing"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Unwanted(Exception):
    """The other side has not taken a letter; `status` is what it answered by HTTP, None for any other way."""

    def __init__(self, words: str, status: int | None = None) -> None:
        super().__init__(words)
        self.status = status


class Refused(Unwanted):
    """The other side will never take this letter."""


class Unreachable(OSError):
    """The other side cannot be reached as it is set up; the words name nobody's address."""


class Failed(Unwanted):
    """The other side did not take this letter now."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out: an id that stays the same at each try, the way, where to, and what."""

    id: str
    channel: str
    target: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    secret: str = field(default="", repr=False)


Way = Callable[[Letter], None]


def letter_of(one: Delivery) -> Letter:
    """Return a delivery as it goes out, its address and text opened."""
    hook = one.hook
    return Letter(
        one.id, one.channel, hook.url if hook and not hook.listens else one.target, one.subject, one.body, hook.secret if hook else ""
    )  # fmt: skip


def send(letter: Letter) -> None:
    """Send a letter by its way as the operator has set it, or keep it as a file."""
    if not letter.target or not letter.body:
        raise Refused("nothing-left")
    way_of(letter.channel)(letter)


def way_of(channel: str) -> Way:
    """Return how letters of a channel go out on this installation."""
    if channel == WEBHOOK:
        return _post_signed
    address = place.setting({"email": "smtp_url"}.get(channel, f"{channel}_url"))
    if not address:
        return _keep
    parts = urlsplit(address)
    return (
        (lambda letter: _mail(parts, letter)) if channel == "email" else (lambda letter: _post(parts, letter))
    )


def _keep(letter: Letter) -> None:
    """Keep a letter as a file that its owner alone can read; sent twice it is the same file."""
    home = place.home() / FOLDER
    text = f"{letter.target}\n{letter.subject}\n\n{letter.body}\n"
    disk.write_whole(home / letter.channel / f"{letter.id}.txt", text.encode(), home / "tmp", mode=0o600)


def sweep(before: datetime) -> int:
    """Remove files of letters kept before a moment; return how many."""
    home, gone = place.home() / FOLDER, 0
    for each in home.glob("*/*.txt"):
        if each.stat().st_mtime < before.timestamp():
            each.unlink(missing_ok=True)
            gone += 1
    return gone


def _mail(parts: SplitResult, letter: Letter) -> None:
    sender = place.setting("mail_from")
    mail = EmailMessage()
    mail["Subject"] = " ".join(letter.subject.split())
    mail["From"], mail["To"] = sender, letter.target
    mail["Date"] = format_datetime(now())
    # The same at each try, so that a mailbox shows one letter.
    mail["Message-ID"] = f"<{letter.id}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body, cte="base64")
    try:
        server = _connected(parts)
        try:
            server.send_message(mail)
        finally:
            _leave(server)
    except smtplib.SMTPRecipientsRefused as refused:
        code = max(code for code, _said in refused.recipients.values())
        raise (Refused if code >= 500 else Failed)(f"SMTP {code}") from refused
    except smtplib.SMTPAuthenticationError as wrong:
        raise Unreachable(f"SMTP {wrong.smtp_code}: log-in refused") from wrong
    except smtplib.SMTPResponseException as wrong:
        raise (Refused if wrong.smtp_code >= 500 else Failed)(f"SMTP {wrong.smtp_code}") from wrong


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, secure = parts.hostname or "", parts.scheme == "smtps"
    context = ssl.create_default_context()
    if secure:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
            secure = True
        if parts.username:
            if not secure and host not in _LOOPBACK:
                raise Unreachable("the server offers no TLS: the password is not sent")
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    # Whatever is said at parting, the letter was taken or refused before.
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _post(parts: SplitResult, letter: Letter) -> None:
    """Post a short message to the operator's gateway: id, number and text as JSON."""
    told = {"id": letter.id, "channel": letter.channel, "to": letter.target, "text": letter.body}
    headers = {"content-type": "application/json", "idempotency-key": letter.id}
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    _posted(parts, json.dumps(told, ensure_ascii=False).encode(), headers)


def _post_signed(letter: Letter) -> None:
    body = letter.body.encode()
    headers = signing.headers(letter.secret, letter.id, now(), body)
    _posted(urlsplit(letter.target), body, headers, place.setting("webhook_allow"))


def _posted(parts: SplitResult, body: bytes, headers: dict[str, str], allow: str | None = None) -> None:
    """Post; say what the other side answered by Refused or Failed."""
    try:
        status = wire.post(parts, body, headers, allow)
    except wire.Forbidden as wrong:
        raise Refused("address-forbidden") from wrong
    except http.client.HTTPException as odd:
        raise Failed(type(odd).__name__) from odd
    if status == 410:
        raise Refused("HTTP 410", status)
    if not 200 <= status < 300:
        raise Failed(f"HTTP {status}", status)
