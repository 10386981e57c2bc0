"""The API as one person calls it: over HTTP, with a log-in of their own."""

import json
import urllib.error
import urllib.request
from typing import Any


class Refused(RuntimeError):
    """The platform refused a call: its status and what it said."""


class Caller:
    """One person with their token; `Caller(url)` without an account is the public."""

    def __init__(self, url: str, account: str = "", password: str = "") -> None:
        self._url = url
        self._token = ""
        if account:
            self._token = self.post("/api/session", {"account": account, "password": password})["token"]

    def get(self, path: str) -> Any:
        """Read a document."""
        return self._send(path, None, "application/json")

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Send a document."""
        return self._send(path, json.dumps(body).encode(), "application/json")

    def photo(self, data: bytes) -> str:
        """Send a photo and return its SHA-256 name."""
        return str(self._send("/api/files", data, "image/jpeg")["sha256"])

    def _send(self, path: str, data: bytes | None, media: str) -> Any:
        asked = urllib.request.Request(self._url + path, data, {"Content-Type": media})  # noqa: S310 -- our own address
        if self._token:
            asked.add_header("Authorization", f"Bearer {self._token}")
        try:
            with urllib.request.urlopen(asked, timeout=30) as reply:  # noqa: S310 -- as above
                return json.loads(reply.read() or b"null")
        except urllib.error.HTTPError as refused:
            raise Refused(f"{path}: {refused.code} {refused.read()[:600]!r}") from refused
