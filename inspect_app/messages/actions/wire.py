"""The line a letter is posted by: within a time, no redirect followed, and for a webhook to no forbidden address."""

import http.client
import socket
import ssl
from urllib.parse import SplitResult

from inspect_app.messages.rules.reaching import named, reachable
from inspect_app.messages.rules.sending import SECONDS


class Forbidden(Exception):
    """The address is one a webhook may not be posted to."""


def post(parts: SplitResult, body: bytes, headers: dict[str, str], allow: str | None = None) -> int:
    """Post and return the status; a redirect is not followed, for it may lead anywhere.

    With `allow`, the operator's list for webhooks, the address is looked at when the line is opened: what a name
    stood for before says nothing of what it stands for now. Raises Forbidden, OSError, http.client.HTTPException.
    """
    secure, host = parts.scheme == "https", parts.hostname or ""
    if allow is not None and not secure and not named(host, allow):
        raise Forbidden
    line = (_Safe if secure else _Plain)(host, parts.port, timeout=SECONDS)
    line.allow = allow
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line.request("POST", path, body, {**headers, "user-agent": "inspect-app"})
        return line.getresponse().status
    finally:
        line.close()


class _Plain(http.client.HTTPConnection):
    allow: str | None = None

    def connect(self) -> None:
        """Open the line to an address that was looked at."""
        self.sock = _dialled(self.host, self.port, self.allow)


class _Safe(http.client.HTTPSConnection):
    allow: str | None = None

    def connect(self) -> None:
        """Open the line to an address that was looked at, and check whom it belongs to."""
        plain = _dialled(self.host, self.port, self.allow)
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def _dialled(host: str, port: int, allow: str | None) -> socket.socket:
    if allow is None:
        return socket.create_connection((host, port), SECONDS)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # One forbidden address among many is enough: which of them would be dialled is chance.
    if not all(reachable(str(place[0]), host, allow) for *_, place in found):
        raise Forbidden
    wrong: OSError = OSError("no address")
    for *_, place in found:
        try:
            return socket.create_connection((str(place[0]), port), SECONDS)
        except OSError as failed:
            wrong = failed
    raise wrong
