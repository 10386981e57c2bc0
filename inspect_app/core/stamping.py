"""Asks a time-stamping authority for a stamp; a paper that gets none in time is issued without."""

import http.client
import secrets
import socket
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from inspect_app.core import log, tsp
from inspect_app.core.tsp import MOST_BYTES

#: in all, however slowly the answer comes
SECONDS: Final = 5.0
_TYPE: Final = "application/timestamp-query"
Stamps = Callable[[bytes], bytes]


def stamps(url: str, seconds: float = SECONDS) -> Stamps:
    """Return what gets the token for a signature from the authority at an address, or b"" where it gives none.

    Whatever goes wrong there is logged and costs the paper nothing but its stamp.
    """

    def stamp(signature: bytes) -> bytes:
        nonce = secrets.randbits(63)
        try:
            response = _post(url, tsp.question(signature, nonce), seconds)
            token = tsp.answered(response, signature, nonce)
        except (OSError, ValueError, http.client.HTTPException) as wrong:
            log.warning("no time stamp", authority=urlsplit(url).hostname, said=str(wrong)[:200])
            return b""
        return token if len(token) <= MOST_BYTES else b""

    return stamp


def _post(url: str, body: bytes, seconds: float) -> bytes:
    parts, ends = urlsplit(url), time.monotonic() + seconds
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = made(parts.hostname or "", parts.port, timeout=seconds)
    try:
        line.request("POST", parts.path or "/", body, {"Content-Type": _TYPE, "Accept": "*/*"})
        reply = line.getresponse()
        if reply.status != http.client.OK:
            raise OSError(f"status {reply.status}")
        told = b""
        while piece := reply.read1(MOST_BYTES):
            told += piece
            if len(told) > 2 * MOST_BYTES:
                raise ValueError("too long an answer")
            left = ends - time.monotonic()
            if left <= 0:
                raise TimeoutError("not in time")
            if isinstance(line.sock, socket.socket):
                line.sock.settimeout(left)
        return told
    finally:
        line.close()
